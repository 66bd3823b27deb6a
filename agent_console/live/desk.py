"""One connected page: its place in a stream, what wakes its writer, and why it is to be closed."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from agent_console.live.stream import Numbered, Stream

NOT_SIGNED_IN: Final = 4001
WRONG_MESSAGE: Final = 4400
NO_CALL: Final = 4404
TOO_SLOW: Final = 4008
ANEW: Final = TOO_SLOW
"""The page drops its place in the stream and takes a new snapshot, whatever the reason."""
ANOTHER_DESK: Final = 4009
GOING_AWAY: Final = 1001


@dataclass(frozen=True, slots=True)
class Closing:
    """A WebSocket close code of the protocol and its Chinese reason (at most 123 bytes, RFC 6455 §5.5.1)."""

    code: int
    reason: str


@dataclass(eq=False, slots=True)
class Desk:
    """A page attached to a stream, ``aside`` of the seats or at one. ``cursor`` is the last number sent; only its own writer
    moves it."""

    stream: Stream
    token: str
    roles: frozenset[str]
    sees_board: bool
    aside: bool
    cursor: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    closing: Closing | None = None

    def wake(self) -> None:
        """There is something to send; a desk that lags too far is closed instead."""
        if self.stream.too_slow(self.cursor):
            self.close(Closing(TOO_SLOW, "网络太慢，请重新连接。"))
        self.woken.set()

    def close(self, closing: Closing) -> None:
        """Ask the socket's shell to close with this code; the first reason stands."""
        if self.closing is None:
            self.closing = closing
        self.closed.set()

    async def batch(self) -> tuple[Numbered, ...] | None:
        """Wait for events after the cursor; None when their place has left the ring. The writer moves the cursor."""
        while self.cursor == self.stream.seq:
            self.woken.clear()
            await self.woken.wait()
        return self.stream.after(self.cursor)
