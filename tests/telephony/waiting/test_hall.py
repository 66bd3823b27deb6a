"""A caller's way from the door to an agent: limits, closed and full queues, call-back by digit, announcements, surge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config.ids import PersonId
from config.settings import Acd, Surge
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallOffered,
    CallQueued,
    OfferEnded,
    SurgeBegan,
    SurgeEnded,
)
from telephony.exchange_port import QueueSpec, Seat
from telephony.waiting.hours import Opening
from tests.fakes.sip import FakeSipLeg
from tests.telephony.exchange.house import ACD, LI, QUEUES, WANG, House, settle

pytestmark = pytest.mark.anyio
GENERAL, BUSINESS, DUTY = QUEUES
PRESS = ("callback_press", "key_1")


def acd(**changes: object) -> Acd:
    return ACD.model_copy(update=changes)


def ended(house: House) -> list[tuple[str, str]]:
    return [(fact.reason, fact.detail) for fact in house.told(CallEnded)]


async def hears(house: House, leg: FakeSipLeg) -> tuple[str, ...]:
    await settle()
    return house.media.sound(leg.leg_id)


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


# Duty sessions


async def test_callers_of_an_empty_duty_seat_go_to_the_general_queue_after_a_moment(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        leg, call = await house.caller_waits(dialled="12346")
        assert house.call(call).queue == "duty:1"
        house.clock.advance(ACD.duty_absent_s)
        assert house.call(call).queue == "general"
        assert house.media.sound(leg.leg_id) == ("transfer",)


async def test_while_the_leader_talks_callers_wait_and_then_the_deputy_has_them(tmp_path: Path) -> None:
    queues = (GENERAL, replace(DUTY, relax_s=(60.0,)))
    async with House(tmp_path, queues=queues) as house:
        for agent, level in ((LI, 1), (WANG, 2)):
            house.exchange.sign_in(Seat(agent=agent, name="", phone="browser", queues=("duty:1",), levels={"duty:1": level}))
            house.exchange.set_presence(agent, "available")
        _, first = await house.caller_waits("1", dialled="12346")
        assert house.told(CallOffered)[0].agent == LI
        house.exchange.accept(LI, first)
        _, second = await house.caller_waits("2", dialled="12346")
        house.clock.advance(59)
        assert house.call(second).state == "queued"
        house.clock.advance(1)
        assert house.told(CallOffered)[-1].agent == WANG


async def test_a_leader_who_misses_is_replaced_by_the_deputy_and_then_by_the_general_queue(tmp_path: Path) -> None:
    queues = (GENERAL, replace(DUTY, relax_s=(600.0,)))
    async with House(tmp_path, queues=queues, acd=acd(pause_after_missed=1)) as house:
        for agent, level in ((LI, 1), (WANG, 2)):
            house.exchange.sign_in(Seat(agent=agent, name="", phone="browser", queues=("duty:1",), levels={"duty:1": level}))
            house.exchange.set_presence(agent, "available")
        _, call = await house.caller_waits("1", dialled="12346")
        house.clock.advance(ACD.offer_s)
        house.clock.advance(ACD.offer_s)
        assert [fact.agent for fact in house.told(CallOffered)] == [LI, WANG]
        house.clock.advance(ACD.duty_absent_s)
        assert house.call(call).queue == "general"


async def test_the_end_of_a_session_moves_those_who_wait_and_lets_the_live_call_go_on(tmp_path: Path) -> None:
    async with House(tmp_path) as house:
        house.seat(queues=("duty:1",))
        _, live = await house.caller_waits("1", dialled="12346")
        house.exchange.accept(LI, live)
        leg, waiting = await house.caller_waits("2", dialled="12346")
        house.exchange.close_queue("duty:1", move_to="general")
        assert house.call(live).state == "answered"
        assert house.call(waiting).queue == "general"
        assert house.media.sound(leg.leg_id) == ("session_over",)


# All phones ring


async def test_all_phones_ring_and_the_first_to_answer_has_the_call(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, strategy="ring_all"),)) as house:
        house.seat(LI)
        house.seat(WANG, phone="sip:1001@127.0.0.1")
        house.seat(PersonId("zhao"))
        leg, call = await house.caller_waits()
        assert {fact.agent for fact in house.told(CallOffered)} == {LI, WANG, "zhao"}
        house.exchange.decline(PersonId("zhao"), call)
        assert house.call(call).state == "offered"
        await settle()
        house.sip.dialled[0].peer_answers()
        await settle()
        assert [fact.agent for fact in house.told(CallAnswered)] == [WANG]
        assert [(fact.agent, fact.why) for fact in house.told(OfferEnded)] == [("zhao", "declined"), (LI, "answered_elsewhere")]
        assert (house.agent(LI).state, house.agent(LI).missed) == ("available", 0)
        assert house.agent(PersonId("zhao")).missed == 1
        leg.peer_ends()
        await settle()
        assert not house.media.open


async def test_phones_that_nobody_answers_have_all_missed_and_the_caller_is_first_again(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, strategy="ring_all"),)) as house:
        house.seat(LI)
        house.seat(WANG)
        _, call = await house.caller_waits()
        house.exchange.set_presence(LI, "paused")
        house.exchange.set_presence(WANG, "paused")
        house.clock.advance(ACD.offer_s)
        assert (house.call(call).state, house.call(call).position) == ("queued", 1)
        assert [house.agent(agent).missed for agent in (LI, WANG)] == [1, 1]
        await settle()
        assert len(house.media.open) == 1


async def test_a_caller_who_hangs_up_while_all_phones_ring_frees_everybody(tmp_path: Path) -> None:
    async with House(tmp_path, queues=(replace(GENERAL, strategy="ring_all"),)) as house:
        house.seat(LI)
        house.seat(WANG)
        leg, _ = await house.caller_waits()
        leg.peer_ends()
        await settle()
        assert [fact.why for fact in house.told(OfferEnded)] == ["caller_gone"] * 2
        assert {agent.state for agent in house.exchange.snapshot().agents} == {"available"}
        assert not house.media.open


# Surge


SURGE = Surge(waiting=3, wait_s=0, arrivals_per_minute=0, ends_share=0.5, least_s=30)


async def test_in_a_surge_callers_are_answered_at_once_told_and_offered_a_call_back(tmp_path: Path) -> None:
    async with House(tmp_path, acd=acd(surge=SURGE)) as house:
        callers = [await house.caller_waits(str(number)) for number in range(3)]
        assert [fact.waiting for fact in house.told(SurgeBegan)] == [3]
        assert house.exchange.snapshot().surge
        leg, call = await house.caller_waits("99")
        assert leg.did == ["ring", "answer"]
        assert house.media.sound(leg.leg_id) == ("surge", *PRESS)
        house.media.play_to_end(leg.leg_id)
        assert house.call(call).state == "queued", "who presses nothing may wait"
        assert house.media.sound(leg.leg_id) == ("hold_music",)
        house.media.press(leg.leg_id, "1")
        house.media.press(leg.leg_id, "1")
        assert house.media.sound(leg.leg_id) == ("callback_accepted",)
        for other, _ in callers:
            other.peer_ends()
        assert not house.told(SurgeEnded), "not before its least time"
        house.clock.advance(35)
        assert len(house.told(SurgeEnded)) == 1
        assert not house.exchange.snapshot().surge


async def test_a_rush_of_arrivals_alone_is_a_surge_and_time_ends_it(tmp_path: Path) -> None:
    rush = Surge(waiting=0, wait_s=0, arrivals_per_minute=5, least_s=10)
    async with House(tmp_path, acd=acd(surge=rush)) as house:
        for number in range(5):
            leg, _ = await house.caller_in_prompts(str(number))
            leg.peer_ends()
        assert len(house.told(SurgeBegan)) == 1
        house.clock.advance(70)
        assert len(house.told(SurgeEnded)) == 1
        assert not house.clock.waiting, "a quiet house has no timer"


async def test_nobody_is_stuck_after_a_surge(tmp_path: Path) -> None:
    queue = QueueSpec(name="general", title="", numbers=("12345",), max_length=20, max_wait_s=120)
    async with House(tmp_path, queues=(queue,), acd=acd(surge=SURGE, duty_absent_s=20.0)) as house:
        legs = [await house.caller_waits(f"1380000{number:04}") for number in range(40)]
        for _ in range(20):
            house.clock.advance(30)
            for leg, _ in legs:
                if leg.leg_id in house.media.playing and not house.media.playing[leg.leg_id][2]:
                    house.media.play_to_end(leg.leg_id)
            await settle()
        assert house.exchange.snapshot().calls == ()
        assert len(ended(house)) == 40
        assert not house.media.open
