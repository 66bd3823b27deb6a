"""Two ends on loopback: endpoints with small timers, a listener that writes down what it hears, a bare UDP peer."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from config.settings import Registrar, Sip, Trunk
from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.message import Message
from telephony.sip.names import LookUp, ipv4_of
from telephony.sip.normaliser import normalise
from telephony.sip.port import IncomingCall, LocalMedia, SipLeg, SipListener
from telephony.sip.transactions import Timers

FAST = Timers(t1=0.04, t2=0.16, t4=0.2)
LOCAL = LocalMedia(host="127.0.0.1", port=40000)
BOUND_S = 8.0


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Listener(SipListener):
    """Writes down every event; ``on_incoming`` decides what happens to a call."""

    bound_s = BOUND_S

    def __init__(self, on_incoming: Callable[[SipLeg, IncomingCall], None] | None = None) -> None:
        self.heard: list[tuple[Any, ...]] = []
        self.calls: list[tuple[SipLeg, IncomingCall]] = []
        self._changed = asyncio.Event()
        self._on_incoming = on_incoming or (lambda leg, call: None)

    def _note(self, *what: Any) -> None:
        self.heard.append(what)
        self._changed.set()

    def incoming(self, leg: SipLeg, call: IncomingCall) -> None:
        self.calls.append((leg, call))
        self._note("incoming", leg)
        self._on_incoming(leg, call)

    def ringing(self, leg: SipLeg) -> None:
        self._note("ringing", leg)

    def answered(self, leg: SipLeg, media: Any) -> None:
        self._note("answered", leg, media)

    def failed(self, leg: SipLeg, status: int, reason: str) -> None:
        self._note("failed", leg, status, reason)

    def ended(self, leg: SipLeg, by: Any, reason: str) -> None:
        self._note("ended", leg, by, reason)

    def media_changed(self, leg: SipLeg, media: Any) -> None:
        self._note("media_changed", leg, media)

    def digit(self, leg: SipLeg, digit: str) -> None:
        self._note("digit", leg, digit)

    def transfer_requested(self, leg: SipLeg, target: Any, replaces: SipLeg | None) -> None:
        self._note("transfer_requested", leg, target, replaces)

    def refer_progressed(self, leg: SipLeg, status: int) -> None:
        self._note("refer_progressed", leg, status)

    def names(self) -> list[str]:
        return [what[0] for what in self.heard]

    async def wait(self, name: str, count: int = 1) -> tuple[Any, ...]:
        """The count-th event of that name, within the bound."""
        async with asyncio.timeout(self.bound_s):
            while self.names().count(name) < count:
                self._changed.clear()
                await self._changed.wait()
        return [what for what in self.heard if what[0] == name][count - 1]


def answering(leg: SipLeg, call: IncomingCall) -> None:
    leg.ring()
    leg.answer(LOCAL)


class Peer(asyncio.DatagramProtocol):
    """A peer made of hand-written messages: sends text, keeps what comes in order."""

    bound_s = BOUND_S

    def __init__(self, to: tuple[str, int]) -> None:
        self.to = to
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()
        self.transport: asyncio.DatagramTransport

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = normalise(data)
        if isinstance(message, Message):
            self.inbox.put_nowait(message)

    @property
    def port(self) -> int:
        return int(self.transport.get_extra_info("sockname")[1])

    def send(self, data: str | bytes | Message) -> None:
        raw = data.encode() if isinstance(data, str | Message) else data
        self.transport.sendto(raw, self.to)

    async def next(self) -> Message:
        async with asyncio.timeout(self.bound_s):
            return await self.inbox.get()

    async def next_of(self, wanted: int | str) -> Message:
        """The next response of that status, or request of that method; others are dropped."""
        while True:
            message = await self.next()
            if wanted == (message.method if message.is_request else message.status):
                return message


def settings(port: int, **more: Any) -> Sip:
    values: dict[str, Any] = {
        "host": "127.0.0.1", "port": port, "user": "12345", "trunks": (Trunk(name="local", host="127.0.0.1"),),
        "registrars": (), "max_calls": 20, "retry_after_s": 7, "invite_timeout_s": 5.0, "stop_timeout_s": 0.3,
    }  # fmt: skip
    return Sip(**(values | more))


@asynccontextmanager
async def endpoint(
    listener: Listener | None = None, *, timers: Timers = FAST, look_up: LookUp = ipv4_of, **more: Any
) -> AsyncIterator[tuple[PyVoipEndpoint, Listener]]:
    """A started endpoint on a free port; stopped at the end."""
    listener = listener or Listener()
    one = PyVoipEndpoint(settings(more.pop("port", 0) or free_port(), **more), timers=timers, look_up=look_up)
    await one.start(listener)
    try:
        yield one, listener
    finally:
        await one.stop()


@asynccontextmanager
async def peer(to: PyVoipEndpoint, port: int = 0) -> AsyncIterator[Peer]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(lambda: Peer(to.address), local_addr=("127.0.0.1", port))
    try:
        yield protocol
    finally:
        transport.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition within the bound."""
    async with asyncio.timeout(BOUND_S):
        while not condition():
            await asyncio.sleep(0.005)


def registrar(port: int, **more: Any) -> Registrar:
    return Registrar(host="127.0.0.1", port=port, user="12345", password=more.pop("password", "s3cret"), **more)
