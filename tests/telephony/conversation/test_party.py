"""A third party's table is complete: each state and fact moves as it says, or is refused."""

from datetime import UTC, datetime
from itertools import product
from typing import get_args

import pytest

from config.ids import CallId
from telephony.conversation.party import TRANSITIONS, Fact, FactName, State, step
from telephony.events import PartyAnswered, PartyJoined, PartyLeft
from telephony.transition import IllegalTransition

AT, CALL = datetime(2026, 3, 4, 9, 0, tzinfo=UTC), CallId("c")
FACTS: dict[FactName, Fact] = {
    "PartyAnswered": PartyAnswered(at=AT, call=CALL, party="p", number="110"),
    "PartyJoined": PartyJoined(at=AT, call=CALL, party="p", number="110"),
    "PartyLeft": PartyLeft(at=AT, call=CALL, party="p", number="110", why="hung_up"),
}
STATES: tuple[State, ...] = ("calling", "consulting", "joined", "gone")


@pytest.mark.parametrize(("state", "name"), list(product(STATES, get_args(FactName))))
def test_each_pair_moves_as_the_table_says_or_is_refused(state: State, name: FactName) -> None:
    if (state, name) in TRANSITIONS:
        assert step(state, FACTS[name]) == TRANSITIONS[state, name]
    else:
        with pytest.raises(IllegalTransition):
            step(state, FACTS[name])


def test_from_every_state_a_party_can_leave_and_never_comes_back() -> None:
    assert {state for state, name in TRANSITIONS if name == "PartyLeft"} == {"calling", "consulting", "joined"}
    assert not any(state == "gone" for state, _ in TRANSITIONS)
