"""Places in line: by waiting time, sent back to the head, moved, and out of time."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.ids import CallId
from telephony.exchange_port import QueueSpec
from telephony.queues.queue import Queue, Waiting, first_leaves_at, join, leave, overdue, return_to_head
from telephony.queues.strategy import by_urgency

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def waiting(name: str, since: float) -> Waiting:
    return Waiting(call=CallId(name), since=at(since), joined_at=at(since))


def queue(*ones: Waiting, weight: int = 1, name: str = "q") -> Queue:
    made = Queue(spec=QueueSpec(name=name, title="", max_wait_s=60, max_length=3, weight=weight))
    for one in ones:
        made = join(made, one)
    return made


@given(st.lists(st.integers(0, 50), max_size=20))
def test_whatever_the_order_of_joining_the_longest_waiting_is_first(sinces: list[int]) -> None:
    made = queue(*(waiting(str(number), since) for number, since in enumerate(sinces)))
    assert [one.since for one in made.waiting] == sorted(at(since) for since in sinces)


def test_who_was_sent_back_stands_before_all_even_older_ones_that_join_later() -> None:
    made = return_to_head(queue(waiting("a", 10), waiting("b", 20)), waiting("back", 30))
    made = join(made, waiting("old", 0))
    assert [one.call for one in made.waiting] == ["back", "old", "a", "b"]
    assert made.position(CallId("a")) == 3
    assert made.position(CallId("nobody")) is None


def test_leaving_moves_the_others_up() -> None:
    made = leave(queue(waiting("a", 0), waiting("b", 1)), CallId("a"))
    assert made.position(CallId("b")) == 1


def test_overdue_counts_from_joining_this_queue() -> None:
    moved = Waiting(call=CallId("moved"), since=at(0), joined_at=at(50))
    made = queue(waiting("old", 0), moved)
    assert [one.call for one in overdue(made, at(60), 60.0)] == ["old"]
    assert first_leaves_at(made, 60.0) == at(60)
    assert first_leaves_at(queue(), 60.0) is None


def test_urgency_is_waiting_time_by_weight() -> None:
    light, heavy = queue(waiting("a", 0)), queue(waiting("b", 8), weight=10, name="heavy")
    assert [one.spec.name for one in by_urgency([light, heavy, queue()], at(8.5))] == ["q", "heavy"]
    assert [one.spec.name for one in by_urgency([light, heavy, queue()], at(10))] == ["heavy", "q"]
    assert [
        one.spec.name for one in by_urgency([queue(waiting("a", 0)), queue(waiting("b", 0), weight=2, name="two")], at(0))
    ] == [
        "two",
        "q",
    ], "among those who have just come the weightier queue is first"


def test_next_in_line_are_those_sent_back_and_the_first_of_the_others() -> None:
    made = return_to_head(queue(waiting("a", 0), waiting("b", 1)), waiting("back", 5))
    assert [one.call for one in made.next_in_line] == ["back", "a"]
    assert queue().next_in_line == ()
