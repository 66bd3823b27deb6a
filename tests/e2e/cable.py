"""The cable between a browser and the service, which can be pulled: a TCP forwarder on a port of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import urlsplit

BLOCK = 65_536


class Cable:
    """``url`` is what the browser opens. `pull` breaks every connection and takes no new one until `plug`."""

    def __init__(self, to: tuple[str, int]) -> None:
        self._to = to
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._plugged = True
        self.url = ""

    @classmethod
    @asynccontextmanager
    async def to(cls, url: str) -> AsyncIterator[Self]:
        place = urlsplit(url)
        cable = cls((place.hostname or "", place.port or 0))
        cable._server = await asyncio.start_server(cable._joined, "127.0.0.1", 0)
        cable.url = f"http://127.0.0.1:{cable._server.sockets[0].getsockname()[1]}"
        try:
            yield cable
        finally:
            cable._server.close()
            cable.pull()
            await asyncio.gather(*cable._tasks, return_exceptions=True)

    def pull(self) -> None:
        self._plugged = False
        for end in list(self._ends):
            end.transport.abort()

    def plug(self) -> None:
        self._plugged = True

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._plugged:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._to)
        except OSError:
            writer.transport.abort()
            return
        for one, other in ((reader, far_writer), (far_reader, writer)):
            self._ends.add(other)
            task = asyncio.create_task(self._carry(one, other))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(BLOCK):
                writer.write(data)
                await writer.drain()
        self._ends.discard(writer)
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()
