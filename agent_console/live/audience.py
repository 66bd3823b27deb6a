"""Who sees which live event: a pure rule over an event's audience and a desk's person and roles."""

from agent_console.ports import DeskEvent
from config.ids import PersonId

BOARD_ROLES = frozenset({"supervisor", "agent", "leader"})
"""Roles that may open a wallboard page."""


def reaches(event: DeskEvent, person: PersonId, roles: frozenset[str]) -> bool:
    """Whether the event is for this person: named, or in one of the audience's roles."""
    return person in event.audience.people or bool(event.audience.roles & roles)


def sees_board(roles: frozenset[str], *, asked: bool) -> bool:
    """A supervisor's desk always shows the board; agents and leaders see it on the page that asks for it."""
    return "supervisor" in roles or (asked and bool(roles & BOARD_ROLES))
