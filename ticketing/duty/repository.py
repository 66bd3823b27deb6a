"""Queries on duty sessions, verdicts, corrections and the rows of the ledger."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import or_, select

from config.errors import NotFound
from ticketing.calls.models import CallRow
from ticketing.duty.ledger import LedgerCall
from ticketing.duty.models import DutyCorrectionRow, DutyImportRow, DutySessionRow, DutyVerdictRow, PastSheetRow
from ticketing.duty.schemas import Counting
from ticketing.uow import UnitOfWork


def session_row(uow: UnitOfWork, session_id: str, *, lock: bool = True) -> DutySessionRow:
    """The session; unless only read, locked until the commit."""
    query = select(DutySessionRow).where(DutySessionRow.id == session_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这场带班接听。", "请刷新带班列表。")
    return row


def listed(
    uow: UnitOfWork,
    state: str | None,
    person: str | None,
    limit: int,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Sequence[DutySessionRow]:
    """Latest first; of ``person`` those that they lead, stand in for or assist at."""
    query = select(DutySessionRow)
    if state:
        query = query.where(DutySessionRow.state == state)
    if person:
        columns = (DutySessionRow.leader_id, DutySessionRow.deputy_id, DutySessionRow.assistant_id)
        query = query.where(or_(*(column == person for column in columns)))
    if since:
        query = query.where(DutySessionRow.ends_at > since)
    if until:
        query = query.where(DutySessionRow.starts_at < until)
    return uow.session.scalars(query.order_by(DutySessionRow.starts_at.desc()).limit(limit)).all()


def left_open(uow: UnitOfWork, ended_before: datetime) -> Sequence[DutySessionRow]:
    query = select(DutySessionRow).where(DutySessionRow.state == "open", DutySessionRow.ends_at <= ended_before)
    return uow.session.scalars(query.order_by(DutySessionRow.ends_at)).all()


def verdict_rows(uow: UnitOfWork, session_id: str) -> Sequence[DutyVerdictRow]:
    """All that was said of the session's calls, in its order; the last row of a call stands."""
    query = select(DutyVerdictRow).where(DutyVerdictRow.session_id == session_id)
    return uow.session.scalars(query.order_by(DutyVerdictRow.at, DutyVerdictRow.id)).all()


def corrections(uow: UnitOfWork, session_ids: Sequence[str], as_of: datetime | None = None) -> dict[str, DutyCorrectionRow]:
    """The last correction of each call of these sessions, up to ``as_of``."""
    query = select(DutyCorrectionRow).where(DutyCorrectionRow.session_id.in_(session_ids))
    if as_of:
        query = query.where(DutyCorrectionRow.at <= as_of)
    rows = uow.session.scalars(query.order_by(DutyCorrectionRow.at, DutyCorrectionRow.id))
    return {row.call_id: row for row in rows}


def calls_of(uow: UnitOfWork, session_ids: Sequence[str]) -> Sequence[CallRow]:
    query = select(CallRow).where(CallRow.duty_session_id.in_(session_ids))
    return uow.session.scalars(query.order_by(CallRow.arrived_at, CallRow.id)).all()


def called(uow: UnitOfWork, call_ids: Sequence[str]) -> Sequence[CallRow]:
    return uow.session.scalars(select(CallRow).where(CallRow.id.in_(call_ids))).all()


def sessions_opened(uow: UnitOfWork, since: datetime, until: datetime) -> Sequence[DutySessionRow]:
    query = select(DutySessionRow).where(DutySessionRow.opened_at >= since, DutySessionRow.opened_at <= until)
    return uow.session.scalars(query.order_by(DutySessionRow.opened_at)).all()


def past_sheets(uow: UnitOfWork, since: datetime, until: datetime) -> Sequence[PastSheetRow]:
    """Sheets of imports that stand, of sessions that were over by ``until``."""
    query = (
        select(PastSheetRow)
        .join(DutyImportRow, DutyImportRow.id == PastSheetRow.import_id)
        .where(DutyImportRow.withdrawn_at.is_(None), PastSheetRow.starts_at >= since, PastSheetRow.ends_at <= until)
    )
    return uow.session.scalars(query.order_by(PastSheetRow.starts_at)).all()


def ledger_calls(uow: UnitOfWork, session_ids: Sequence[str], as_of: datetime) -> list[LedgerCall]:
    """Calls of these sessions as they stood then: what came after ``as_of`` is not seen."""
    query = select(
        CallRow.id, CallRow.duty_session_id, CallRow.duty_answered_at, CallRow.ended_at, CallRow.outcome, CallRow.outcome_at
    ).where(CallRow.duty_session_id.in_(session_ids), CallRow.arrived_at <= as_of)
    corrected = corrections(uow, session_ids, as_of)
    return [
        LedgerCall(
            session_id=row.duty_session_id,
            answered_at=_known(row.duty_answered_at, as_of),
            ended_at=_known(row.ended_at, as_of),
            outcome=row.outcome if _known(row.outcome_at, as_of) else None,
            corrected=cast(Counting, corrected[row.id].counts_as) if row.id in corrected else None,
        )
        for row in uow.session.execute(query)
    ]


def _known(at: datetime | None, as_of: datetime) -> datetime | None:
    return at if at is not None and at <= as_of else None
