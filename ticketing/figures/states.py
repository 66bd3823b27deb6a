"""Agents' changes of state as the queue log keeps them: the present of any moment, and the course of any period."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from ticketing.calls.models import QueueLogRow
from ticketing.uow import UnitOfWork

SHIFT = timedelta(hours=16)
"""A state that began longer before a period says nothing of it: nobody sits for so long."""
MOST_CHANGES = 400_000


@dataclass(frozen=True, slots=True, order=True)
class StateChange:
    """``agent`` is a person's id; ``reason`` why one rests."""

    at: datetime
    agent: str
    state: str
    reason: str = ""
    call: str = ""


def changes(uow: UnitOfWork, since: datetime, until: datetime, agents: Collection[str] | None = None) -> list[StateChange]:
    """In order of time: each agent's last change before ``since`` (the state it began in), and those up to ``until``."""
    wanted = [QueueLogRow.kind == "agent_state_changed"]
    if agents is not None:
        wanted.append(QueueLogRow.agent_id.in_(agents))
    before = (
        select(QueueLogRow.agent_id, func.max(QueueLogRow.at).label("at"))
        .where(*wanted, QueueLogRow.at > since - SHIFT, QueueLogRow.at <= since)
        .group_by(QueueLogRow.agent_id)
        .subquery()
    )
    columns = select(QueueLogRow.at, QueueLogRow.agent_id, QueueLogRow.data).where(*wanted)
    first = columns.join(before, (before.c.agent_id == QueueLogRow.agent_id) & (before.c.at == QueueLogRow.at))
    during = columns.where(QueueLogRow.at > since, QueueLogRow.at <= until).order_by(QueueLogRow.at).limit(MOST_CHANGES)
    rows = [*uow.session.execute(first), *uow.session.execute(during)]
    return sorted(
        StateChange(
            row.at, str(row.agent_id), str(row.data.get("state")), row.data.get("reason") or "", row.data.get("call") or ""
        )
        for row in rows
    )
