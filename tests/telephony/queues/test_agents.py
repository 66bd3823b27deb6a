"""The agent's table: every pair, and what a person's wishes and the clock make of it."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from config.ids import CallId, PersonId
from telephony.events import AgentState
from telephony.exchange_port import Seat
from telephony.queues import agents
from telephony.queues.agents import TRANSITIONS, Agent, AgentEventName
from telephony.transition import IllegalTransition, follow

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
SEAT = Seat(agent=PersonId("li"), name="李", phone="browser", queues=("general",))
CALL = CallId("c")


def available() -> Agent:
    return agents.set_presence(agents.sign_in(SEAT, NOW), "available", "", NOW)


def reserved() -> Agent:
    return agents.reserve(available(), CALL, NOW + timedelta(seconds=20), NOW)


def talking() -> Agent:
    return agents.answer(reserved(), NOW)


def wrapping_up() -> Agent:
    return agents.finish(talking(), NOW, 30)


@pytest.mark.parametrize(("state", "event"), list(product(get_args(AgentState), get_args(AgentEventName))))
def test_each_pair_stands_in_the_table_or_is_refused(state: AgentState, event: AgentEventName) -> None:
    if (state, event) in TRANSITIONS:
        assert follow(TRANSITIONS, state, event) == TRANSITIONS[state, event]
    else:
        with pytest.raises(IllegalTransition):
            follow(TRANSITIONS, state, event)


def test_a_reservation_leads_only_to_talking_or_back_to_available() -> None:
    assert {to for (state, _), to in TRANSITIONS.items() if state == "reserved"} == {"talking", "available"}


def test_a_fresh_seat_takes_no_calls() -> None:
    fresh = agents.sign_in(SEAT, NOW)
    assert (fresh.state, fresh.reason) == ("paused", "signed_in")
    assert not fresh.may_take("general", NOW)


def test_an_offer_without_fault_keeps_the_place_among_the_idle() -> None:
    later = NOW + timedelta(seconds=9)
    assert agents.release(reserved(), later).idle_since == NOW
    assert agents.miss(reserved(), later, pause_after=3, rest_s=0).idle_since == later


def test_pausing_after_misses_can_be_switched_off() -> None:
    agent = reserved()
    for _ in range(10):
        agent = agents.miss(agent, NOW, pause_after=0, rest_s=0)
        agent = agents.reserve(agent, CALL, NOW, NOW)
    assert agent.missed == 10


def test_answering_or_becoming_available_forgets_the_misses() -> None:
    missed = agents.miss(reserved(), NOW, pause_after=1, rest_s=5)
    assert (missed.state, missed.reason) == ("paused", "missed")
    back = agents.set_presence(missed, "available", "", NOW)
    assert (back.missed, back.may_take("general", NOW)) == (0, True)
    assert talking().missed == 0


def test_a_wish_in_wrap_up_waits_for_its_end() -> None:
    wish = agents.set_presence(wrapping_up(), "paused", "meal", NOW)
    assert wish.state == "wrap_up"
    assert agents.end_wrap_up(wish, NOW).reason == "meal"


def test_a_sign_out_in_wrap_up_ends_it() -> None:
    assert agents.sign_out(wrapping_up(), NOW).state == "offline"


def test_a_sign_in_takes_a_waiting_sign_out_back() -> None:
    leaving = agents.sign_out(talking(), NOW)
    assert leaving.leaving
    back = agents.change_seat(leaving, SEAT)
    assert agents.end_wrap_up(agents.finish(back, NOW, 30), NOW).state == "available"


def test_whoever_loses_the_line_while_leaving_is_offline() -> None:
    assert agents.lose(agents.sign_out(talking(), NOW), NOW).state == "offline"
