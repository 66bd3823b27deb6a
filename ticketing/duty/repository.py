"""Queries on duty sessions, verdicts and the rows of the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from config.errors import NotFound
from ticketing.calls.models import CallRow
from ticketing.duty.ledger import LedgerCall
from ticketing.duty.models import DutySessionRow, DutyVerdictRow
from ticketing.uow import UnitOfWork


def session_row(uow: UnitOfWork, session_id: str, *, lock: bool = True) -> DutySessionRow:
    """The session; unless only read, locked until the commit."""
    query = select(DutySessionRow).where(DutySessionRow.id == session_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这场带班接听。", "请刷新带班列表。")
    return row


def listed(uow: UnitOfWork, state: str | None, leader: str | None, limit: int) -> Sequence[DutySessionRow]:
    query = select(DutySessionRow)
    if state:
        query = query.where(DutySessionRow.state == state)
    if leader:
        query = query.where((DutySessionRow.leader_id == leader) | (DutySessionRow.deputy_id == leader))
    return uow.session.scalars(query.order_by(DutySessionRow.starts_at.desc()).limit(limit)).all()


def left_open(uow: UnitOfWork, ended_before: datetime) -> Sequence[DutySessionRow]:
    query = select(DutySessionRow).where(DutySessionRow.state != "closed", DutySessionRow.ends_at <= ended_before)
    return uow.session.scalars(query.order_by(DutySessionRow.ends_at)).all()


def verdicts(uow: UnitOfWork, session_id: str) -> dict[str, str]:
    """The last verdict of each call."""
    query = select(DutyVerdictRow).where(DutyVerdictRow.session_id == session_id)
    rows = uow.session.scalars(query.order_by(DutyVerdictRow.at, DutyVerdictRow.id))
    return {row.call_id: row.verdict for row in rows}


def sessions_opened(uow: UnitOfWork, since: datetime, until: datetime) -> Sequence[DutySessionRow]:
    query = select(DutySessionRow).where(DutySessionRow.opened_at >= since, DutySessionRow.opened_at <= until)
    return uow.session.scalars(query.order_by(DutySessionRow.opened_at)).all()


def ledger_calls(uow: UnitOfWork, session_ids: Sequence[str], as_of: datetime) -> list[LedgerCall]:
    """Calls of these sessions as they stood then: what came after ``as_of`` is not seen."""
    query = select(
        CallRow.duty_session_id, CallRow.duty_answered_at, CallRow.ended_at, CallRow.outcome, CallRow.outcome_at
    ).where(CallRow.duty_session_id.in_(session_ids), CallRow.arrived_at <= as_of)
    return [
        LedgerCall(
            session_id=row.duty_session_id,
            answered_at=_known(row.duty_answered_at, as_of),
            ended_at=_known(row.ended_at, as_of),
            outcome=row.outcome if _known(row.outcome_at, as_of) else None,
        )
        for row in uow.session.execute(query)
    ]


def _known(at: datetime | None, as_of: datetime) -> datetime | None:
    return at if at is not None and at <= as_of else None
