"""A shift as it is lived and as it is recalled from the queue log are the same shift."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.ids import CallId, PersonId
from telephony.exchange_port import Seat, Worked
from telephony.queues import engagement
from telephony.queues import floor as floors
from telephony.queues.floor import Floor
from telephony.queues.shift import Shift, call_answered, recalled, seat_taken
from tests.telephony.exchange.house import ACD

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
SHIFT_S = 100.0
Past = list[tuple[int, bool]]
HISTORIES = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=40)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def lived(past: Past) -> Shift:
    """``past`` are steps of so many seconds, each ending with an answer (True) or a seat taken."""
    shift, seconds = seat_taken(None, at(0), SHIFT_S), 0
    for after, answered in past:
        seconds += after
        shift = (call_answered if answered else seat_taken)(shift, at(seconds), SHIFT_S)
    return shift


def worked(past: Past) -> Worked:
    seated, answers, seconds = [at(0)], list[datetime](), 0
    for after, answered in past:
        seconds += after
        (answers if answered else seated).append(at(seconds))
    return Worked(seated=tuple(reversed(seated)), answered=tuple(answers))


@given(HISTORIES)
def test_what_the_log_knows_gives_the_shift_that_was_lived(past: Past) -> None:
    # Two facts of one instant have no order in the log; a seat is taken before a call is answered.
    apart = [(after + 1, answered) for after, answered in past]
    assert recalled(worked(apart), SHIFT_S) == lived(apart)


def test_nothing_known_is_no_shift() -> None:
    assert recalled(Worked(), SHIFT_S) is None


def test_a_shift_that_is_over_begins_anew_with_the_seat() -> None:
    past = Worked(seated=(at(0),), answered=(at(10), at(20)))
    assert seat_taken(recalled(past, SHIFT_S), at(99), SHIFT_S) == (at(0), 2)
    assert seat_taken(recalled(past, SHIFT_S), at(100), SHIFT_S) == (at(100), 0)


def test_what_the_exchange_remembers_itself_counts_and_not_the_log() -> None:
    floor = floors.sign_in(Floor(acd=ACD), Seat(agent=PersonId("a"), name="a", phone="browser", queues=()), NOON)
    floor = floors.sign_out(floor, PersonId("a"), at(10))
    late = Seat(agent=PersonId("a"), name="a", phone="browser", queues=(), worked=Worked(seated=(NOON,), answered=(at(5),)))
    assert floors.sign_in(floor, late, at(20)).agent(PersonId("a")).answered == 0


def test_who_takes_a_call_over_has_answered_one_more_and_who_is_only_consulted_none() -> None:
    agent, call = PersonId("a"), CallId("1")
    floor = floors.sign_in(Floor(acd=ACD), Seat(agent=agent, name="a", phone="browser", queues=()), NOON)
    floor = floors.set_presence(floor, agent, "available", "", NOON)
    floor = engagement.consulted(engagement.consult(floor, agent, call, at(60), at(1)), agent, at(2))
    assert floor.agent(agent).answered == 0
    assert engagement.take_over(floor, call, agent, at(3)).agent(agent).answered == 1
