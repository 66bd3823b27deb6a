"""The four top stages that every screen shows of a ticket: 受理, 联合研判, 联合办理, 督办问效. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, get_args

from ticketing.tickets.schemas import TicketState

Stage = Literal["accept", "joint_study", "joint_handling", "oversight"]
STAGES: tuple[Stage, ...] = get_args(Stage)
STAGE_NAMES: Mapping[Stage, str] = MappingProxyType(
    {"accept": "受理", "joint_study": "联合研判", "joint_handling": "联合办理", "oversight": "督办问效"}
)
STAGE_OF: Mapping[TicketState, Stage] = MappingProxyType(
    {
        "draft": "accept",
        "accepted": "accept",
        "supplement": "accept",
        "answered": "oversight",
        "problem_ticket": "joint_study",
        "dispatched": "joint_handling",
        "signed": "joint_handling",
        "handling": "joint_handling",
        "suspended": "joint_handling",
        "merged": "joint_handling",
        "reviewing": "oversight",
        "callback": "oversight",
        "closed": "oversight",
        "archived": "oversight",
        "transferred": "oversight",
    }
)
_UNDER_WAY: frozenset[TicketState] = frozenset({"dispatched", "signed", "handling"})


def stage_of(state: TicketState, *, objecting: bool = False) -> Stage:
    """Where a ticket stands; while a unit objects to it the question is whose it is (handling goes on meanwhile)."""
    return "joint_study" if objecting and state in _UNDER_WAY else STAGE_OF[state]
