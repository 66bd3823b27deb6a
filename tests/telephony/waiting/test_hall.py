"""A caller's way from the door to an agent: limits, closed and full queues, call-back by digit, announcements."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from telephony.events import (
    CallArrived,
    CallEnded,
    CallQueued,
    OfferEnded,
)
from telephony.exchange_port import QueueSpec
from telephony.waiting.hours import Opening
from tests.telephony.exchange.house import ACD, LI, QUEUES, House, settle
from tests.telephony.waiting.callers import ended, hears

pytestmark = pytest.mark.anyio
GENERAL, BUSINESS, _ = QUEUES
PRESS = ("callback_press", "key_1")


# The door


async def test_a_second_call_of_a_number_hears_why_and_ends(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        _, first = await house.caller_waits("13800001111")
        leg = house.sip.call_in("13800001111")
        assert await hears(house, leg) == ("caller_limit",)
        house.media.play_to_end(leg.leg_id)
        assert ended(house) == [("rejected", "caller limit")]
        assert leg.did[-1] == "hang_up"
        assert house.call(first).state == "queued"


async def test_who_has_ended_may_call_again_at_once(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        leg, _ = await house.caller_waits("13800001111")
        leg.peer_ends()
        again, _ = await house.caller_in_prompts("13800001111")
        assert await hears(house, again) == ("welcome", "recording_notice")


async def test_a_refused_call_does_not_count_as_the_callers_live_one(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        first, _ = await house.caller_waits("13800001111")
        refused = house.sip.call_in("13800001111")
        await settle()
        first.peer_ends()
        again = house.sip.call_in("13800001111")
        assert await hears(house, again) == ("welcome", "recording_notice")
        assert await hears(house, refused) == ("caller_limit",)


async def test_withheld_numbers_have_no_limit(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        legs = [house.sip.call_in("13800001111", withheld=True) for _ in range(3)]
        assert {await hears(house, leg) for leg in legs} == {("welcome", "recording_notice")}
        assert [fact.withheld for fact in house.told(CallArrived)] == [True] * 3


async def test_the_harassment_list_holds_for_the_next_call_and_lets_the_live_one_go_on(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        live, call = await house.caller_waits("13800001111")
        house.exchange.block({"13800001111": "多次辱骂"})
        assert house.call(call).state == "queued"
        live.peer_ends()
        leg = house.sip.call_in("+8613800001111")
        assert await hears(house, leg) == ("blocked",)
        house.media.play_to_end(leg.leg_id)
        assert ended(house)[-1] == ("rejected", "blocked: 多次辱骂")
        house.exchange.block({})
        assert await hears(house, house.sip.call_in("13800001111")) == ("welcome", "recording_notice")


# Hours


def shut(*names: str, holiday: bool = False) -> Callable[[str, datetime], Opening]:
    return lambda name, now: Opening(open=name not in names, holiday=holiday)


async def test_a_closed_queue_says_so_and_takes_a_wish_by_digit(tmp_path: Path) -> None:
    queues = (replace(GENERAL, hours="office"),)
    async with House(tmp_path, queues=queues, hours=shut("office", holiday=True)) as house:
        leg, _ = await house.caller_waits()
        assert house.media.sound(leg.leg_id) == ("closed_holiday", *PRESS, *PRESS, "goodbye")
        house.media.press(leg.leg_id, "9")
        house.media.press(leg.leg_id, "1")
        assert house.media.sound(leg.leg_id) == ("callback_accepted",)
        house.media.play_to_end(leg.leg_id)
        assert ended(house) == [("callback_requested", "closed")]
        assert not house.told(CallQueued), "nobody was offered to a queue that is closed"
        assert house.told(CallEnded)[0].queue == "general", "the wish is that desk's all the same"


async def test_who_presses_nothing_is_told_and_ends(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, hours="office"),), hours=shut("office")) as house:
        leg, _ = await house.caller_waits()
        assert house.media.sound(leg.leg_id)[0] == "closed"
        house.media.play_to_end(leg.leg_id)
        assert ended(house) == [("rejected", "closed")]


async def test_a_caller_without_a_number_is_offered_no_call_back(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, hours="office"),), hours=shut("office")) as house:
        leg, _ = await house.caller_waits("anonymous")
        assert house.media.sound(leg.leg_id) == ("closed", "goodbye")
        house.media.press(leg.leg_id, "1")
        house.media.play_to_end(leg.leg_id)
        assert ended(house) == [("rejected", "closed")]


async def test_a_closed_line_says_when_it_or_the_first_of_its_overflows_opens_again(tmp_path: Path) -> None:
    def hours(name: str, now: datetime) -> Opening:
        return Opening(open=False, opens_at=now + timedelta(days={"office": 4, "shop": 2}[name]))

    queues = (replace(GENERAL, hours="office", overflow_to="business"), QueueSpec(name="business", title="", hours="shop"))
    async with House(tmp_path, queues=queues, hours=hours) as house:
        leg, _ = await house.caller_waits()
        said = house.media.sound(leg.leg_id)
        assert (said[0], said[-1]) == ("closed", "goodbye")
        assert said[1:3] == ("opens_from", "day_after_tomorrow")


async def test_hours_that_cannot_be_told_close_nothing(tmp_path: Path) -> None:
    def broken(name: str, now: datetime) -> Opening:
        raise RuntimeError("no calendar")

    async with House(tmp_path, hours=broken) as house:
        _, call = await house.caller_waits()
        assert house.call(call).state == "queued"


async def test_a_closed_desks_callers_go_where_it_overflows_if_that_is_open(tmp_path: Path) -> None:
    desk = replace(BUSINESS, hours="office", numbers=("7",))
    async with House(tmp_path, queues=(GENERAL, desk), hours=shut("office")) as house:
        _, call = await house.caller_waits(dialled="7")
        assert house.call(call).queue == "general"


# Full


@pytest.mark.parametrize(
    ("on_full", "said"), [("reject", ("no_agent",)), ("callback", ("queue_full", *PRESS, *PRESS, "goodbye"))]
)
async def test_a_full_house_says_so(tmp_path: Path, on_full: str, said: tuple[str, ...]) -> None:
    queue = replace(GENERAL, max_length=1, on_full=on_full)  # type: ignore[arg-type]
    async with House(tmp_path, queues=(queue,)) as house:
        await house.caller_waits("1")
        leg, _ = await house.caller_waits("2")
        assert house.media.sound(leg.leg_id) == said
        house.media.press(leg.leg_id, "1")
        leg.peer_ends()
        reason = "callback_requested" if on_full == "callback" else "rejected"
        assert ended(house) == [(reason, "queue full")]


# A call-back while waiting


async def test_a_call_back_is_asked_for_by_the_key_pressed_twice(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        leg, call = await house.caller_waits()
        house.media.press(leg.leg_id, "1")
        assert house.media.sound(leg.leg_id) == ("callback_confirm", "key_1")
        assert house.call(call).position == 1
        house.clock.advance(5)
        house.media.press(leg.leg_id, "1")
        assert house.media.sound(leg.leg_id) == ("callback_accepted",)
        house.media.play_to_end(leg.leg_id)
        assert ended(house) == [("callback_requested", "by digit")]
        assert house.told(CallEnded)[0].queue == "general"
        assert house.told(CallEnded)[0].waited_s == 5


@pytest.mark.parametrize("between", ["2", "late"])
async def test_another_key_or_a_long_pause_leaves_the_caller_in_place(tmp_path: Path, between: str) -> None:
    async with House(tmp_path) as house:
        leg, call = await house.caller_waits()
        house.media.press(leg.leg_id, "1")
        if between == "late":
            house.clock.advance(ACD.callback_confirm_s + 1)
        else:
            house.media.press(leg.leg_id, between)
        house.media.press(leg.leg_id, "1")
        assert house.media.sound(leg.leg_id) == ("callback_confirm", "key_1")
        house.media.play_to_end(leg.leg_id)
        assert house.media.sound(leg.leg_id) == ("hold_music",)
        assert house.call(call).position == 1


async def test_who_asks_for_a_call_back_while_a_phone_rings_frees_that_agent(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        house.seat()
        leg, _ = await house.caller_waits()
        _, second = await house.caller_waits("2")
        house.media.press(leg.leg_id, "1")
        house.media.press(leg.leg_id, "1")
        assert house.told(OfferEnded)[0].why == "caller_gone"
        assert house.agent(LI).missed == 0
        assert house.call(second).state == "offered", "the next caller rings at once"
        leg.peer_ends()
        assert ended(house) == [("callback_requested", "by digit")]


async def test_a_queue_without_the_key_offers_none(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, callback_digit=""),)) as house:
        leg, _ = await house.caller_waits()
        for _ in range(3):
            house.media.press(leg.leg_id, "1")
        assert house.media.sound(leg.leg_id) == ("queue_wait",)


# Announcements


async def test_place_and_wait_are_told_in_the_queues_rhythm_over_the_music(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        await house.talk()
        for number in range(3):
            leg, _ = await house.caller_waits(str(number))
            house.media.play_to_end(leg.leg_id)
        house.clock.advance(44)
        assert house.media.sound(leg.leg_id) == ("hold_music",)
        house.clock.advance(1)
        assert house.media.sound(leg.leg_id) == (
            "queue_ahead", "place_2", "wait_about", "wait_15", *PRESS
        )  # fmt: skip
        house.media.play_to_end(leg.leg_id)
        assert house.media.sound(leg.leg_id) == ("hold_music",)
        house.clock.advance(45)
        assert house.media.sound(leg.leg_id)[0] == "queue_ahead", "again and again"


async def test_an_announcement_never_cuts_off_what_is_being_said(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        leg, _ = await house.caller_waits()
        house.media.play_to_end(leg.leg_id)
        house.clock.advance(44)
        house.media.press(leg.leg_id, "1")
        house.clock.advance(1)
        assert house.media.sound(leg.leg_id) == ("callback_confirm", "key_1")


async def test_an_announcement_stops_with_the_answer(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        leg, _ = await house.talk()
        house.clock.advance(300)
        assert house.media.sound(leg.leg_id) == ()


async def test_a_queue_may_be_silent(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, announce_every_s=0.0),)) as house:
        leg, _ = await house.caller_waits()
        house.media.play_to_end(leg.leg_id)
        house.clock.advance(500)
        assert house.media.sound(leg.leg_id) == ("hold_music",)


async def test_the_board_shows_the_expected_wait(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        house.seat(queues=("general",))
        _, first = await house.caller_waits("1")
        house.exchange.accept(LI, first)
        _, second = await house.caller_waits("2")
        assert house.call(second).expected_wait_s == ACD.handling_s
        assert house.call(first).expected_wait_s is None
