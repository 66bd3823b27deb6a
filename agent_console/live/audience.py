"""Who sees which live event, and how much of it: pure rules over an event, its audience, a desk's person and roles."""

from collections.abc import Mapping
from typing import Any

from agent_console.ports import DeskEvent
from config.ids import PersonId
from ticketing.privacy.masks import mask_name, mask_phone

BOARD_ROLES = frozenset({"supervisor", "agent", "leader"})
"""Roles that may open a wallboard page."""

NEWS = frozenset({"notice", "intake", "batch_changed", "duty", "early_warning", "todo", "alarm"})
"""What a page hears that shows lists and takes no calls: on each of these it asks anew for what it shows."""

OF_A_DRAFT = frozenset({"partial", "final", "transcript_done", "transcript_gaps", "call_ended", "draft", "writing"})
"""What whoever writes in a call's draft hears of the call besides what is meant for them anyway."""


def followed(event: DeskEvent) -> str | None:
    """The call of whose draft's writers the event is; None for any other event."""
    call = event.data.get("call_id" if event.type == "draft" else "call") if event.type in OF_A_DRAFT else None
    return None if call is None else str(call)


def reaches(event: DeskEvent, person: PersonId, roles: frozenset[str]) -> bool:
    """Whether the event is for this person: named, or in one of the audience's roles."""
    return person in event.audience.people or bool(event.audience.roles & roles)


def sees_board(roles: frozenset[str], *, asked: bool) -> bool:
    """A supervisor's desk always shows the board; agents and leaders see it on the page that asks for it."""
    return "supervisor" in roles or (asked and bool(roles & BOARD_ROLES))


def masked_board(board: Mapping[str, Any]) -> dict[str, Any]:
    """The wallboard for those who count its calls and need not know the callers, nor who listens."""
    calls = [
        {
            **call,
            "caller_number": mask_phone(call["caller_number"]),
            "caller_name": mask_name(call["caller_name"]),
            "parties": (),
        }
        for call in board["calls"]
    ]
    return {**board, "calls": calls}
