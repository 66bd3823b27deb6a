"""Many WebSocket clients at once, as cheap as they can be: they count frames and note when a mark came; no JSON is read."""

import asyncio
import base64
import json
import os
import struct
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from config.errors import Unavailable

AT_ONCE = 25
OPEN_S = 60.0
SHORT, LONG = struct.Struct("!H"), struct.Struct("!Q")
HEAD = 80
"""A mark stands within so many bytes of its frame's payload (`bench.console.marks`)."""
NANOSECONDS = 20
FLOOD, MARK = b'"id":"flood-', b'"id":"mark-'
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


@dataclass(slots=True)
class Tally:
    """What one crowd has received. ``delays_s``: by mark, of each desk; frames of a flood are counted apart."""

    frames: int = 0
    octets: int = 0
    flood: int = 0
    closed: int = 0
    delays_s: dict[bytes, list[float]] = field(default_factory=dict)
    flooded: asyncio.Event = field(default_factory=asyncio.Event)
    flood_goal: int = 0

    def flood_frame(self) -> None:
        self.flood += 1
        if self.flood == self.flood_goal:
            self.flooded.set()

    def mark(self, sent: bytes) -> None:
        self.delays_s.setdefault(sent, []).append((time.monotonic_ns() - int(sent)) / 1e9)


class Client(asyncio.Protocol):
    """One socket; offers compression as a browser does, and answers pings."""

    def __init__(self, tally: Tally, host: str, protocols: Sequence[str], first: Sequence[dict[str, object]]) -> None:
        self._tally, self._host, self._protocols, self._first = tally, host, protocols, first
        self._rest = b""
        self._open = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /ws/agent HTTP/1.1", f"Host: {self._host}", f"Origin: http://{self._host}", "Upgrade: websocket",
            "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        ]  # fmt: skip
        if self._protocols:
            lines.append(f"Sec-WebSocket-Protocol: {', '.join(self._protocols)}")
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        data = self._rest + data if self._rest else data
        if not self._open:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            self._opened(head)
        self._rest = self._frames(data)

    def _opened(self, head: bytes) -> None:
        if not head.startswith(b"HTTP/1.1 101") or b"permessage-deflate" in head:
            self._fail(head.decode(errors="replace"))
            return
        self._open = True
        for message in self._first:
            self.say(message)
        if not self._first:
            self.ready.set_result(None)

    def _frames(self, data: bytes) -> bytes:
        at, end = 0, len(data)
        while end - at >= 2:
            length, head = data[at + 1], 2
            if length == 126 and end - at >= 4:
                length, head = SHORT.unpack_from(data, at + 2)[0], 4
            elif length == 127 and end - at >= 10:
                length, head = LONG.unpack_from(data, at + 2)[0], 10
            elif length > 125:
                break
            if end - at < head + length:
                break
            self._frame(data[at] & 15, data, at + head, at + head + length)
            at += head + length
        return data[at:]

    def _frame(self, opcode: int, data: bytes, start: int, end: int) -> None:
        if opcode == TEXT:
            self._text(data, start, end)
        elif opcode == PING:
            self._send(PONG, data[start:end])
        elif opcode == CLOSE:
            self._fail(data[start + 2 : end].decode(errors="replace"))

    def _text(self, data: bytes, start: int, end: int) -> None:
        tally = self._tally
        tally.frames += 1
        tally.octets += end - start
        if data.find(FLOOD, start, start + HEAD) >= 0:
            tally.flood_frame()
        elif (found := data.find(MARK, start, start + HEAD)) >= 0:
            tally.mark(data[found + len(MARK) : found + len(MARK) + NANOSECONDS])
        elif not self.ready.done() and data.find(f'"reply":{len(self._first) - 1}'.encode(), start, start + 40) >= 0:
            self.ready.set_result(None)

    def say(self, message: dict[str, object]) -> None:
        self._send(TEXT, json.dumps(message).encode())

    def _send(self, opcode: int, payload: bytes) -> None:
        """A masked frame (RFC 6455 §5.3); the mask is zero, for nothing is hidden from ourselves."""
        size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + SHORT.pack(len(payload))
        if self._transport is not None:
            self._transport.write(bytes([0x80 | opcode]) + size + bytes(4) + payload)

    def _fail(self, why: str) -> None:
        self._tally.closed += 1
        if not self.ready.done():
            self.ready.set_exception(Unavailable("A desk was refused.", why))
        self.leave()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(Unavailable("A desk's connection broke.", str(exc)))

    def leave(self) -> None:
        if self._transport is not None:
            self._transport.close()


@dataclass(frozen=True, slots=True)
class Visit:
    """Who connects: the sub-protocols with the token, and what is said first."""

    protocols: tuple[str, ...] = ()
    first: tuple[dict[str, object], ...] = ()


class Crowd:
    """Clients of one server. ``await Crowd.of(url, visits)``; all are connected and greeted then."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.clients: list[Client] = []

    @classmethod
    async def of(cls, url: str, visits: Iterable[Visit]) -> Self:
        crowd, place = cls(), urlsplit(url)
        waiting = list(visits)
        for first in range(0, len(waiting), AT_ONCE):
            await asyncio.gather(
                *(crowd._join(place.hostname or "", place.port or 0, one) for one in waiting[first : first + AT_ONCE])
            )
        return crowd

    async def _join(self, host: str, port: int, visit: Visit) -> None:
        loop = asyncio.get_running_loop()
        make = lambda: Client(self.tally, f"{host}:{port}", visit.protocols, visit.first)  # noqa: E731
        async with asyncio.timeout(OPEN_S):
            _, client = await loop.create_connection(make, host, port)
            await client.ready
        self.clients.append(client)

    def leave(self) -> None:
        for client in self.clients:
            client.leave()
