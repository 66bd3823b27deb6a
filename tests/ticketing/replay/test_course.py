"""From facts to courses: peaks of waiting, live calls, and the state that an agent was in for the most of a step."""

from datetime import UTC, datetime, timedelta

import pytest

from ticketing.figures.states import StateChange
from ticketing.replay.course import MOST_STEPS, CallFact, Steps, floor_of, lane_of

START = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
STEPS = Steps(since=START, step_s=60, count=5)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def test_waiting_shows_the_most_within_each_step_and_goes_on_where_nothing_happens() -> None:
    facts = [
        CallFact(at(0.1), "a", "call_queued", "general"), CallFact(at(0.2), "b", "call_queued", "general"),
        CallFact(at(0.3), "a", "call_answered"), CallFact(at(3.5), "b", "call_ended"),
    ]  # fmt: skip
    waiting, live = floor_of(facts, STEPS)
    assert waiting == {"general": [2, 1, 1, 1, 0]}
    assert live == [1, 1, 1, 1, 1]


def test_what_went_on_before_the_span_is_there_at_its_beginning() -> None:
    facts = [
        CallFact(at(-9), "a", "call_queued", "general"), CallFact(at(-8), "b", "call_queued", "general"),
        CallFact(at(-7), "a", "call_answered"), CallFact(at(1.5), "a", "call_ended"),
    ]  # fmt: skip
    waiting, live = floor_of(facts, STEPS)
    assert (waiting, live) == ({"general": [1, 1, 1, 1, 1]}, [1, 1, 0, 0, 0])


def test_a_call_waits_in_one_queue_at_a_time_and_not_while_it_is_talked_in() -> None:
    facts = [
        CallFact(at(0.1), "a", "call_queued", "general"), CallFact(at(1.1), "a", "call_queued", "business"),
        CallFact(at(2.1), "a", "call_answered"), CallFact(at(3.1), "a", "call_queued", "general"),
    ]  # fmt: skip
    waiting, live = floor_of(facts, STEPS)
    assert waiting == {"general": [1, 1, 0, 1, 1], "business": [0, 1, 1, 0, 0]}
    assert live == [0, 0, 1, 1, 0]


def test_facts_that_come_out_of_order_change_nothing() -> None:
    facts = [
        CallFact(at(0.1), "a", "call_queued", "q"),
        CallFact(at(2.2), "a", "call_answered"),
        CallFact(at(3), "a", "call_ended"),
    ]
    assert floor_of(facts, STEPS) == floor_of(facts[::-1], STEPS)


def test_a_lane_shows_what_most_of_a_step_was() -> None:
    course = [
        StateChange(at(-60), "a", "available"), StateChange(at(1.4), "a", "talking"), StateChange(at(2.9), "a", "wrap_up"),
        StateChange(at(3.2), "a", "available"), StateChange(at(4.1), "a", "offline"),
    ]  # fmt: skip
    found = [(one.first, one.steps, one.state) for one in lane_of(course, STEPS)]
    assert found == [(0, 1, "available"), (1, 2, "talking"), (3, 1, "available")]


@pytest.mark.parametrize(("hours", "step_s"), [(24, 300), (2, 30), (0.25, 5), (1, 15)])
def test_the_server_sends_three_hundred_steps_at_most_whatever_the_span(hours: float, step_s: int) -> None:
    steps = Steps.of(START, START + timedelta(hours=hours))
    assert steps.step_s == step_s
    assert steps.count <= MOST_STEPS
    assert steps.until >= START + timedelta(hours=hours)
