"""Queries on the call-back list."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from config.errors import NotFound
from ticketing.callbacks.models import CallbackRow, CallbackStepRow
from ticketing.uow import UnitOfWork

DONE = "done"


def callback_row(uow: UnitOfWork, callback_id: str, *, lock: bool = False) -> CallbackRow:
    query = select(CallbackRow).where(CallbackRow.id == callback_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这条漏接回拨。", "请刷新漏接回拨列表。")
    return row


def open_of_number(uow: UnitOfWork, number: str) -> CallbackRow | None:
    query = select(CallbackRow).where(CallbackRow.number == number, CallbackRow.state != DONE).with_for_update()
    return uow.session.scalar(query)


def counted(uow: UnitOfWork, call_id: str) -> bool:
    query = select(CallbackStepRow.id).where(CallbackStepRow.missed_call_id == call_id)
    return uow.session.scalar(query) is not None


def attempted(uow: UnitOfWork, call_id: str) -> bool:
    query = select(CallbackStepRow.id).where(CallbackStepRow.attempt_call_id == call_id)
    return uow.session.scalar(query) is not None


def entry_of_attempt(uow: UnitOfWork, callback_id: str | None) -> CallbackRow | None:
    """The entry that an outgoing call was made for, locked; None for any other number."""
    query = select(CallbackRow).where(CallbackRow.id == callback_id).with_for_update()
    return uow.session.scalar(query) if callback_id else None


def steps_of(uow: UnitOfWork, callback_id: str) -> Sequence[CallbackStepRow]:
    query = select(CallbackStepRow).where(CallbackStepRow.callback_id == callback_id)
    return uow.session.scalars(query.order_by(CallbackStepRow.at, CallbackStepRow.id)).all()


def listed(uow: UnitOfWork, state: str | None, limit: int) -> Sequence[CallbackRow]:
    """Open and claimed ones (``state`` None) or those of one state; those who called last come first."""
    wanted = CallbackRow.state == state if state else CallbackRow.state != DONE
    return uow.session.scalars(select(CallbackRow).where(wanted).order_by(CallbackRow.last_at.desc()).limit(limit)).all()


def older_ones(uow: UnitOfWork, queue: str, first_at: datetime, limit: int) -> int:
    """How many unclaimed entries of this queue began before ``first_at``, counted up to ``limit``."""
    older = select(CallbackRow.id).where(
        CallbackRow.queue == queue, CallbackRow.state != DONE, CallbackRow.claimed_by.is_(None), CallbackRow.first_at < first_at
    )
    return len(uow.session.scalars(older.limit(limit)).all())


def waiting_for(
    uow: UnitOfWork, queues: Collection[str], unit: str | None, person_id: str, everything: bool, limit: int
) -> Sequence[CallbackRow]:
    """Not done, of these queues or owned by this unit, not claimed by somebody else, or simply ``everything``; oldest first."""
    query = select(CallbackRow).where(CallbackRow.state != DONE)
    if not everything:
        query = query.where(or_(CallbackRow.claimed_by.is_(None), CallbackRow.claimed_by == person_id))
        mine = CallbackRow.queue.in_(queues)
        query = query.where(or_(mine, CallbackRow.unit == unit) if unit else mine)
    return uow.session.scalars(query.order_by(CallbackRow.first_at).limit(limit)).all()
