"""Whose turn it is in offer and answer: the table, and whole re-INVITEs and UPDATEs in virtual time."""

import asyncio
from itertools import pairwise
from typing import Any, get_args

import pytest

from telephony.sip.message import Message
from telephony.sip.offers import REFUSALS, TRANSITIONS, OfferEvent, OfferState, following, untimely
from telephony.sip.port import LocalMedia
from tests.telephony.sip.ends import answering
from tests.telephony.sip.scripts import OFFER
from tests.telephony.sip.wire import World, connect, play, replied

LOCAL = LocalMedia(host="127.0.0.1", port=41000)
STATES = get_args(OfferState)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", get_args(OfferEvent))
def test_a_pair_moves_as_the_table_says_or_not_at_all(state: OfferState, event: OfferEvent) -> None:
    assert following(state, event) == TRANSITIONS.get((state, event), state)


@pytest.mark.parametrize("state", STATES)
def test_a_refresh_without_offer_is_always_timely_and_an_offer_only_in_peace(state: OfferState) -> None:
    assert untimely(state, "UPDATE", offers=False) is None
    for method in ("INVITE", "UPDATE"):
        assert untimely(state, method, offers=True) == REFUSALS.get((state, method))  # type: ignore[call-overload]
    assert (untimely(state, "INVITE", offers=True) is None) == (state == "stable")


async def next_offer(world: World) -> Message:
    return await world.them.next_of("INVITE")


def test_a_hold_that_is_refused_leaves_the_session_as_it_was() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        before = leg.media
        leg.hold(True)
        world.them.send(replied(await next_offer(world), 488))
        await world.them.next_of("ACK")
        assert (leg.state, leg.media) == ("established", before)
        world.them.send(world.script.invite(OFFER))
        ok = await world.them.next_of(200)
        assert b"a=sendrecv" in ok.body, "the refused wish is forgotten"
        world.them.send(world.script.ack(ok))
        await asyncio.sleep(0.01)
        leg.hold(True)
        assert b"a=sendonly" in (await next_offer(world)).body

    play(scene, answering)


def test_a_reinvite_that_is_refused_for_now_is_sent_again_when_it_may_and_a_few_times_only() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.hold(True)
        times = []
        for _ in range(5):
            request = await next_offer(world)
            times.append(world.us.loop.time())
            world.them.send(replied(request, 503, ("Retry-After", "3")))
        assert [round(b - a) for a, b in pairwise(times)] == [3, 3, 3, 3]
        await asyncio.sleep(30)
        assert world.them.none_of("INVITE")
        assert leg.state == "established"

    play(scene, answering)


def test_a_reinvite_without_a_final_answer_is_cancelled_and_the_call_goes_on() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.hold(True)
        request = await next_offer(world)
        world.them.send(replied(request, 100, tag=""))
        cancel = await world.them.next_of("CANCEL")
        assert cancel.cseq == request.cseq
        world.them.send(replied(cancel, 200))
        world.them.send(replied(request, 487))
        await world.them.next_of("ACK")
        assert leg.state == "established"
        leg.hold(True)
        assert (await next_offer(world)).cseq > request.cseq

    play(scene, answering, invite_timeout_s=10)


def test_a_peer_that_swallows_a_reinvite_is_lost() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.hold(True)
        world.them.send(replied(await next_offer(world), 100, tag=""))
        assert (await world.told.wait("ended"))[2] == "timeout"

    play(scene, answering, invite_timeout_s=10)


def test_while_our_offer_is_out_theirs_is_491_but_their_refresh_200() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.hold(True)
        request = await next_offer(world)
        for method, status, body in (("INVITE", 491, OFFER), ("UPDATE", 491, OFFER), ("UPDATE", 200, "")):
            world.them.send(world.script.request(method, body=body))
            assert (await world.them.next_of(status)).method == method
            if status == 491 and method == "INVITE":
                world.them.send(world.script.request("ACK", cseq=world.script.cseq, branch=world.script.branch))
        world.them.send(replied(request, 200, body=OFFER))
        assert (await world.told.wait("media_changed"))[2].direction == "sendonly"

    play(scene, answering)


def test_a_second_reinvite_before_the_ack_waits_its_turn() -> None:
    async def scene(world: World) -> None:
        await connect(world)
        world.them.send(world.script.invite(OFFER))
        first = await world.them.next_of(200)
        world.them.send(world.script.invite(OFFER))
        assert (await world.them.next_of(500)).get("Retry-After") == "1"
        world.them.send(world.script.request("UPDATE", body=OFFER.replace("30000", "30004")))
        assert (await world.told.wait("media_changed"))[2].remote_port == 30004
        world.them.send(world.script.request("ACK", cseq=first.cseq))

    play(scene, answering)


@pytest.mark.parametrize(
    ("change", "direction", "ours"),
    [("a=sendonly\r\n", "recvonly", b"a=recvonly"), ("a=inactive\r\n", "inactive", b"a=inactive"),
     ("a=recvonly\r\n", "sendonly", b"a=sendonly"), ("", "recvonly", b"a=recvonly")],
)  # fmt: skip
def test_each_kind_of_hold_is_answered_in_kind(change: str, direction: str, ours: bytes) -> None:
    async def scene(world: World) -> None:
        await connect(world)
        body = OFFER + change if change else OFFER.replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0")
        world.them.send(world.script.invite(body))
        assert ours in (await world.them.next_of(200)).body
        assert (await world.told.wait("media_changed"))[2].direction == direction

    play(scene, answering)


def test_a_delayed_offer_in_a_reinvite_is_ours_and_its_bad_answer_changes_nothing() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        before = leg.media
        world.them.send(world.script.invite(""))
        ok = await world.them.next_of(200)
        assert b"m=audio 40000 RTP/AVP 8 0 101" in ok.body
        world.them.send(world.script.request("UPDATE", body=OFFER))
        assert (await world.them.next_of(491)).method == "UPDATE"
        world.them.send(world.script.request("ACK", cseq=ok.cseq, body=OFFER.replace("8 0 101", "18")))
        await asyncio.sleep(1)
        assert (leg.state, leg.media) == ("established", before)
        world.them.send(world.script.invite(""))
        ok = await world.them.next_of(200)
        world.them.send(world.script.request("ACK", cseq=ok.cseq, body=OFFER.replace("30000", "30030")))
        assert (await world.told.wait("media_changed"))[2].remote_port == 30030

    play(scene, answering)


def test_a_refused_reinvite_does_not_move_the_target() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        away = OFFER.replace("8 0 101", "18")
        world.them.send(
            world.script.invite(away).replace(f"Contact: <sip:100@127.0.0.1:{world.them.port}>", "Contact: <sip:x@127.0.0.9>")
        )
        await world.them.next_of(488)
        leg.hang_up()
        assert (await world.them.next_of("BYE")).uri == f"sip:100@127.0.0.1:{world.them.port}"

    play(scene, answering)


def test_the_peer_s_number_for_digits_stays_in_our_offers() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(OFFER.replace("101", "96")))
        ok = await world.them.next_of(200)
        world.them.send(world.script.ack(ok))
        await asyncio.sleep(0.01)
        world.told.calls[0][0].hold(True)
        assert b"a=rtpmap:96 telephone-event/8000" in (await next_offer(world)).body

    play(scene, answering)


@pytest.mark.parametrize(("ours", "least", "most"), [(True, 2.1, 4.0), (False, 0.0, 2.0)])
def test_a_glare_is_tried_again_sooner_by_whom_the_call_id_is_not(ours: bool, least: float, most: float) -> None:
    async def scene(world: World) -> None:
        if ours:
            leg: Any = world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", LOCAL)
            contact = "Contact", f"<sip:200@127.0.0.1:{world.them.port}>"
            world.them.send(replied(await next_offer(world), 200, contact, body=OFFER))
            await world.told.wait("answered")
        else:
            leg = await connect(world)
        leg.hold(True)
        first = await next_offer(world)
        world.them.send(replied(first, 491))
        began = world.us.loop.time()
        assert (await next_offer(world)).cseq == first.cseq + 1
        assert least <= world.us.loop.time() - began - 0.01 <= most

    play(scene, answering)


def test_two_of_us_hold_at_once_and_both_holds_come_true() -> None:
    async def scene(world: World) -> None:
        other, told = await world.endpoint()
        theirs: Any = other.invite(f"sip:12345@127.0.0.1:{world.us.address[1]}", LOCAL)
        await told.wait("answered")
        await asyncio.sleep(1)
        mine = world.told.calls[0][0]
        mine.hold(True)
        theirs.hold(True)
        await asyncio.sleep(10)
        assert sum(one.status == 491 for one in world.network.passed) >= 2
        assert (mine.media.direction, theirs.media.direction) == ("inactive", "inactive")
        mine.hold(False)
        theirs.hold(False)
        await asyncio.sleep(10)
        assert (mine.media.direction, theirs.media.direction) == ("sendrecv", "sendrecv")
        await asyncio.sleep(60)
        assert world.us.layer.live() == other.layer.live() == 0

    play(scene, answering)
