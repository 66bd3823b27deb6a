"""The registration table: every pair, and that it never gives up."""

from dataclasses import replace
from typing import get_args

import pytest

from telephony.sip.message import Message
from telephony.sip.registrar_client import granted_s
from telephony.sip.registration import (
    TRANSITIONS,
    Event,
    Next,
    Registration,
    Shown,
    State,
    Word,
    active,
    begin,
    refresh_after,
    rest,
    retry_after,
    step,
)  # fmt: skip


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("event", get_args(Event))
def test_a_pair_moves_as_the_table_says_or_not_at_all(state: State, event: Event) -> None:
    before = Registration(expires_s=300, state=state)
    after, todo = step(before, event, Word(granted_s=300, min_expires_s=600))
    assert after.state == TRANSITIONS.get((state, event), state)
    if (state, event) not in TRANSITIONS:
        assert (after, todo) == (before, Next())


def test_it_registers_refreshes_and_leaves() -> None:
    registration, todo = begin(300)
    assert todo == Next(send=300)
    registration, todo = step(registration, "accepted", Word(granted_s=200))
    assert (registration.state, todo) == ("registered", Next(due_in_s=160.0))
    registration, todo = step(registration, "due")
    assert todo == Next(send=300)
    registration, _ = step(registration, "accepted", Word(granted_s=200))
    registration, todo = step(registration, "stop")
    assert todo == Next(send=0)
    assert step(registration, "silent")[0].state == "stopped"


@pytest.mark.parametrize(("said", "granted"), [("60", 60), ("300", 300), (str(10**9), 300), ("soon", 300)])
def test_a_registrar_may_shorten_what_was_asked_and_never_lengthen_it(said: str, granted: int) -> None:
    ours = ("127.0.0.1", 5060)
    by_contact = Message(method="REGISTER", status=200, headers=(("Contact", f"<sip:1@127.0.0.1:5060>;expires={said}"),))
    by_header = Message(method="REGISTER", status=200, headers=(("Expires", said),))
    assert granted_s(by_contact, ours, 300) == granted_s(by_header, ours, 300) == granted


def test_it_never_gives_up_and_slows_down() -> None:
    registration, _ = begin(300)
    waits = []
    for _ in range(8):
        registration, todo = step(registration, "refused", Word(reason="403 Forbidden"))
        waits.append(todo.due_in_s)
        registration, todo = step(registration, "due")
        assert todo.send == 300
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    registration, _ = step(registration, "accepted", Word(granted_s=60))
    assert registration.failures == 0


def test_423_asks_for_what_the_registrar_wants_once() -> None:
    registration, _ = begin(60)
    registration, todo = step(registration, "too_brief", Word(min_expires_s=600))
    assert (registration.expires_s, todo) == (600, Next(send=600))
    registration, todo = step(registration, "too_brief", Word(min_expires_s=600))
    assert (registration.state, todo.send) == ("waiting", None)


def test_a_423_with_an_absurd_minimum_is_a_failure() -> None:
    assert step(begin(60)[0], "too_brief", Word(min_expires_s=10**9))[0].state == "waiting"


def test_rules_stay_in_their_bounds() -> None:
    assert refresh_after(0) == 1.0
    assert retry_after(10**6) == 60.0


def test_a_refresh_leaves_room_for_its_retransmissions_and_chance_spreads_it() -> None:
    assert refresh_after(3600) == 2880.0
    assert refresh_after(100) == 68.0, "32 s are left"
    assert refresh_after(60) == 30.0, "never before half"
    assert refresh_after(3600, 1.0) == pytest.approx(2304.0)
    assert retry_after(3, 0.5) == pytest.approx(14.4)


def test_a_registrar_may_ask_for_patience_within_our_bound() -> None:
    assert step(begin(300)[0], "refused", Word(retry_after_s=30))[1] == Next(due_in_s=30.0)
    assert step(begin(300)[0], "refused", Word(retry_after_s=10**6))[1] == Next(due_in_s=60.0)


def test_a_stand_in_registers_and_gives_its_binding_back() -> None:
    registration = rest(300)
    registration, todo = step(registration, "take_over")
    assert todo == Next(send=300)
    registration, _ = step(registration, "accepted", Word(granted_s=300))
    registration, todo = step(registration, "stand_by")
    assert (registration.state, todo) == ("retiring", Next(send=0))
    assert step(registration, "stop") == (replace(registration, state="leaving"), Next()), "the removal is under way already"
    registration, todo = step(registration, "accepted")
    assert (registration.state, todo) == ("standby", Next())


@pytest.mark.parametrize(
    ("group", "expected"),
    [(["standby", "standby"], 1), (["trying", "standby"], 1), (["failed", "standby", "standby"], 2),
     (["failed", "failed", "standby"], 3), (["failed", "failed"], 2), (["registered", "registered"], 1),
     (["failed", "registered", "standby"], 2), ([], 0)],
)  # fmt: skip
def test_a_group_goes_down_to_the_first_that_serves_or_may_serve(group: list[Shown], expected: int) -> None:
    assert active(group) == expected
