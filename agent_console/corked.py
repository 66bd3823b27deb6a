"""WebSockets that write once a turn of the loop: a desk's frames of one turn leave in one system call, in their order.

A desk that gets several events at once (an offer, its call, its draft) would otherwise cost a system call for each; with
five hundred desks that is most of what telling them costs. Nothing waits: what was written is sent before the loop sleeps.
"""

import asyncio
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class Corked:
    """A transport that keeps what is written until the loop's next turn; all else is the transport's own."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)

    def flush(self) -> None:
        """Send what is held, at once. Writing to a transport that is closing is let go, as asyncio's own does."""
        held, self._held = self._held, []
        if held and not self._transport.is_closing():
            self._transport.write(b"".join(held))

    def close(self) -> None:
        """What was written before goes out first: the close frame stands behind the last event."""
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class CorkedWebSocket(WebSocketsSansIOProtocol):
    """uvicorn's protocol over a corked transport."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(Corked(transport, self.loop))  # type: ignore[arg-type]
