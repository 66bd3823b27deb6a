"""The registration table: every pair, and that it never gives up."""

from typing import get_args

import pytest

from telephony.sip.registration import (
    TRANSITIONS,
    Event,
    Next,
    Registration,
    State,
    begin,
    refresh_after,
    retry_after,
    step,
)  # fmt: skip


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("event", get_args(Event))
def test_a_pair_moves_as_the_table_says_or_not_at_all(state: State, event: Event) -> None:
    before = Registration(expires_s=300, state=state)
    after, todo = step(before, event, granted_s=300, min_expires_s=600)
    assert after.state == TRANSITIONS.get((state, event), state)
    if (state, event) not in TRANSITIONS:
        assert (after, todo) == (before, Next())


def test_it_registers_refreshes_and_leaves() -> None:
    registration, todo = begin(300)
    assert todo == Next(send=300)
    registration, todo = step(registration, "accepted", granted_s=100)
    assert (registration.state, todo) == ("registered", Next(due_in_s=80.0))
    registration, todo = step(registration, "due")
    assert todo == Next(send=300)
    registration, _ = step(registration, "accepted", granted_s=100)
    registration, todo = step(registration, "stop")
    assert todo == Next(send=0)
    assert step(registration, "silent")[0].state == "stopped"


def test_it_never_gives_up_and_slows_down() -> None:
    registration, _ = begin(300)
    waits = []
    for _ in range(8):
        registration, todo = step(registration, "refused", reason="403 Forbidden")
        waits.append(todo.due_in_s)
        registration, todo = step(registration, "due")
        assert todo.send == 300
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    registration, _ = step(registration, "accepted", granted_s=60)
    assert registration.failures == 0


def test_423_asks_for_what_the_registrar_wants_once() -> None:
    registration, _ = begin(60)
    registration, todo = step(registration, "too_brief", min_expires_s=600)
    assert (registration.expires_s, todo) == (600, Next(send=600))
    registration, todo = step(registration, "too_brief", min_expires_s=600)
    assert (registration.state, todo.send) == ("waiting", None)


def test_a_423_with_an_absurd_minimum_is_a_failure() -> None:
    assert step(begin(60)[0], "too_brief", min_expires_s=10**9)[0].state == "waiting"


def test_rules_stay_in_their_bounds() -> None:
    assert refresh_after(0) == 1.0
    assert retry_after(10**6) == 60.0
