"""The expected wait: smoothed handling time, staffed agents, and agents who serve several queues by parts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.ids import CallId, PersonId
from telephony.exchange_port import QueueSpec, Seat
from telephony.queues import floor as floors
from telephony.queues.estimate import expected_wait_s, seconds_per_place
from telephony.queues.floor import Floor
from tests.telephony.exchange.house import ACD

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def a_floor(**agents: tuple[str, ...]) -> Floor:
    """Agents by name with their queues; queues a and b."""
    floor = Floor(acd=ACD)
    for name in ("a", "b"):
        floor = floors.open_queue(floor, QueueSpec(name=name, title=""))
    for agent, queues in agents.items():
        floor = floors.sign_in(floor, Seat(agent=PersonId(agent), name="", phone="browser", queues=queues), NOW)
        floor = floors.set_presence(floor, PersonId(agent), "available", "", NOW)
    return floor


def expected(floor: Floor, place: int) -> float | None:
    return expected_wait_s(floor, floor.queue("a"), place)


def test_each_agent_shortens_the_wait() -> None:
    assert expected(a_floor(x=("a",)), 1) == ACD.handling_s
    assert expected(a_floor(x=("a",), y=("a",), z=("b",)), 3) == ACD.handling_s * 3 / 2


def test_an_agent_of_two_busy_queues_counts_half_in_each() -> None:
    floor = a_floor(x=("a", "b"))
    assert seconds_per_place(floor, floor.queue("a")) == ACD.handling_s, "nobody waits in the other"
    floor, _ = floors.enqueue(floor, CallId("1"), "b", NOW)
    assert seconds_per_place(floor, floor.queue("a")) == 2 * ACD.handling_s


def test_without_staff_nothing_can_be_said() -> None:
    floor = floors.set_presence(a_floor(x=("a",)), PersonId("x"), "paused", "meal", NOW)
    assert expected(floor, 1) is None


def test_who_talks_or_writes_up_is_staff() -> None:
    floor, _ = floors.enqueue(a_floor(x=("a",)), CallId("1"), "a", NOW)
    offer = floors.next_offer(floor, NOW)
    assert offer
    floor = floors.answer(floors.reserve(floor, offer, NOW), CallId("1"), PersonId("x"), NOW)
    assert expected(floor, 1) == ACD.handling_s
    assert expected(floors.depart(floor, CallId("1"), at(5)), 1) == ACD.handling_s


@pytest.mark.parametrize("took", [40.0, 4000.0])
def test_the_handling_time_follows_what_calls_take_from_answer_to_the_end_of_wrap_up(took: float) -> None:
    floor, _ = floors.enqueue(a_floor(x=("a",)), CallId("1"), "a", NOW)
    offer = floors.next_offer(floor, NOW)
    assert offer
    floor = floors.answer(floors.reserve(floor, offer, NOW), CallId("1"), PersonId("x"), NOW)
    floor = floors.depart(floor, CallId("1"), at(took - 10))
    floor = floors.end_wrap_up(floor, PersonId("x"), at(took))
    assert floor.queue("a").handling_s == pytest.approx(ACD.handling_s + ACD.handling_smoothing * (took - ACD.handling_s))
    assert floor.queue("b").handling_s is None


@given(st.integers(1, 500), st.lists(st.floats(0, 10_000), max_size=30))
def test_it_is_never_negative_and_grows_with_the_place(place: int, calls: list[float]) -> None:
    floor, now = a_floor(x=("a",)), NOW
    for number, took in enumerate(calls):
        floor, _ = floors.enqueue(floor, CallId(str(number)), "a", now)
        offer = floors.next_offer(floor, now)
        assert offer
        floor = floors.answer(floors.reserve(floor, offer, now), offer.call, PersonId("x"), now)
        now += timedelta(seconds=took)
        floor = floors.end_wrap_up(floors.depart(floor, offer.call, now), PersonId("x"), now)
    here, behind = expected(floor, place), expected(floor, place + 1)
    assert here is not None
    assert behind is not None
    assert 0.0 <= here <= behind
