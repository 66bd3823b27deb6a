"""A network of endpoints and hand-written peers in one process and in virtual time: an hour passes in a moment.

`play` runs a scene on a loop whose clock jumps to the next timer whenever nothing else is to be done.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from typing import Any

from telephony.sip.endpoint import PyVoipEndpoint
from telephony.sip.message import Message, reply
from telephony.sip.normaliser import normalise
from tests.telephony.sip.ends import Listener, Peer, settings
from tests.telephony.sip.scripts import Script

FOREVER_S = 1e6
DELAY_S = 0.001
Address = tuple[str, int]


class _Jumping(selectors.SelectSelector):
    """Sleeps by moving the loop's clock."""

    loop: "VirtualLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found:
            assert timeout is not None, "everybody waits for somebody else"
            self.loop.now += max(timeout, 0.0)
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose `time` stands still unless nothing is to be done."""

    def __init__(self) -> None:
        self.now = 0.0
        selector = _Jumping()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.now

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:
        """At once: no thread of the system belongs to this time."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done


class Network:
    """Delivers datagrams between ports of 127.0.0.1; ``lost`` says which messages never arrive."""

    def __init__(self) -> None:
        self.nodes: dict[int, Callable[[bytes, Address], None]] = {}
        self.lost: Callable[[Message], bool] = lambda message: False
        self.passed: list[Message] = []
        self._ports = 20_000

    def free_port(self) -> int:
        self._ports += 2
        return self._ports

    def carry(self, data: bytes, source: Address, to: Address) -> None:
        message = normalise(data)
        if isinstance(message, Message):
            self.passed.append(message)
            if self.lost(message):
                return
        asyncio.get_running_loop().call_later(DELAY_S, self._deliver, data, source, to)

    def _deliver(self, data: bytes, source: Address, to: Address) -> None:
        if to[1] in self.nodes:
            self.nodes[to[1]](data, source)


class Plug:
    """A transport into the network."""

    def __init__(self, network: Network, port: int) -> None:
        self.network, self.address = network, ("127.0.0.1", port)

    def sendto(self, data: bytes, to: Address) -> None:
        self.network.carry(data, self.address, to)

    def get_extra_info(self, name: str) -> Address | None:
        return self.address if name == "sockname" else None

    def close(self) -> None:
        self.network.nodes.pop(self.address[1], None)


def unknown(host: str) -> str:
    """The network's name server, which knows nobody."""
    raise OSError(f"nobody is called {host}")


class PluggedEndpoint(PyVoipEndpoint):
    """The endpoint with a plug in place of its socket."""

    network: Network

    async def _bind(self) -> Any:
        self.network.nodes[self.address[1]] = self.received
        return Plug(self.network, self.address[1])


class PatientListener(Listener):
    bound_s = FOREVER_S


class PatientPeer(Peer):
    bound_s = FOREVER_S

    def none_of(self, wanted: int | str) -> bool:
        """Whether nothing of that status or method has come and waits."""
        waiting = [self.inbox.get_nowait() for _ in range(self.inbox.qsize())]
        for message in waiting:
            self.inbox.put_nowait(message)
        return not any(wanted == (one.method if one.is_request else one.status) for one in waiting)


class World:
    """What a scene gets: ``us``, what was ``told``, a peer ``them`` and its ``script``; more of each on demand."""

    def __init__(self) -> None:
        self.network = Network()
        self.us: PyVoipEndpoint
        self.told: Listener
        self.them: PatientPeer
        self.script: Script
        self._started: list[PyVoipEndpoint] = []

    async def endpoint(self, listener: Listener | None = None, **more: Any) -> tuple[PyVoipEndpoint, Listener]:
        told = listener or PatientListener()
        loop = asyncio.get_running_loop()
        one = PluggedEndpoint(settings(self.network.free_port(), **more), clock=loop.time, look_up=unknown)
        one.network = self.network
        await one.start(told)
        self._started.append(one)
        return one, told

    def peer(self, to: PyVoipEndpoint) -> PatientPeer:
        one = PatientPeer(to.address)
        port = self.network.free_port()
        one.connection_made(Plug(self.network, port))
        self.network.nodes[port] = one.datagram_received
        return one

    async def close(self) -> None:
        for one in self._started:
            await one.stop()


Scene = Callable[[World], Awaitable[None]]


def play(scene: Scene, on_incoming: Callable[..., None] | None = None, **more: Any) -> None:
    """Run a scene with one endpoint (settings ``more``) and one peer, in virtual time."""

    async def run() -> None:
        world = World()
        world.us, world.told = await world.endpoint(PatientListener(on_incoming), **more)
        world.them = world.peer(world.us)
        world.script = Script(world.them.port)
        try:
            await scene(world)
        finally:
            await world.close()

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(run())


async def connect(world: World, *more: str) -> Any:
    """A call from the peer, answered and acknowledged; our leg."""
    world.them.send(world.script.invite(more=more))
    ok = await world.them.next_of(200)
    world.them.send(world.script.ack(ok))
    leg = world.told.calls[-1][0]
    await asyncio.sleep(0.01)
    assert leg.state == "established"
    return leg


def replied(request: Message, status: int, *headers: tuple[str, str], body: str = "", tag: str = "their") -> Message:
    """The peer's response to a request of ours."""
    kind = (("Content-Type", "application/sdp"),) if body else ()
    return reply(request, status, tag=tag, headers=(*headers, *kind), body=body.encode())
