"""One raw UDP socket as a phone: keeps what came, answers requests of the service, ends what a case has begun."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast
from uuid import uuid4

from tests.torture.answer import Answer, read
from tests.torture.pen import MAGIC, Address, Pen

ANSWER_S = 5.0
"""How long a case waits for an answer on a busy machine."""
LAST_CSEQ = 2**31 - 1
KEPT = ("Via", "From", "To", "Call-ID", "CSeq")


class Uac(asyncio.DatagramProtocol):
    """``pen`` writes with this socket's address. Responses with the Call-ID of a probe are kept apart."""

    def __init__(self, house: Address) -> None:
        self.house = house
        self.seen: list[Answer] = []
        self.asked: list[Answer] = []
        self.respond: Callable[[Answer], bytes] = plain_ok
        self._probes: dict[str, int] = {}
        self._arrived = asyncio.Event()
        self._transport: asyncio.DatagramTransport

    @property
    def address(self) -> Address:
        host, port = self._transport.get_extra_info("sockname")
        return str(host), int(port)

    def pen(self) -> Pen:
        return Pen(self.address, self.house)

    def send(self, data: bytes) -> None:
        self._transport.sendto(data, self.house)

    async def until(self, holds: Callable[[], bool], bound_s: float = ANSWER_S) -> bool:
        """Wait for what a datagram can change; False when the bound is over."""
        try:
            async with asyncio.timeout(bound_s):
                while not holds():
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return False
        return True

    async def probe(self) -> int:
        """Ask OPTIONS; what was sent before has been handled when its answer is here. 0: the service is deaf."""
        pen = self.pen()
        self._probes[pen.call_id] = 0
        self.send(pen.request("OPTIONS"))
        await self.until(lambda: self._probes[pen.call_id] > 0)
        return self._probes[pen.call_id]

    def finals(self, call_id: str = "", method: str = "") -> list[Answer]:
        """Final responses of one Call-ID (all when empty) to one method (any when empty), in their order."""
        return [one for one in self.seen if one.status >= 200 and call_id in ("", one.call_id) and method in ("", one.method)]

    async def final(self, call_id: str = "", method: str = "", *, after: int = 0) -> Answer | None:
        """The first final response behind the first ``after`` of them; None when none came."""
        await self.until(lambda: len(self.finals(call_id, method)) > after)
        return next(iter(self.finals(call_id, method)[after:]), None)

    async def ask(self, data: bytes) -> int:
        """Send a request and give the next final status that comes, 0 for none."""
        seen = len(self.finals())
        self.send(data)
        answer = await self.final(after=seen)
        return answer.status if answer else 0

    async def settle(self) -> list[int]:
        """Acknowledge every INVITE that was answered, hang up what was established; what the BYEs were answered."""
        ends: list[int] = []
        for response in self.finals(method="INVITE"):
            self.send(follow_up("ACK", response, self.address))
        for response in {one.call_id: one for one in self.finals(method="INVITE") if one.status < 300}.values():
            hung_up = len(self.finals(response.call_id, "BYE"))
            self.send(follow_up("BYE", response, self.address, cseq=LAST_CSEQ))
            answer = await self.final(response.call_id, "BYE", after=hung_up)
            ends.append(answer.status if answer else 0)
        return ends

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        message = read(data)
        if message and not message.status:
            self.asked.append(message)
            if message.method != "ACK":
                self.send(self.respond(message))
        elif message and message.call_id in self._probes:
            self._probes[message.call_id] = max(self._probes[message.call_id], message.status)
        elif message:
            self.seen.append(message)
        self._arrived.set()


def plain_ok(request: Answer) -> bytes:
    kept = [f"{name}: {value}" for name, value in request.headers if name in KEPT]
    return "\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]).encode()


def follow_up(
    method: str, response: Answer, me: Address, *, cseq: int = 0, more: str = "", body: str = "", to: str = "", from_: str = ""
) -> bytes:
    """A further request of the call that ``response`` belongs to; the ACK of a failure keeps the INVITE's Via (§17.1.1.3).

    ``more`` are further header lines, each with its CRLF; ``to`` and ``from_`` replace what the dialog says.
    """
    same = method == "ACK" and response.status >= 300
    via = response.get("Via") if same else f"SIP/2.0/UDP {me[0]}:{me[1]};rport;branch={MAGIC}{uuid4().hex[:12]}"
    uri = response.contact or "sip:12345@127.0.0.1"
    lines = [
        f"{method} {uri} SIP/2.0", f"Via: {via}", "Max-Forwards: 70", f"From: {from_ or response.get('From')}",
        f"To: {to or response.get('To')}", f"Call-ID: {response.call_id}", f"CSeq: {cseq or response.cseq} {method}",
    ]  # fmt: skip
    return ("\r\n".join(lines) + f"\r\n{more}Content-Length: {len(body.encode())}\r\n\r\n{body}").encode()


@asynccontextmanager
async def uac(house: Address, host: str = "127.0.0.1") -> AsyncIterator[Uac]:
    """A phone on a free port of ``host``; ends its calls before it goes."""
    loop = asyncio.get_running_loop()
    transport, phone = await loop.create_datagram_endpoint(lambda: Uac(house), local_addr=(host, 0))
    try:
        yield phone
        await phone.settle()
    finally:
        transport.close()
