"""A phone made of hand-written messages, many calls on one socket: for what no proper phone would do."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast
from uuid import uuid4

from telephony.sip.message import Message
from telephony.sip.normaliser import normalise

BOUND_S = 10.0
SDP = "v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\na={direction}\r\n"


class RawCall:
    """One call: which statuses came, whether it is answered, whether we or the other side hung up."""

    def __init__(self, phone: "RawPhone", caller: bytes, body: bytes, more: bytes) -> None:
        self.statuses: list[int] = []
        self.final: Message | None = None
        self.ended_by_them = False
        self.left = False
        self.rtp_port = 0
        self.call_id = uuid4().hex
        self._phone, self._caller, self._to = phone, caller + f";tag={uuid4().hex[:8]}".encode(), b""
        self._branch = uuid4().hex[:12]
        self._cseq = itertools.count(2)
        self._send("INVITE", 1, self._branch, more + b"Content-Type: application/sdp\r\n", body)

    @property
    def status(self) -> int:
        """The final status, 0 while there is none."""
        return self.final.status if self.final else 0

    def cancel(self) -> None:
        self._send("CANCEL", 1, self._branch)

    def bye(self) -> None:
        self._send("BYE", next(self._cseq), uuid4().hex[:12])

    def leave(self) -> None:
        """End the call from whatever state."""
        if not self.over:
            self.bye() if self.status == 200 else self.cancel()

    @property
    def over(self) -> bool:
        return self.ended_by_them or self.left or self.status >= 300

    def take_response(self, message: Message) -> None:
        self.statuses.append(message.status)
        self.left = self.left or message.get("CSeq").endswith("BYE")
        if message.status >= 200 and message.get("CSeq").endswith("INVITE"):
            self.final = message
            self._to = message.get("To").encode()
            self._send("ACK", 1, uuid4().hex[:12] if message.status < 300 else self._branch)
            media = [line for line in message.body.decode().splitlines() if line.startswith("m=audio")]
            self.rtp_port = int(media[0].split()[1]) if media else 0

    def take_bye(self) -> None:
        self.ended_by_them = True

    def _send(self, method: str, number: int, branch: str, more: bytes = b"", body: bytes = b"") -> None:
        phone = self._phone
        host, port = phone.address
        target = f"sip:12345@{phone.to[0]}:{phone.to[1]}"
        head = (
            f"{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{branch}\r\n"
            f"Max-Forwards: 70\r\nCall-ID: {self.call_id}\r\nCSeq: {number} {method}\r\nContact: <sip:raw@{host}:{port}>\r\n"
        ).encode()
        to = self._to or f"<{target}>".encode()
        people = b"From: " + self._caller + b"\r\nTo: " + to + b"\r\n"
        phone.send(head + people + more + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)


class RawPhone(asyncio.DatagramProtocol):
    def __init__(self, to: tuple[str, int]) -> None:
        self.to = to
        self.calls: dict[str, RawCall] = {}
        self._told = asyncio.Event()
        self._transport: asyncio.DatagramTransport

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._transport.get_extra_info("sockname")
        return str(host), int(port)

    def dial(
        self, number: str, *, caller: bytes = b"", direction: str = "sendrecv", rtp_port: int = 9, more: bytes = b""
    ) -> RawCall:
        """Send an INVITE from ``number``, or from the whole From value ``caller``."""
        host = self.address[0]
        body = SDP.format(host=host, port=rtp_port, direction=direction).encode()
        call = RawCall(self, caller or f"<sip:{number}@{host}>".encode(), body, more)
        self.calls[call.call_id] = call
        return call

    async def until(self, holds: Callable[[], bool], bound_s: float = BOUND_S) -> None:
        """Wait for what only our messages can change."""
        async with asyncio.timeout(bound_s):
            while not holds():
                self._told.clear()
                await self._told.wait()

    def send(self, data: bytes) -> None:
        self._transport.sendto(data, self.to)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = normalise(data)
        if not isinstance(message, Message):
            return
        call = self.calls.get(message.get("Call-ID"))
        if message.is_request:
            self._answer(data, message, call)
        elif call:
            call.take_response(message)
        self._told.set()

    def _answer(self, data: bytes, message: Message, call: RawCall | None) -> None:
        if message.method == "BYE" and call:
            call.take_bye()
        kept = [line for line in data.split(b"\r\n") if line.split(b":")[0] in (b"Via", b"From", b"To", b"Call-ID", b"CSeq")]
        if message.method != "ACK":
            self.send(b"SIP/2.0 200 OK\r\n" + b"\r\n".join(kept) + b"\r\nContent-Length: 0\r\n\r\n")


@asynccontextmanager
async def raw_phone(to: tuple[str, int], host: str = "127.0.0.1") -> AsyncIterator[RawPhone]:
    """A raw phone on a free port of ``host``."""
    loop = asyncio.get_running_loop()
    transport, phone = await loop.create_datagram_endpoint(lambda: RawPhone(to), local_addr=(host, 0))
    try:
        yield phone
        for call in phone.calls.values():
            call.leave()
        await phone.until(lambda: all(call.over for call in phone.calls.values()))
    finally:
        transport.close()
