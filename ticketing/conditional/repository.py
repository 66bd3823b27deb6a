"""Queries on conditional cases, their papers and steps."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from config.errors import NotFound
from ticketing import paging
from ticketing.conditional.models import ConditionalCaseRow, ConditionalStepRow, MissingPaperRow
from ticketing.uow import UnitOfWork


def case_row(uow: UnitOfWork, case_id: str, *, lock: bool = True) -> ConditionalCaseRow:
    """The case; unless only read, nobody else's until the commit."""
    query = select(ConditionalCaseRow).where(ConditionalCaseRow.id == case_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这件容缺事项。", "请刷新列表。")
    return row


def cases_page(
    uow: UnitOfWork, *, unit: str | None, state: str | None, ticket: str | None, before: str | None, limit: int
) -> Sequence[ConditionalCaseRow]:
    query = select(ConditionalCaseRow)
    if unit:
        query = query.where(ConditionalCaseRow.unit_code == unit)
    if state:
        query = query.where(ConditionalCaseRow.state == state)
    if ticket:
        query = query.where(ConditionalCaseRow.ticket_id == ticket)
    page = paging.page(query, ConditionalCaseRow.approved_at, ConditionalCaseRow.id, before, limit)
    return uow.session.scalars(page).all()


def papers_of(uow: UnitOfWork, case_ids: Collection[str]) -> dict[str, list[MissingPaperRow]]:
    """By case, its papers in the order of the list; as they are in the database now."""
    found: dict[str, list[MissingPaperRow]] = {id: [] for id in case_ids}
    query = select(MissingPaperRow).where(MissingPaperRow.case_id.in_(case_ids))
    query = query.order_by(MissingPaperRow.case_id, MissingPaperRow.position).execution_options(populate_existing=True)
    for row in uow.session.scalars(query):
        found[row.case_id].append(row)
    return found


def steps(uow: UnitOfWork, case_id: str) -> Sequence[ConditionalStepRow]:
    query = select(ConditionalStepRow).where(ConditionalStepRow.case_id == case_id)
    return uow.session.scalars(query.order_by(ConditionalStepRow.position)).all()


def due(uow: UnitOfWork, now: datetime, limit: int) -> Sequence[ConditionalCaseRow]:
    """Cases that move by themselves now, locked; those that another node holds are left to it."""
    query = select(ConditionalCaseRow).where(ConditionalCaseRow.next_at <= now)
    return uow.session.scalars(query.order_by(ConditionalCaseRow.next_at).limit(limit).with_for_update(skip_locked=True)).all()


def counts(uow: UnitOfWork, since: datetime, until: datetime, unit: str | None) -> dict[str, int]:
    """Cases approved in the time, by state."""
    query = select(ConditionalCaseRow.state, func.count()).where(
        ConditionalCaseRow.approved_at >= since, ConditionalCaseRow.approved_at < until
    )
    if unit:
        query = query.where(ConditionalCaseRow.unit_code == unit)
    return {row[0]: row[1] for row in uow.session.execute(query.group_by(ConditionalCaseRow.state))}


def extended(uow: UnitOfWork, since: datetime, until: datetime, unit: str | None) -> int:
    """How many of those cases have a paper that was extended."""
    query = (
        select(func.count(func.distinct(MissingPaperRow.case_id)))
        .join(ConditionalCaseRow, ConditionalCaseRow.id == MissingPaperRow.case_id)
        .where(MissingPaperRow.extensions > 0, ConditionalCaseRow.approved_at >= since, ConditionalCaseRow.approved_at < until)
    )
    if unit:
        query = query.where(ConditionalCaseRow.unit_code == unit)
    return uow.session.scalar(query) or 0
