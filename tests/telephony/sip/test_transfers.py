"""REFER both ways and INVITE with Replaces (RFC 3515, RFC 3891, RFC 4488), in virtual time."""

import asyncio
from typing import Any, get_args
from urllib.parse import quote

import pytest

from telephony.sip.message import Message
from telephony.sip.port import LocalMedia
from telephony.sip.referral import (
    ASKED,
    ASKING,
    AskedEvent,
    AskedState,
    AskingEvent,
    AskingState,
    asked_state,
    asking_state,
    replaced,
    status_of,
)  # fmt: skip
from tests.telephony.sip.ends import answering
from tests.telephony.sip.scripts import OFFER, Script
from tests.telephony.sip.wire import World, connect, play, replied

LOCAL = LocalMedia(host="127.0.0.1", port=41000)


@pytest.mark.parametrize("state", get_args(AskedState))
@pytest.mark.parametrize("event", get_args(AskedEvent))
def test_what_is_asked_of_us_moves_as_the_table_says(state: AskedState, event: AskedEvent) -> None:
    assert asked_state(state, event) == ASKED.get((state, event))
    assert state != "over" or asked_state(state, event) is None


@pytest.mark.parametrize("state", get_args(AskingState))
@pytest.mark.parametrize("event", get_args(AskingEvent))
def test_what_we_ask_moves_as_the_table_says(state: AskingState, event: AskingEvent) -> None:
    assert asking_state(state, event) == ASKING.get((state, event))
    assert state != "over" or asking_state(state, event) is None


def test_replaces_is_read_as_our_own_dialog_key() -> None:
    assert replaced("a@b;to-tag=ours;from-tag=theirs").key == ("a@b", "ours", "theirs")
    assert replaced("a;from-tag=t;to-tag=o;early-only").early_only
    with pytest.raises(ValueError):
        replaced("a;to-tag=1")


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [("message/sipfrag;version=2.0", b"SIP/2.0 180 Ringing\r\n", 180), ("message/sipfrag", b"SIP/2.0 603", 603),
     ("text/plain", b"SIP/2.0 200 OK", None), ("message/sipfrag", b"SIP/2.0 20\xb2", None), ("message/sipfrag", b"", None)],
)  # fmt: skip
def test_a_sipfrag_is_a_status_or_nothing(kind: str, body: bytes, status: int | None) -> None:
    assert status_of(Message(method="NOTIFY", uri="sip:x@h", headers=(("Content-Type", kind),), body=body)) == status


# -- the peer asks us


def refer(world: World, target: str, *more: str) -> str:
    return world.script.request("REFER", more=(f"Refer-To: {target}", *more))


def test_a_blind_transfer_is_accepted_told_and_followed_by_notify() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.them.send(refer(world, '"张三" <sip:16400009999@127.0.0.1>'))
        assert (await world.them.next_of(202)).method == "REFER"
        first = await world.them.next_of("NOTIFY")
        assert (first.body, first.get("Event"), first.content_type) == (
            b"SIP/2.0 100 Trying\r\n",
            "refer;id=2",
            "message/sipfrag",
        )
        assert first.get("Subscription-State").startswith("active;expires=")
        world.them.send(replied(first, 200))
        _, _, target, other = await world.told.wait("transfer_requested")
        assert (target.number, target.name, other) == ("16400009999", "张三", None)
        leg.answer_refer(180)
        assert (await world.them.next_of("NOTIFY")).body.startswith(b"SIP/2.0 180 Ringing")
        leg.answer_refer(200)
        last = await world.them.next_of("NOTIFY")
        assert last.body.startswith(b"SIP/2.0 200 OK")
        assert last.get("Subscription-State").startswith("terminated")
        leg.answer_refer(486)
        await asyncio.sleep(100)
        assert world.them.none_of(486)
        assert leg.state == "established"

    play(scene, answering)


def test_nobody_who_answers_is_408_in_the_end() -> None:
    async def scene(world: World) -> None:
        await connect(world)
        world.them.send(refer(world, "<sip:1@127.0.0.1>"))
        for _ in range(2):
            notify = await world.them.next_of("NOTIFY")
            world.them.send(replied(notify, 200))
        assert notify.body.startswith(b"SIP/2.0 408")
        assert abs(world.us.loop.time() - 20) < 1

    play(scene, answering, refer_timeout_s=20)


def test_a_phone_that_left_after_its_refer_is_still_told() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.them.send(refer(world, "<sip:1@127.0.0.1>"))
        world.them.send(replied(await world.them.next_of("NOTIFY"), 200))
        world.them.send(world.script.request("BYE"))
        await world.told.wait("ended")
        leg.answer_refer(200)
        assert (await world.them.next_of("NOTIFY")).body.startswith(b"SIP/2.0 200")

    play(scene, answering)


def test_refer_sub_false_wants_no_notify() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.them.send(refer(world, "<sip:1@127.0.0.1>", "Refer-Sub: false"))
        assert (await world.them.next_of(202)).get("Refer-Sub") == "false"
        leg.answer_refer(200)
        await asyncio.sleep(1)
        assert world.them.none_of("NOTIFY")

    play(scene, answering)


def subscribe(world: World, event: str, expires: int) -> str:
    return world.script.request("SUBSCRIBE", more=(f"Event: {event}", f"Expires: {expires}"))


def test_whom_we_tell_may_ask_on_or_ask_for_no_more() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.them.send(refer(world, "<sip:1@127.0.0.1>"))
        world.them.send(replied(await world.them.next_of("NOTIFY"), 200))
        world.them.send(subscribe(world, "refer;id=2", 3600))
        assert (await world.them.next_of(200)).get("Expires") == "60"
        notify = await world.them.next_of("NOTIFY")
        assert notify.get("Subscription-State").startswith("active"), "each SUBSCRIBE is told the state at once"
        world.them.send(replied(notify, 200))
        world.them.send(subscribe(world, "refer;id=2", 0))
        assert (await world.them.next_of(200)).get("Expires") == "0"
        notify = await world.them.next_of("NOTIFY")
        assert notify.get("Subscription-State") == "terminated;reason=timeout"
        world.them.send(replied(notify, 200))
        leg.answer_refer(200)
        await asyncio.sleep(1)
        assert world.them.none_of("NOTIFY")
        world.them.send(subscribe(world, "refer;id=2", 60))
        assert (await world.them.next_of(481)).method == "SUBSCRIBE", "there is nothing left to be told"

    play(scene, answering)


@pytest.mark.parametrize(("event", "status"), [("refer;id=9", 481), ("dialog", 489), ("presence", 489)])
def test_inside_a_call_nothing_else_can_be_subscribed_to(event: str, status: int) -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.them.send(refer(world, "<sip:1@127.0.0.1>"))
        world.them.send(replied(await world.them.next_of("NOTIFY"), 200))
        world.them.send(subscribe(world, event, 60))
        refused = await world.them.next_of(status)
        assert (refused.method, refused.get("Allow-Events")) == ("SUBSCRIBE", "refer" if status == 489 else "")
        assert leg.state == "established"

    play(scene, answering)


@pytest.mark.parametrize(
    ("target", "status"),
    [("<http://example.org/>", 603), ("<sip:1@127.0.0.1;method=BYE>", 603), ("nonsense", 400),
     ("<sip:1@h?Replaces=x%3Bto-tag%3D1>", 400), ("<sip:1@h?Replaces=no%3Bto-tag%3D1%3Bfrom-tag%3D2>", 603)],
)  # fmt: skip
def test_a_target_that_cannot_be_called_is_refused_and_the_call_goes_on(target: str, status: int) -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.them.send(refer(world, target))
        assert (await world.them.next_of(status)).method == "REFER"
        assert "transfer_requested" not in world.told.names()
        assert leg.state == "established"

    play(scene, answering)


def test_two_targets_are_one_too_many_and_two_transfers_at_once_too() -> None:
    async def scene(world: World) -> None:
        await connect(world)
        world.them.send(refer(world, "<sip:1@127.0.0.1>", "Refer-To: <sip:2@127.0.0.1>"))
        assert (await world.them.next_of(400)).method == "REFER"
        world.them.send(refer(world, "<sip:1@127.0.0.1>"))
        await world.them.next_of(202)
        world.them.send(refer(world, "<sip:2@127.0.0.1>"))
        assert (await world.them.next_of(491)).method == "REFER"

    play(scene, answering)


def test_an_attended_transfer_names_our_other_leg() -> None:
    async def scene(world: World) -> None:
        one = await connect(world)
        first, world.script = world.script, Script(world.them.port)
        two = await connect(world)
        named = quote(f"{first.call_id};to-tag={one.local_tag};from-tag={first.tag}", safe="")
        world.them.send(refer(world, f"<sip:12345@127.0.0.1?Replaces={named}>"))
        _, leg, target, other = await world.told.wait("transfer_requested")
        assert (leg, other, target.number) == (two, one, "12345")
        assert "Replaces" not in target.uri

    play(scene, answering)


# -- we ask the peer


def notify(world: World, cseq: int, fragment: str, state: str = "active;expires=60", event: str = "refer") -> str:
    more = (f"Event: {event}", f"Subscription-State: {state}")
    return world.script.request("NOTIFY", body=fragment, kind="message/sipfrag;version=2.0", more=more)


def test_our_refer_is_followed_until_the_last_word() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.refer("16400008888")
        request = await world.them.next_of("REFER")
        assert request.get("Refer-To") == f"<sip:16400008888@127.0.0.1:{world.them.port}>"
        assert "12345@" in request.get("Referred-By")
        world.them.send(replied(request, 202, tag=world.script.tag))
        for status in (100, 180):
            world.them.send(notify(world, 0, f"SIP/2.0 {status} Trying"))
            assert (await world.them.next_of(200)).method == "NOTIFY"
        world.them.send(notify(world, 0, "SIP/2.0 200 OK", "terminated;reason=noresource"))
        await world.them.next_of(200)
        heard = [what[2] for what in world.told.heard if what[0] == "refer_progressed"]
        assert heard == [100, 180, 200]
        world.them.send(notify(world, 0, "SIP/2.0 200 OK"))
        assert (await world.them.next_of(481)).method == "NOTIFY"
        assert leg.state == "established"

    play(scene, answering)


@pytest.mark.parametrize("status", [403, 603])
def test_a_peer_that_does_not_transfer_says_so(status: int) -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.refer("sip:1@127.0.0.1")
        world.them.send(replied(await world.them.next_of("REFER"), status))
        assert (await world.told.wait("refer_progressed"))[2] == status
        leg.refer("sip:2@127.0.0.1")
        assert (await world.them.next_of("REFER")).get("Refer-To") == "<sip:2@127.0.0.1>"

    play(scene, answering)


def test_silence_after_our_refer_is_408() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.refer("sip:1@127.0.0.1")
        world.them.send(replied(await world.them.next_of("REFER"), 202))
        assert (await world.told.wait("refer_progressed"))[2] == 408
        assert abs(world.us.loop.time() - 60) < 1

    play(scene, answering)


def test_a_subscription_that_ends_without_a_last_word_is_408_and_other_events_are_489() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        leg.refer("sip:1@127.0.0.1")
        world.them.send(replied(await world.them.next_of("REFER"), 202))
        world.them.send(notify(world, 0, "", event="talk"))
        assert (await world.them.next_of(489)).get("Allow-Events") == "refer"
        world.them.send(notify(world, 0, "SIP/2.0 100 Trying", "terminated;reason=giveup"))
        await world.told.wait("refer_progressed", 2)
        assert [what[2] for what in world.told.heard if what[0] == "refer_progressed"] == [100, 408]

    play(scene, answering)


def test_our_attended_transfer_names_the_far_end_of_the_other_leg() -> None:
    async def scene(world: World) -> None:
        one = await connect(world)
        first, world.script = world.script, Script(world.them.port)
        two = await connect(world)
        two.refer("", replaces=one)
        request = await world.them.next_of("REFER")
        named = quote(f"{first.call_id};to-tag={first.tag};from-tag={one.local_tag}", safe="")
        assert request.get("Refer-To") == f"<sip:100@127.0.0.1:{world.them.port}?Replaces={named}>"

    play(scene, answering)


# -- INVITE with Replaces


def named(leg: Any) -> str:
    call_id, ours, theirs = leg.dialog.key
    return f"Replaces: {call_id};to-tag={ours};from-tag={theirs}"


def test_an_invite_with_replaces_takes_over_the_leg_and_ends_the_old_dialog() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        newcomer = world.peer(world.us)
        script = Script(newcomer.port)
        newcomer.send(script.invite(OFFER.replace("30000", "30050"), more=(named(leg), "Require: replaces")))
        ok = await newcomer.next_of(200)
        assert b"m=audio 40000" in ok.body
        newcomer.send(script.ack(ok))
        bye = await world.them.next_of("BYE")
        world.them.send(replied(bye, 200))
        assert (await world.told.wait("media_changed"))[2].remote_port == 30050
        assert world.told.names() == ["incoming", "media_changed"]
        world.them.send(world.script.request("INFO"))
        assert (await world.them.next_of(481)).method == "INFO"
        newcomer.send(script.request("BYE"))
        assert (await world.told.wait("ended"))[1] is leg
        assert world.us.live_legs() == 0

    play(scene, answering)


def test_replaces_of_an_unknown_call_is_481_and_of_two_400() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        for line, status in (
            ("Replaces: nobody;to-tag=1;from-tag=2", 481), ("Replaces: x", 400), (f"{named(leg)};early-only", 486),
            (f"{named(leg)}\r\nReplaces: b;to-tag=1;from-tag=2", 400),
        ):  # fmt: skip
            world.them.send(Script(world.them.port).invite(more=(line,)))
            assert (await world.them.next_of(status)).status == status
        assert leg.state == "established"
        assert world.told.names() == ["incoming"]

    play(scene, answering)


def test_a_takeover_that_fits_nothing_leaves_the_call_alone() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world)
        world.them.send(Script(world.them.port).invite(OFFER.replace("8 0 101", "18"), more=(named(leg),)))
        await world.them.next_of(488)
        assert leg.state == "established"
        await asyncio.sleep(60)
        assert world.them.none_of("BYE")

    play(scene, answering)


async def ringing_phone(world: World) -> tuple[Any, Any, Message]:
    """A call of ours that rings at a phone: our leg, that phone, its INVITE."""
    phone = world.peer(world.us)
    leg = world.us.invite(f"sip:1001@127.0.0.1:{phone.port}", LOCAL)
    invite = await phone.next_of("INVITE")
    phone.send(replied(invite, 180, ("Contact", f"<sip:1001@127.0.0.1:{phone.port}>")))
    await world.told.wait("ringing")
    return leg, phone, invite


@pytest.mark.parametrize("early_only", [";early-only", ""])
def test_a_call_that_rings_elsewhere_is_picked_up_as_a_call_of_its_own(early_only: str) -> None:
    async def scene(world: World) -> None:
        leg, phone, invite = await ringing_phone(world)
        world.them.send(world.script.invite(more=(f"{named(leg)}{early_only}", "Require: replaces")))
        _, mine = await world.told.wait("incoming")
        assert world.told.calls[0][1].picks_up == leg.leg_id
        mine.answer(LOCAL)
        leg.hang_up("answered elsewhere")
        ok = await world.them.next_of(200)
        world.them.send(world.script.ack(ok))
        cancel = await phone.next_of("CANCEL")
        phone.send(replied(cancel, 200))
        phone.send(replied(invite, 487))
        await asyncio.sleep(1)
        assert (mine.state, leg.state) == ("established", "ended")

    play(scene)


def test_a_call_that_rings_at_us_cannot_be_taken_away() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite())
        await world.them.next_of(180)
        leg = world.told.calls[0][0]
        stranger = world.peer(world.us)
        stranger.send(Script(stranger.port).invite(more=(f"{named(leg)};early-only",)))
        assert (await stranger.next_of(481)).method == "INVITE"
        assert len(world.told.calls) == 1

    play(scene, lambda leg, call: leg.ring())
