"""One's own shift: from the sign-in today, by one's own log, and beside a median that tells of nobody alone."""

from datetime import datetime, timedelta

from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls
from ticketing.figures.house import house
from ticketing.figures.shift import Shift, figures_of, own, shifts
from ticketing.figures.states import StateChange

MIDNIGHT = NOON - timedelta(hours=12)
NOW = NOON + timedelta(hours=1)


def at(minute: float) -> datetime:
    return NOON + timedelta(minutes=minute)


def test_a_shift_adds_up_each_state_and_each_reason_of_a_pause() -> None:
    course = [
        StateChange(at(0), "a", "paused", "signed_in"), StateChange(at(2), "a", "available"),
        StateChange(at(12), "a", "reserved"),
        StateChange(at(13), "a", "talking"), StateChange(at(18), "a", "held"), StateChange(at(19), "a", "talking"),
        StateChange(at(20), "a", "wrap_up"), StateChange(at(21), "a", "paused", "meal"), StateChange(at(51), "a", "available"),
    ]  # fmt: skip
    shift = shifts(course, MIDNIGHT, NOW)["a"]
    assert shift.since == NOON
    assert shift.pauses == {"signed_in": 120, "meal": 1800}
    shift.calls = 2
    found = figures_of(shift)
    assert (found["talk_s"], found["hold_s"], found["wrap_up_s"]) == (360, 60, 60)
    assert found["handling_s"] == 240
    assert found["occupancy"] == 28.57  # 8 busy beside 20 ready
    assert found["calls_per_hour"] == 2.0


def test_a_night_shift_counts_from_midnight_on() -> None:
    course = [
        StateChange(MIDNIGHT - timedelta(hours=2), "a", "talking"),
        StateChange(MIDNIGHT + timedelta(hours=1), "a", "offline"),
    ]
    shift = shifts(course, MIDNIGHT, NOW)["a"]
    assert (shift.since, shift.seconds["talking"]) == (MIDNIGHT, 3600)


def test_who_has_only_left_has_no_shift_today() -> None:
    assert shifts([StateChange(MIDNIGHT - timedelta(hours=1), "a", "offline")], MIDNIGHT, NOW) == {}


def _shift(number: int) -> Shift:
    return Shift(since=NOON, seconds={"talking": 600.0, "available": 600.0}, calls=number)


def test_the_median_is_of_those_who_serve_the_same_queue_without_oneself() -> None:
    them = {name: _shift(number) for name, number in (("me", 100), ("b", 1), ("c", 3), ("d", 5), ("e", 7), ("other", 50))}
    queues = dict.fromkeys(them, ("general",)) | {"other": ("business",)}
    found = own("me", them, queues, NOW, least_peers=4)
    line = found.figures[0]
    assert (line.figure, line.value, line.median, found.peers) == ("calls", 100, 4.0, 4)


def test_a_median_of_too_few_is_not_shown() -> None:
    them = {name: _shift(3) for name in ("me", "b", "c", "d")}
    found = own("me", them, dict.fromkeys(them, ("general",)), NOW, least_peers=4)
    assert {line.median for line in found.figures} == {None}
    assert found.peers == 3


def test_who_has_not_signed_in_today_has_figures_of_nothing() -> None:
    found = own("me", {}, {}, NOW, least_peers=4)
    assert found.since is None
    assert next(line.value for line in found.figures if line.figure == "handling_s") is None


def test_the_house_counts_answers_missed_offers_and_what_was_answered_on_the_spot(story: Story) -> None:
    me, colleague = story.person("a1"), story.person("a2")
    for who in (me, colleague):
        story.do(calls.record, "agent_state_changed", at(-5), None, {"agent": who, "state": "available"})
    first, second = story.answered(me), story.answered(me, start=at(5))
    story.answer(second, colleague, start=at(7))  # handed on: it counts for both
    story.ended(first, me, 60)
    for number, (why, who) in enumerate((("no_answer", me), ("declined", me), ("caller_gone", me), ("no_answer", colleague))):
        story.fact(first, "offer_ended", 3 + number, agent=who, why=why)
    story.answered(me, start=at(-60 * 24))
    found = story.do(house, NOW)
    assert (found.shifts[me].calls, found.shifts[colleague].calls) == (2, 1)
    assert (found.shifts[me].missed, found.shifts[colleague].missed) == (2, 1)
    assert found.queues[me] == ("general",)
