"""Early media and reliable provisional responses (RFC 3262), as the one called, in virtual time."""

import asyncio
from typing import Any

import pytest

from telephony.sip.message import Message
from telephony.sip.port import LocalMedia
from tests.telephony.sip.scripts import OFFER
from tests.telephony.sip.wire import World, play

LOCAL = LocalMedia(host="127.0.0.1", port=40000)
RELIABLE = "Supported: 100rel"


def early(leg: Any, call: Any) -> None:
    leg.ring(LOCAL)


def prack(world: World, response: Message, body: str = "", rack: str = "") -> str:
    world.script.to_tag = response.to.tag
    value = rack or f"{response.get('RSeq')} {response.get('CSeq')}"
    return world.script.request("PRACK", more=(f"RAck: {value}",), body=body)


def test_early_media_is_183_with_the_answer_that_the_200_repeats() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite())
        progress = await world.them.next_of(183)
        assert b"m=audio 40000 RTP/AVP 8 101" in progress.body
        assert (progress.get("RSeq"), progress.get("Require")) == ("", "")
        leg = world.told.calls[0][0]
        assert leg.media.remote_port == 30000
        assert leg.answer(LOCAL).remote_port == 30000
        ok = await world.them.next_of(200)
        assert ok.body == progress.body
        world.them.send(world.script.ack(ok))
        await asyncio.sleep(0.01)
        assert leg.state == "established"

    play(scene, early)


def test_ring_tells_what_early_media_agreed_on() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite())
        await world.told.wait("incoming")
        leg = world.told.calls[0][0]
        assert leg.ring() is None
        media = leg.ring(LOCAL)
        assert (media.codec, media.remote_port) == ("PCMA", 30000)
        assert leg.ring(LOCAL) == media
        leg.hang_up()
        assert leg.ring(LOCAL) is None

    play(scene)


def test_a_reliable_183_is_repeated_until_its_prack() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(RELIABLE,)))
        first, second, third = [await world.them.next_of(183) for _ in range(3)]
        assert first == second == third
        assert abs(world.us.loop.time() - 1.5) < 0.1
        assert first.get("Require") == "100rel"
        world.them.send(prack(world, first))
        assert (await world.them.next_of(200)).method == "PRACK"
        await asyncio.sleep(20)
        assert world.them.none_of(183)

    play(scene, early)


def test_the_200_waits_for_the_prack_of_the_answer_and_says_nothing_twice() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(RELIABLE,)))
        progress = await world.them.next_of(183)
        leg = world.told.calls[0][0]
        assert leg.answer(LOCAL).remote_port == 30000
        assert leg.state == "promised"
        await asyncio.sleep(1)
        assert world.them.none_of(200)
        world.them.send(prack(world, progress))
        assert (await world.them.next_of(200)).method == "PRACK"
        ok = await world.them.next_of(200)
        assert (ok.method, ok.body) == ("INVITE", b"")
        world.them.send(world.script.ack(ok))
        await asyncio.sleep(0.01)
        assert leg.state == "established"
        assert "media_changed" not in world.told.names()

    play(scene, early)


def test_a_call_that_waits_for_its_prack_can_be_cancelled() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(RELIABLE,)))
        await world.them.next_of(183)
        world.told.calls[0][0].answer(LOCAL)
        world.them.send(world.script.request("CANCEL", cseq=1, branch=world.script.branch, more=("Reason: SIP;cause=200",)))
        assert (await world.them.next_of(487)).cseq == 1
        assert (await world.told.wait("ended"))[2:] == ("remote", "CANCEL SIP 200")

    play(scene, early)


def test_without_prack_the_call_is_refused() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(RELIABLE,)))
        assert (await world.them.next_of(504)).cseq == 1
        assert (await world.told.wait("ended"))[2:] == ("timeout", "no PRACK")
        assert 31 < world.us.loop.time() < 33

    play(scene, early)


@pytest.mark.parametrize("rack", ["1 1 INVITE", "x", "", "9999999999 1 INVITE"])
def test_a_prack_for_something_else_is_481(rack: str) -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(RELIABLE,)))
        progress = await world.them.next_of(183)
        world.them.send(prack(world, progress, rack=rack or "0 0 X"))
        assert (await world.them.next_of(481)).method == "PRACK"

    play(scene, early)


def test_a_peer_that_requires_it_gets_180_reliably_and_each_only_after_the_prack_before() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=("Require: 100rel",)))
        ringing = await world.them.next_of(180)
        leg = world.told.calls[0][0]
        leg.ring(LOCAL)
        await asyncio.sleep(0.1)
        assert world.them.none_of(183)
        world.them.send(prack(world, ringing))
        progress = await world.them.next_of(183)
        assert int(progress.get("RSeq")) == int(ringing.get("RSeq")) + 1

    play(scene, lambda leg, call: leg.ring())


def test_a_delayed_offer_stands_in_the_reliable_183_and_prack_brings_the_answer() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite("", more=(RELIABLE,)))
        progress = await world.them.next_of(183)
        assert b"m=audio 40000 RTP/AVP 8 0 101" in progress.body
        world.them.send(prack(world, progress, body=OFFER))
        media = (await world.told.wait("media_changed"))[2]
        assert media.remote_port == 30000
        leg = world.told.calls[0][0]
        assert leg.answer(LOCAL) == media
        await world.them.next_of(200)
        ok = await world.them.next_of(200)
        assert ok.body == b""
        world.them.send(world.script.ack(ok))
        await asyncio.sleep(0.01)
        assert leg.state == "established"

    play(scene, early)


def test_an_update_may_change_media_before_the_answer_once_the_first_is_settled() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(RELIABLE,)))
        progress = await world.them.next_of(183)
        world.script.to_tag = progress.to.tag
        world.them.send(world.script.request("UPDATE", body=OFFER.replace("30000", "30008")))
        assert (await world.them.next_of(500)).get("Retry-After")
        world.them.send(prack(world, progress))
        await world.them.next_of(200)
        world.them.send(world.script.request("UPDATE", body=OFFER.replace("30000", "30008")))
        assert b"m=audio" in (await world.them.next_of(200)).body
        assert (await world.told.wait("media_changed"))[2].remote_port == 30008

    play(scene, early)


def test_a_call_that_rings_long_is_told_each_minute_and_ends_at_the_bound() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite())
        for _ in range(3):
            await world.them.next_of(180)
        assert abs(world.us.loop.time() - 120) < 1
        assert (await world.them.next_of(480)).cseq == 1
        assert abs(world.us.loop.time() - 300) < 1
        assert (await world.told.wait("ended"))[2:] == ("timeout", "nobody answered")

    play(scene, lambda leg, call: leg.ring(), unanswered_max_s=300)
