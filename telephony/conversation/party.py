"""A third party's way through a call as one table: called, heard by the agent alone, joined, gone. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from telephony.conversation.hearing import PartyState
from telephony.events import PartyAnswered, PartyJoined, PartyLeft
from telephony.transition import follow

Fact = PartyAnswered | PartyJoined | PartyLeft
FactName = Literal["PartyAnswered", "PartyJoined", "PartyLeft"]
State = PartyState | Literal["gone"]

TRANSITIONS: Mapping[tuple[State, FactName], State] = MappingProxyType(
    {
        ("calling", "PartyAnswered"): "consulting",
        ("calling", "PartyJoined"): "joined",
        ("calling", "PartyLeft"): "gone",
        ("consulting", "PartyJoined"): "joined",
        ("consulting", "PartyLeft"): "gone",
        ("joined", "PartyLeft"): "gone",
    }
)


def step(state: State, fact: Fact) -> State:
    """The state after ``fact``; IllegalTransition outside the table."""
    name: FactName = type(fact).__name__  # type: ignore[assignment]
    return follow(TRANSITIONS, state, name)
