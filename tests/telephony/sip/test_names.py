"""Names that peers give us: known, unknown, no name at all, and a server that is slow."""

import asyncio
import threading

import pytest

from telephony.sip import names
from telephony.sip.names import Names
from tests.telephony.sip.ends import answering
from tests.telephony.sip.wire import World, connect, play


def find(host: str, look_up: names.LookUp = names.ipv4_of, *, configured: str = "") -> tuple[str | None, dict[str, str]]:
    """What is found, and what is kept of it."""

    async def main() -> tuple[str | None, dict[str, str]]:
        some = Names(frozenset({configured}), look_up)
        try:
            return await some.find(host), some.known
        finally:
            some.close()

    return asyncio.run(main())


def test_an_address_is_found() -> None:
    assert find("localhost") == ("127.0.0.1", {})


@pytest.mark.parametrize("host", ["a..b", "x" * 70, "nobody.invalid"])
def test_what_is_no_name_or_nobody_s_is_not_found(host: str) -> None:
    assert find(host) == (None, {})


def test_only_the_address_of_a_configured_name_is_kept() -> None:
    assert find("lamp", lambda _: "127.0.0.7", configured="lamp") == ("127.0.0.7", {"lamp": "127.0.0.7"})
    assert find("other", lambda _: "127.0.0.7", configured="lamp") == ("127.0.0.7", {})


def test_a_slow_name_server_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "LOOK_UP_S", 0.05)

    answered = threading.Event()

    def slow(host: str) -> str:
        answered.wait(10)
        return "127.0.0.7"

    try:
        assert find("slow", slow) == (None, {})
    finally:
        answered.set()


@pytest.mark.parametrize("host", ["a..b", "x" * 70, "nobody"])
def test_a_call_whose_contact_cannot_be_found_ends_all_the_same(host: str) -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        moved = world.script.request("UPDATE").replace(
            f"<sip:100@127.0.0.1:{world.them.port}>\r\nContent", f"<sip:1@{host}>\r\nContent"
        )
        assert host in moved
        world.them.send(moved)
        await asyncio.sleep(1)
        leg.hang_up("over")
        await asyncio.sleep(400)
        assert world.us.live_legs() == 0
        assert world.us.layer.live() == 0

    play(scene, answering)
