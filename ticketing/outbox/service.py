"""Reading the outbox again (another node, a reader that was away) and keeping it bounded."""

from datetime import datetime

from sqlalchemy import delete, select

from ticketing.outbox.models import OutboxRow
from ticketing.uow import Emitted, UnitOfWork, emitted


def since(uow: UnitOfWork, seq: int, limit: int = 500) -> list[Emitted]:
    """Return up to ``limit`` events after ``seq``, in order."""
    query = select(OutboxRow).where(OutboxRow.seq > seq).order_by(OutboxRow.seq).limit(limit)
    return [emitted(row) for row in uow.session.scalars(query)]


def purge(uow: UnitOfWork, before: datetime) -> None:
    """Forget events older than ``before``; the ledgers, not the outbox, keep the facts."""
    uow.session.execute(delete(OutboxRow).where(OutboxRow.at < before))
