"""Session timers (RFC 4028): the table, what both sides ask and grant, and whole calls over an hour of virtual time."""

import asyncio
from typing import get_args

import pytest

from telephony.sip.message import Message
from telephony.sip.port import LocalMedia
from telephony.sip.session_timer import (
    EFFECTS,
    TRANSITIONS,
    Agreement,
    ClockEvent,
    ClockState,
    Terms,
    TooSmall,
    as_client,
    as_server,
    asked,
    demanded,
    granted,
    step,
)  # fmt: skip
from tests.telephony.sip.ends import answering
from tests.telephony.sip.scripts import OFFER
from tests.telephony.sip.wire import World, connect, play, replied

TERMS = Terms(1800, 90)
LOCAL = LocalMedia(host="127.0.0.1", port=41000)
TIMER = "Supported: timer"


def request(*headers: tuple[str, str]) -> Message:
    return Message(method="INVITE", uri="sip:x@h", headers=headers)


@pytest.mark.parametrize("state", get_args(ClockState))
@pytest.mark.parametrize("event", get_args(ClockEvent))
def test_a_pair_moves_as_the_table_says_or_not_at_all(state: ClockState, event: ClockEvent) -> None:
    assert step(state, event) == (TRANSITIONS.get((state, event), state), EFFECTS.get((state, event)))
    assert EFFECTS.keys() <= TRANSITIONS.keys()


@pytest.mark.parametrize("event", get_args(ClockEvent))
def test_nothing_wakes_a_clock_that_is_over(event: ClockEvent) -> None:
    assert step("over", event) == ("over", None)


def test_an_expiry_ends_the_call_only_once() -> None:
    state, effect = step("theirs", "expired")
    assert (state, effect) == ("over", "hang_up")
    assert step(state, "expired") == ("over", None)


ASKED_OF_US = [
    ((("Supported", "timer"), ("Session-Expires", "600;refresher=uac")), Agreement(600, "peer")),
    ((("Supported", "timer"), ("Session-Expires", "600;refresher=uas")), Agreement(600, "us")),
    ((("Supported", "timer"), ("Session-Expires", "600")), Agreement(600, "us")),
    ((("Supported", "timer"), ("Session-Expires", "7200")), Agreement(1800, "us")),
    ((("Supported", "timer"), ("Session-Expires", "7200"), ("Min-SE", "3600")), Agreement(3600, "us")),
    ((("Session-Expires", "600;refresher=uac"),), Agreement(600, "us")),
    ((("Supported", "timer"),), Agreement(1800, "us")),
    ((), None),
    ((("Supported", "timer"), ("Session-Expires", "89")), TooSmall(90)),
    ((("Session-Expires", "30"),), None),
    ((("Supported", "timer"), ("Session-Expires", "soon")), Agreement(1800, "us")),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "agreed"), ASKED_OF_US)
def test_what_a_caller_asks_becomes_an_interval_and_a_refresher(headers: tuple[tuple[str, str], ...], agreed: object) -> None:
    assert as_server(request(*headers), TERMS) == agreed


def test_a_refresh_without_a_word_of_roles_keeps_them() -> None:
    refresh = request(("Supported", "timer"), ("Session-Expires", "600"))
    assert as_server(refresh, TERMS, Agreement(600, "peer")) == Agreement(600, "peer")


def test_we_ask_for_none_where_the_setting_is_zero_but_grant_what_is_asked() -> None:
    off = Terms(0, 90)
    assert asked(off) == ()
    assert as_server(request(("Supported", "timer")), off) is None
    assert as_server(request(("Supported", "timer"), ("Session-Expires", "600")), off) == Agreement(600, "us")


def test_the_peer_that_refreshes_is_required_to() -> None:
    assert granted(Agreement(600, "peer")) == (("Session-Expires", "600;refresher=uac"), ("Require", "timer"))
    assert granted(Agreement(600, "us")) == (("Session-Expires", "600;refresher=uas"),)
    assert granted(None) == ()


def test_a_2xx_settles_the_roles_and_its_silence_means_no_timer() -> None:
    def answer(value: str) -> Agreement | None:
        return as_client(Message(method="INVITE", status=200, headers=(("Session-Expires", value),)), TERMS)

    assert answer("600;refresher=uas") == Agreement(600, "peer")
    assert answer("600;refresher=uac") == Agreement(600, "us")
    assert answer("1;refresher=uac") == Agreement(90, "us")
    assert as_client(Message(method="INVITE", status=200), TERMS) is None


def test_a_422_is_met_once_with_what_it_demands() -> None:
    answer = Message(method="INVITE", status=422, headers=(("Min-SE", "3600"),))
    longer = demanded(answer, TERMS)
    assert longer == Terms(3600, 3600)
    assert asked(longer) == (("Session-Expires", "3600"), ("Min-SE", "3600"))
    assert demanded(answer, longer) is None


def test_the_call_is_over_before_the_interval_is() -> None:
    assert Agreement(1800, "us").over_s == 1768
    assert Agreement(90, "us").over_s == 60


def test_the_one_who_refreshes_does_so_at_half_time_by_update_and_the_call_lives_on() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world, TIMER, "Session-Expires: 600;refresher=uas", "Allow: INVITE, UPDATE")
        for n in range(1, 6):
            update = await world.them.next_of("UPDATE")
            assert abs(world.us.loop.time() - 300 * n) < 1
            assert (update.get("Session-Expires"), update.body) == ("600;refresher=uac", b"")
            world.them.send(replied(update, 200, ("Session-Expires", "600;refresher=uac")))
        await asyncio.sleep(1)
        assert leg.state == "established"

    play(scene, answering)


def test_without_update_the_refresh_is_a_reinvite_with_the_same_words() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(TIMER, "Session-Expires: 600;refresher=uas")))
        ok = await world.them.next_of(200)
        world.them.send(world.script.ack(ok))
        again = await world.them.next_of("INVITE")
        assert again.get("Session-Expires") == "600;refresher=uac"
        assert [line for line in again.body.split(b"\r\n") if line.startswith(b"o=")] == [b"o=hotline 40000 2 IN IP4 127.0.0.1"]
        world.them.send(replied(again, 200, ("Session-Expires", "600;refresher=uac"), body=OFFER))
        assert (await world.them.next_of("ACK")).cseq == again.cseq
        third = await world.them.next_of("INVITE")
        assert third.body == again.body, "nothing changed, so the version stays"

    play(scene, answering)


def test_a_call_that_the_peer_does_not_refresh_ends_by_bye() -> None:
    async def scene(world: World) -> None:
        await connect(world, TIMER, "Session-Expires: 600;refresher=uac")
        bye = await world.them.next_of("BYE")
        assert 567 < world.us.loop.time() < 569
        assert "session expired" in bye.get("Reason")
        assert (await world.told.wait("ended"))[2:] == ("timeout", "session expired")

    play(scene, answering)


def test_a_refresh_of_the_peer_prolongs_the_call() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world, TIMER, "Session-Expires: 600;refresher=uac")
        for _ in range(4):
            await asyncio.sleep(500)
            world.them.send(world.script.request("UPDATE", more=(TIMER, "Session-Expires: 600;refresher=uac")))
            ok = await world.them.next_of(200)
            assert (ok.get("Session-Expires"), ok.get("Require")) == ("600;refresher=uac", "timer")
        assert leg.state == "established"
        assert "media_changed" not in world.told.names()

    play(scene, answering)


def test_a_refresh_that_nobody_answers_ends_the_call() -> None:
    async def scene(world: World) -> None:
        await connect(world, TIMER, "Session-Expires: 600;refresher=uas", "Allow: UPDATE")
        world.network.lost = lambda message: message.method in ("UPDATE", "BYE")
        assert (await world.told.wait("ended"))[2] == "timeout"
        assert 331 < world.us.loop.time() < 333

    play(scene, answering)


def test_a_refresh_that_is_refused_for_now_is_tried_again() -> None:
    async def scene(world: World) -> None:
        leg = await connect(world, TIMER, "Session-Expires: 600;refresher=uas", "Allow: UPDATE")
        world.them.send(replied(await world.them.next_of("UPDATE"), 500))
        again = await world.them.next_of("UPDATE")
        assert 359 < world.us.loop.time() < 361
        world.them.send(replied(again, 200, ("Session-Expires", "600;refresher=uac")))
        await asyncio.sleep(200)
        assert leg.state == "established"

    play(scene, answering)


def test_an_interval_that_is_too_small_is_422_before_anyone_rings() -> None:
    async def scene(world: World) -> None:
        world.them.send(world.script.invite(more=(TIMER, "Session-Expires: 60")))
        refused = await world.them.next_of(422)
        assert refused.get("Min-SE") == "120"
        assert not world.told.heard

    play(scene, answering, min_se_s=120)


def test_our_invite_asks_for_a_timer_and_takes_a_longer_one_when_told() -> None:
    async def scene(world: World) -> None:
        leg = world.us.invite(f"sip:200@127.0.0.1:{world.them.port}", LOCAL)
        first = await world.them.next_of("INVITE")
        assert (first.get("Session-Expires"), "timer" in first.all("Supported")) == ("1800", True)
        world.them.send(replied(first, 422, ("Min-SE", "3600")))
        second = await world.them.next_of("INVITE")
        assert (second.get("Session-Expires"), second.get("Min-SE"), second.cseq) == ("3600", "3600", 2)
        assert (second.call_id, second.from_.tag, second.to.tag) == (first.call_id, first.from_.tag, "")
        contact = ("Contact", f"<sip:200@127.0.0.1:{world.them.port}>")
        world.them.send(replied(second, 200, contact, ("Session-Expires", "3600;refresher=uas"), body=OFFER))
        await world.told.wait("answered")
        assert leg.clock.agreed == Agreement(3600, "peer")  # type: ignore[attr-defined]
        assert (await world.told.wait("ended"))[2:] == ("timeout", "session expired")

    play(scene)


def test_two_of_us_keep_a_call_alive_for_hours() -> None:
    async def scene(world: World) -> None:
        other, told = await world.endpoint()
        other.invite(f"sip:12345@127.0.0.1:{world.us.address[1]}", LOCAL)
        await told.wait("answered")
        await asyncio.sleep(4 * 3600)
        assert world.us.live_legs() == other.live_legs() == 1
        assert 14 <= sum(one.method == "UPDATE" and one.is_request for one in world.network.passed) <= 18
        assert world.us.layer.live() == other.layer.live() == 0

    play(scene, answering)
