"""Marks on tickets that supervision sets by itself: repeated, a group's matter, long-running."""

from collections.abc import Collection
from datetime import datetime
from typing import cast

from ticketing.people.repository import SYSTEM
from ticketing.tickets.moves import locked, move
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import allowed
from ticketing.uow import UnitOfWork

REPEATED, GROUP, LONG_RUNNING = "repeated", "group", "long_running"
FLAG_NAMES = {REPEATED: "重复诉求", GROUP: "群体诉求", LONG_RUNNING: "长期未结"}


def add(uow: UnitOfWork, ticket_id: str, names: Collection[str], *, at: datetime, by: str = SYSTEM) -> bool:
    """Add those that the ticket does not have; one step of its history. A ticket that is over keeps what it has."""
    row = locked(uow, ticket_id)
    missing = [name for name in names if name not in row.flags]
    if not missing or "flag" not in allowed(cast(TicketState, row.state)):
        return False
    row.flags = [*row.flags, *missing]
    said = "、".join(FLAG_NAMES.get(name, name) for name in missing)
    move(uow, row, "flag", by=by, at=at, reason=f"标注：{said}", detail={"added": missing})
    return True
