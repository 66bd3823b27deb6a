"""Which node has, or had, a call, where several share the database: its first fact says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.calls.models import CallRow, QueueLogRow
from ticketing.uow import UnitOfWork

FIRST_FACTS = ("call_arrived", "call_placed")
NOBODYS_AFTER = timedelta(hours=12)
"""No call lasts so long: one that another node has left open since then is nobody's, and any node may end it."""


def of_node(uow: UnitOfWork, rows: Sequence[CallRow], node: str, at: datetime) -> list[CallRow]:
    """Those that this node may end: its own, those of nobody, and those that began too long ago; all of them for a node alone."""
    if not node:
        return list(rows)
    query = select(QueueLogRow.call_id, QueueLogRow.data).where(
        QueueLogRow.call_id.in_([row.id for row in rows]), QueueLogRow.kind.in_(FIRST_FACTS)
    )
    holder = {call: data.get("node") or node for call, data in uow.session.execute(query)}
    return [row for row in rows if holder.get(row.id, node) == node or at - row.arrived_at > NOBODYS_AFTER]
