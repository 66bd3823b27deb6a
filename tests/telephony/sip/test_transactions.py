"""Every state x event pair of the four transaction tables."""

from typing import get_args

import pytest

from telephony.sip.transactions import (
    EFFECTS,
    INITIAL,
    TIMERS,
    TRANSITIONS,
    Event,
    Kind,
    State,
    Timer,
    Timers,
    response_event,
    step,
)  # fmt: skip

KINDS = get_args(Kind)
PAIRS = [(kind, state, event) for kind in KINDS for state in get_args(State) for event in get_args(Event)]


@pytest.mark.parametrize(("kind", "state", "event"), PAIRS)
def test_a_pair_moves_as_the_table_says_or_not_at_all(kind: Kind, state: State, event: Event) -> None:
    after, effects = step(kind, state, event)
    if (state, event) in TRANSITIONS[kind]:
        assert after == TRANSITIONS[kind][state, event]
    else:
        assert (after, effects) == (state, ())


@pytest.mark.parametrize("kind", KINDS)
def test_effects_stand_only_beside_transitions(kind: Kind) -> None:
    assert EFFECTS[kind].keys() <= TRANSITIONS[kind].keys()


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_is_reached_and_ends(kind: Kind) -> None:
    """From the first state all others are reached, and from each of them the end."""
    table = TRANSITIONS[kind]
    reached, frontier = {INITIAL[kind]}, [INITIAL[kind]]
    while frontier:
        here = frontier.pop()
        for (state, _), after in table.items():
            if state == here and after not in reached:
                reached.add(after)
                frontier.append(after)
    assert reached == {state for state, _ in table} | {"terminated"}
    waiting = reached - {"terminated"}
    assert all(any(after != state for (s, _), after in table.items() if s == state) for state in waiting)


@pytest.mark.parametrize("kind", KINDS)
def test_a_timer_fires_only_events_that_its_state_knows(kind: Kind) -> None:
    for state, timers in TIMERS[kind].items():
        for timer in timers:
            assert (state, timer.event) in TRANSITIONS[kind], (state, timer)


def test_a_final_answer_never_changes_back() -> None:
    for event in get_args(Event):
        assert step("invite_server", "confirmed", event)[0] in ("confirmed", "terminated")
        assert step("invite_server", "acknowledged", event)[0] in ("acknowledged", "terminated")


def test_the_2xx_is_repeated_until_the_ack_and_never_after() -> None:
    assert step("invite_server", "accepted", "resend_due") == ("accepted", ("resend",))
    assert step("invite_server", "accepted", "ack") == ("acknowledged", ())
    assert step("invite_server", "acknowledged", "request") == ("acknowledged", ())
    assert step("invite_server", "accepted", "give_up") == ("terminated", ("ack_missing",))


def test_intervals_follow_t1_and_t2() -> None:
    timers = Timers()
    again = Timer("G", "resend_due", "t1", repeats=True)
    assert [again.interval(n, timers) for n in range(6)] == [0.5, 1, 2, 4, 4, 4]
    invite = Timer("A", "resend_due", "t1", repeats=True, capped=False)
    assert [invite.interval(n, timers) for n in range(6)] == [0.5, 1, 2, 4, 8, 16]
    assert Timer("B", "give_up", "patience").interval(0, timers) == 32


@pytest.mark.parametrize(
    ("status", "sent", "event"),
    [(100, True, "send_provisional"), (200, True, "send_success"), (487, True, "send_failure"),
     (183, False, "provisional"), (299, False, "success"), (302, False, "failure"), (603, False, "failure")],
)  # fmt: skip
def test_a_status_is_an_event(status: int, sent: bool, event: Event) -> None:
    assert response_event(status, sent=sent) == event
