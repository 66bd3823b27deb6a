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
Side = Literal["consulted", "third_party", "transfer_target"]

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


def side(state: PartyState, *, with_agent: bool) -> Side:
    """What a party is to the call: to whom the agent has left the caller, in the circle, or heard by the agent alone."""
    if not with_agent:
        return "transfer_target"
    return "third_party" if state == "joined" else "consulted"
