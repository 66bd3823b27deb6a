import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from telephony.sip.backlog import unread_kb
from tests.telephony.sip.ends import answering
from tests.telephony.sip.scripts import Script
from tests.telephony.sip.wire import World, connect, play


@pytest.fixture
def wire() -> Iterator[socket.socket]:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        yield udp


def send(to: socket.socket, count: int) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as udp:
        for _ in range(count):
            udp.sendto(bytes(600), to.getsockname())


def test_what_nobody_has_read_is_told_by_the_kernel(wire: socket.socket) -> None:
    assert unread_kb(wire) == 0
    send(wire, 50)
    assert 50 * 600 / 1024 < unread_kb(wire) < 50 * 8
    for _ in range(50):
        wire.recv(2048)
    assert unread_kb(wire) < 20


def test_a_socket_that_does_not_tell_holds_nothing(wire: socket.socket) -> None:
    wire.close()
    assert unread_kb(wire) == 0


def test_while_we_are_behind_new_calls_are_refused_and_live_ones_go_on() -> None:
    async def scene(world: World) -> None:
        await connect(world)
        world.us.behind = lambda: True  # type: ignore[method-assign]
        live = world.us.layer.live()
        world.them.send(Script(world.script.port).invite())
        refusal = await world.them.next_of(503)
        assert refusal.get("Retry-After")
        assert world.us.layer.live() == live
        assert world.us.figures().refused == {"backlog": 1}
        world.them.send(world.script.request("INFO", body="Signal=5\r\n", kind="application/dtmf-relay"))
        await world.them.next_of(200)
        world.them.send(world.script.request("BYE"))
        assert (await world.them.next_of(200)).method == "BYE"

    play(scene, answering)
