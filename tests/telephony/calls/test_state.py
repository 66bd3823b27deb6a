"""The call's table is complete: every state × event pair either moves as it says or is refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from config.ids import CallId, PersonId
from telephony.calls.state import EFFECTS, TRANSITIONS, Call, Direction, Effect, EventName, State, admit, step, talked, waited
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEvent,
    CallHeld,
    CallOffered,
    CallQueued,
    CallResumed,
    CallTransferred,
    OfferEnded,
    WrapUpEnded,
)
from telephony.transition import IllegalTransition

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
CALL, LI, WANG = CallId("c"), PersonId("li"), PersonId("wang")
STATES: tuple[State, ...] = get_args(State)


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def events(at: datetime, agent: PersonId = LI) -> Mapping[EventName, CallEvent]:
    return {
        "CallQueued": CallQueued(at=at, call=CALL, queue="general", position=1),
        "CallOffered": CallOffered(at=at, call=CALL, agent=agent, queue="general", expires_at=at + timedelta(seconds=20)),
        "OfferEnded": OfferEnded(at=at, call=CALL, agent=agent, why="no_answer"),
        "CallAnswered": CallAnswered(at=at, call=CALL, agent=agent, queue="general", waited_s=0),
        "CallHeld": CallHeld(at=at, call=CALL, agent=agent),
        "CallResumed": CallResumed(at=at, call=CALL, agent=agent),
        "CallTransferred": CallTransferred(at=at, call=CALL, agent=agent, number="110", how="attended"),
        "CallEnded": CallEnded(
            at=at, call=CALL, reason="completed", by="caller", queue="general", agent=agent, waited_s=0, talked_s=0
        ),
        "WrapUpEnded": WrapUpEnded(at=at, call=CALL, agent=agent, wrap_up_s=1),
    }


def a_call(state: State) -> Call:
    return Call(
        call=CALL, state=state, caller_number="1", caller_name="", dialled="12345", arrived_at=AT, agent=LI,
        waiting_since=AT, answered_at=AT,
    )  # fmt: skip


def arrived() -> Call:
    return admit(CallArrived(at=AT, call=CALL, caller_number="1", caller_name="", dialled="12345", trunk="t", sip_call_id="s"))


@pytest.mark.parametrize(("state", "name"), list(product(STATES, get_args(EventName))))
def test_each_pair_moves_as_the_table_says_or_is_refused(state: State, name: EventName) -> None:
    call, event = a_call(state), events(after(5))[name]
    if (state, name) in TRANSITIONS:
        moved, effects = step(call, event)
        assert moved.state == TRANSITIONS[state, name]
        assert effects == EFFECTS.get((state, moved.state), ())
    else:
        with pytest.raises(IllegalTransition):
            step(call, event)


def test_an_ended_call_never_moves_again() -> None:
    assert not any(state == "ended" for state, _ in TRANSITIONS)


def test_every_state_can_come_to_its_end() -> None:
    ends = {"ended"}
    for _ in STATES:
        ends |= {state for (state, _), to in TRANSITIONS.items() if to in ends}
    assert ends == set(STATES)


def test_every_edge_on_which_the_callers_leg_ends_releases_the_legs() -> None:
    for (state, name), to in TRANSITIONS.items():
        assert (Effect.RELEASE in EFFECTS.get((state, to), ())) == (name == "CallEnded")


def test_effects_stand_only_on_edges_of_the_table() -> None:
    assert set(EFFECTS) <= {(state, to) for (state, _), to in TRANSITIONS.items()}


def test_waiting_and_talking_are_summed_over_a_transfer() -> None:
    call = arrived()
    way: list[tuple[float, EventName, PersonId]] = [
        (10, "CallQueued", LI), (15, "CallOffered", LI), (20, "CallAnswered", LI), (50, "CallHeld", LI),
        (60, "CallResumed", LI), (80, "CallQueued", LI), (81, "CallOffered", WANG), (85, "CallAnswered", WANG),
    ]  # fmt: skip
    for seconds, name, agent in way:
        call, _ = step(call, events(after(seconds), agent)[name])
    assert call.agent == WANG
    assert waited(call, after(100)) == 10 + 5
    assert talked(call, after(100)) == 60 + 15


def test_a_failed_offer_does_not_start_the_wait_anew() -> None:
    call = arrived()
    for seconds, name in ((10.0, "CallQueued"), (15.0, "CallOffered"), (35.0, "OfferEnded"), (35.0, "CallQueued")):
        call, _ = step(call, events(after(seconds))[name])  # type: ignore[index]
    assert waited(call, after(40)) == 30


def test_the_wrap_up_of_an_agent_who_transferred_the_call_leaves_it_alone() -> None:
    call = a_call("answered")
    assert step(call, events(after(5), WANG)["WrapUpEnded"]) == (call, ())


def test_a_transferred_call_is_over_when_its_caller_leaves_for_its_agent_has_left_already() -> None:
    call, _ = step(a_call("answered"), events(after(30))["CallTransferred"])
    assert (call.state, call.agent, call.talked_s, call.served) == ("transferred", None, 30, True)
    assert talked(call, after(90)) == 30, "talking with somebody else is not the agent's time"
    ended, effects = step(call, events(after(90))["CallEnded"])
    assert (ended.state, effects) == ("ended", (Effect.RELEASE,))


def test_a_colleague_who_takes_a_call_over_has_it_with_a_time_of_its_own() -> None:
    call, _ = step(a_call("held"), events(after(30))["CallTransferred"])
    call, effects = step(call, events(after(30), WANG)["CallAnswered"])
    assert (call.state, call.agent, effects) == ("answered", WANG, (Effect.TAKE_OVER,))
    assert talked(call, after(50)) == 50


def test_a_caller_handed_over_in_vain_waits_from_then_on() -> None:
    call, _ = step(replace(a_call("answered"), waiting_since=None), events(after(30))["CallTransferred"])
    for seconds, name in ((30.0, "CallOffered"), (50.0, "OfferEnded"), (50.0, "CallQueued")):
        call, _ = step(call, events(after(seconds), WANG)[name])  # type: ignore[index]
    assert (call.state, waited(call, after(60))) == ("queued", 30)


@pytest.mark.parametrize(
    ("state", "direction", "reason"),
    [
        ("ringing", "in", "abandoned"), ("queued", "in", "abandoned"), ("offered", "in", "abandoned"),
        ("answered", "in", "completed"), ("held", "in", "completed"), ("transferred", "in", "completed"),
        ("ringing", "out", "failed"), ("answered", "out", "completed"),
    ],
)  # fmt: skip
def test_what_it_means_that_the_caller_leaves_is_the_states_business(state: State, direction: Direction, reason: str) -> None:
    assert replace(a_call(state), direction=direction).reason_to_end == reason
