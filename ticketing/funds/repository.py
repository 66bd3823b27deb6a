"""Queries on pools, their ledger, draws and what they made."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from config.errors import BadInput, NotFound
from ticketing import paging
from ticketing.funds.draw_states import OPEN
from ticketing.funds.models import FundDrawRow, FundEntryRow, FundOutputRow, FundPoolRow, FundStepRow
from ticketing.uow import UnitOfWork

Dated = TypeVar("Dated", FundEntryRow, FundDrawRow)

MOST_POOLS = 2_000
"""Pools of one year that are shown and reckoned together."""


def pool_row(uow: UnitOfWork, pool_id: str, *, lock: bool = True) -> FundPoolRow:
    """The pool; unless only read, nobody else's until the commit: its ledger has one writer at a time."""
    query = select(FundPoolRow).where(FundPoolRow.id == pool_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这个资金池。", "请刷新资金列表。")
    return row


def pool_of(uow: UnitOfWork, unit: str, kind: str, year: int) -> FundPoolRow | None:
    """The unit's pool of that kind and year, locked."""
    query = select(FundPoolRow).where(FundPoolRow.unit_code == unit, FundPoolRow.kind == kind, FundPoolRow.year == year)
    return uow.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def pools_of_years(uow: UnitOfWork, first: int, last: int) -> Sequence[FundPoolRow]:
    query = select(FundPoolRow).where(FundPoolRow.year >= first, FundPoolRow.year <= last)
    return uow.session.scalars(query.order_by(FundPoolRow.year, FundPoolRow.unit_code, FundPoolRow.kind).limit(MOST_POOLS)).all()


def pools_of_units(uow: UnitOfWork, units: Collection[str], year: int) -> Sequence[FundPoolRow]:
    """Pools of these units in a year."""
    query = select(FundPoolRow).where(FundPoolRow.year == year, FundPoolRow.unit_code.in_(units))
    return uow.session.scalars(query.order_by(FundPoolRow.unit_code, FundPoolRow.kind)).all()


def pools_by_id(uow: UnitOfWork, ids: Iterable[str]) -> dict[str, FundPoolRow]:
    return {row.id: row for row in uow.session.scalars(select(FundPoolRow).where(FundPoolRow.id.in_(set(ids))))}


def sums_of(uow: UnitOfWork, pool_ids: Collection[str], kinds: Collection[str]) -> dict[str, int]:
    """By pool, the sum of its rows of these kinds."""
    query = (
        select(FundEntryRow.pool_id, func.sum(FundEntryRow.amount_fen))
        .where(FundEntryRow.pool_id.in_(pool_ids), FundEntryRow.kind.in_(kinds))
        .group_by(FundEntryRow.pool_id)
    )
    return {pool: int(amount) for pool, amount in uow.session.execute(query)}


def held_of(uow: UnitOfWork, pool_ids: Collection[str]) -> dict[str, int]:
    """By pool, what draws that are not over have reserved."""
    query = (
        select(FundDrawRow.pool_id, func.sum(FundDrawRow.reserved_fen))
        .where(FundDrawRow.pool_id.in_(pool_ids), FundDrawRow.state.in_(OPEN))
        .group_by(FundDrawRow.pool_id)
    )
    return {pool: int(amount) for pool, amount in uow.session.execute(query)}


def entries(uow: UnitOfWork, pool_id: str, before: str | None, limit: int) -> Sequence[FundEntryRow]:
    """Newest first, after the position that ``before`` names; one row more than ``limit``."""
    query = select(FundEntryRow).where(FundEntryRow.pool_id == pool_id)
    if before:
        if not before.isdecimal():
            raise BadInput("分页位置不正确。", "请从第一页重新打开列表。")
        query = query.where(FundEntryRow.position < int(before))
    return uow.session.scalars(query.order_by(FundEntryRow.position.desc()).limit(paging.bounded(limit) + 1)).all()


def entries_until(uow: UnitOfWork, pool_ids: Collection[str], as_of: datetime) -> Sequence[FundEntryRow]:
    return _until(uow, FundEntryRow, FundEntryRow.pool_id, pool_ids, FundEntryRow.at, as_of)


def draws_until(uow: UnitOfWork, pool_ids: Collection[str], as_of: datetime) -> Sequence[FundDrawRow]:
    return _until(uow, FundDrawRow, FundDrawRow.pool_id, pool_ids, FundDrawRow.requested_at, as_of)


def steps_until(uow: UnitOfWork, pool_ids: Collection[str], as_of: datetime) -> Sequence[FundStepRow]:
    """Steps of these pools' draws in the order of each draw."""
    query = select(FundStepRow).join(FundDrawRow, FundDrawRow.id == FundStepRow.draw_id)
    query = query.where(FundDrawRow.pool_id.in_(pool_ids), FundStepRow.at <= as_of)
    return uow.session.scalars(query.order_by(FundStepRow.draw_id, FundStepRow.position)).all()


def outputs_until(uow: UnitOfWork, pool_ids: Collection[str], as_of: datetime) -> Sequence[tuple[FundOutputRow, str]]:
    """What was made, each with its pool."""
    query = select(FundOutputRow, FundDrawRow.pool_id).join(FundDrawRow, FundDrawRow.id == FundOutputRow.draw_id)
    query = query.where(FundDrawRow.pool_id.in_(pool_ids), FundOutputRow.at <= as_of)
    return [(row, pool) for row, pool in uow.session.execute(query)]


def _until(
    uow: UnitOfWork,
    rows: type[Dated],
    pool: InstrumentedAttribute[str],
    pool_ids: Collection[str],
    at: InstrumentedAttribute[datetime],
    as_of: datetime,
) -> Sequence[Dated]:
    return uow.session.scalars(select(rows).where(pool.in_(pool_ids), at <= as_of).order_by(at)).all()


def draw_row(uow: UnitOfWork, draw_id: str, *, lock: bool = True) -> FundDrawRow:
    """The draw; for a command take the pool's lock first."""
    query = select(FundDrawRow).where(FundDrawRow.id == draw_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这笔用款。", "请刷新用款列表。")
    return row


def draws_page(
    uow: UnitOfWork,
    *,
    pool: str | None,
    units: Collection[str] | None,
    state: str | None,
    ticket: str | None,
    before: str | None,
    limit: int,
) -> Sequence[FundDrawRow]:
    query = select(FundDrawRow).join(FundPoolRow, FundPoolRow.id == FundDrawRow.pool_id)
    for column, value in ((FundDrawRow.pool_id, pool), (FundDrawRow.ticket_id, ticket)):
        if value:
            query = query.where(column == value)
    if units is not None:
        query = query.where(FundPoolRow.unit_code.in_(units))
    if state:
        query = query.where(FundDrawRow.state.in_(OPEN) if state == "open" else FundDrawRow.state == state)
    return uow.session.scalars(paging.page(query, FundDrawRow.requested_at, FundDrawRow.id, before, limit)).all()


def ticket_total(uow: UnitOfWork, pool_id: str, ticket_id: str) -> int:
    """What the ticket has drawn from the pool, or asks for."""
    query = select(func.coalesce(func.sum(FundDrawRow.reserved_fen), 0)).where(
        FundDrawRow.pool_id == pool_id, FundDrawRow.ticket_id == ticket_id, FundDrawRow.state.not_in(("refused", "withdrawn"))
    )
    return int(uow.session.scalar(query) or 0)


def open_draws(uow: UnitOfWork, pool_id: str) -> int:
    query = select(func.count()).select_from(FundDrawRow)
    return uow.session.scalar(query.where(FundDrawRow.pool_id == pool_id, FundDrawRow.state.in_(OPEN))) or 0


def steps(uow: UnitOfWork, draw_ids: Collection[str]) -> Sequence[FundStepRow]:
    query = select(FundStepRow).where(FundStepRow.draw_id.in_(draw_ids))
    return uow.session.scalars(query.order_by(FundStepRow.draw_id, FundStepRow.position)).all()


def last_step(uow: UnitOfWork, draw_id: str) -> FundStepRow | None:
    query = select(FundStepRow).where(FundStepRow.draw_id == draw_id)
    return uow.session.scalar(query.order_by(FundStepRow.position.desc()).limit(1))


def outputs(uow: UnitOfWork, draw_ids: Collection[str]) -> Sequence[FundOutputRow]:
    return uow.session.scalars(select(FundOutputRow).where(FundOutputRow.draw_id.in_(draw_ids)).order_by(FundOutputRow.id)).all()


def late(uow: UnitOfWork, now: datetime, limit: int) -> Sequence[FundDrawRow]:
    """Draws past their limit of which nobody was told, locked; those that another node holds are left to it."""
    query = select(FundDrawRow).where(FundDrawRow.state.in_(OPEN), FundDrawRow.due_at < now, FundDrawRow.late_told_at.is_(None))
    return uow.session.scalars(query.order_by(FundDrawRow.due_at).limit(limit).with_for_update(skip_locked=True)).all()


def left_open(uow: UnitOfWork, before_year: int, limit: int) -> Sequence[FundPoolRow]:
    """Pools of years gone that wait for a decision of which nobody was told, locked likewise."""
    query = select(FundPoolRow).where(
        FundPoolRow.state == "open", FundPoolRow.year < before_year, FundPoolRow.close_told_at.is_(None)
    )
    return uow.session.scalars(query.order_by(FundPoolRow.year).limit(limit).with_for_update(skip_locked=True)).all()
