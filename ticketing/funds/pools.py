"""Pools: a year's budget set, raised and lowered, and what happens to what is left at the year's end.

Services take ``by`` (a person's id) and ``at``; they never commit.
"""

from datetime import datetime

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.funds import ledger, permissions, repository, telling
from ticketing.funds.ledger import EntryKind, yuan
from ticketing.funds.models import FundEntryRow, FundPoolRow
from ticketing.funds.schemas import PoolBudget, PoolClosing, PoolIn
from ticketing.people import repository as people
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

POOL_LEVELS = ("city", "district", "street", "community")


def actor(uow: UnitOfWork, person: str) -> Actor:
    row = people.person_row(uow, person)
    return Actor(id=row.id, roles=frozenset(row.roles), unit=row.unit)


def open_pool(uow: UnitOfWork, new: PoolIn, *, by: str, at: datetime) -> FundPoolRow:
    """Set the year's budget of a unit; Conflict where there is a pool of that kind already."""
    unit = uow.city.unit(new.unit)
    permissions.require("set_budget", actor(uow, by), unit.code, uow.city.units)
    if unit.kind != "territory" or unit.level not in POOL_LEVELS:
        raise BadInput(f"{unit.name}不是街道或社区，不能设资金池。", "请选择街道、社区等属地单位。")
    if repository.pool_of(uow, unit.code, new.kind, new.year) is not None:
        raise Conflict(f"{unit.name}{new.year}年的资金池已经设立。", "需要更多资金时，请追加预算。")
    pool = _new_pool(uow, unit.code, unit.name, new.kind, new.year, _limit(uow, new.exempt_fen), by, at)
    post(uow, pool, "budget_set", new.budget_fen, by=by, at=at, reason=new.reason or "年初预算")
    telling.budget(uow, pool, f"已设立，预算{yuan(new.budget_fen)}", at)
    return pool


def change_budget(uow: UnitOfWork, pool_id: str, change: PoolBudget, *, by: str, at: datetime) -> FundPoolRow:
    """Raise or lower; Conflict when less than nothing would be left, or the year is closed."""
    pool = repository.pool_row(uow, pool_id)
    permissions.require("set_budget", actor(uow, by), pool.unit_code, uow.city.units)
    require_open(pool)
    kind: EntryKind = "budget_raised" if change.amount_fen > 0 else "budget_lowered"
    post(uow, pool, kind, abs(change.amount_fen), by=by, at=at, reason=change.reason)
    telling.budget(uow, pool, f"{ledger.ENTRY_NAMES[kind]}{yuan(abs(change.amount_fen))}（{change.reason}）", at)
    return pool


def close(uow: UnitOfWork, pool_id: str, closing: PoolClosing, *, by: str, at: datetime) -> FundPoolRow:
    """Close the year: what is decided to be carried over goes into the next year's pool, the rest lapses.

    Conflict before the year's last month (a setting), and while a draw is not over.
    """
    pool = repository.pool_row(uow, pool_id)
    permissions.require("close_pool", actor(uow, by), pool.unit_code, uow.city.units)
    require_open(pool)
    _require_year_is_over(uow, pool, at)
    if waiting := repository.open_draws(uow, pool.id):
        raise Conflict(f"还有{waiting}笔用款没有结算，不能关闭资金池。", "请先结算或撤回这些用款。")
    if closing.carry_fen > pool.balance_fen:
        raise Conflict(f"结转{yuan(closing.carry_fen)}，超过余额{yuan(pool.balance_fen)}。", "请减少结转金额。")
    _carry(uow, pool, closing, by, at)
    if pool.balance_fen:
        post(uow, pool, "lapsed", pool.balance_fen, by=by, at=at, reason=closing.reason)
    pool.state, pool.closed_at, pool.closed_by = "closed", at, by
    uow.session.flush()
    telling.budget(uow, pool, f"已关闭，结转下年{yuan(closing.carry_fen)}", at)
    return pool


def post(
    uow: UnitOfWork,
    pool: FundPoolRow,
    kind: EntryKind,
    amount_fen: int,
    *,
    by: str,
    at: datetime,
    reason: str,
    draw: str | None = None,
) -> None:
    """Append the ledger's next row and move the balance with it; the caller holds the pool's lock."""
    change = ledger.signed(kind, amount_fen)
    pool.balance_fen = ledger.moved(pool.balance_fen, change)
    pool.entries += 1
    uow.session.add(
        FundEntryRow(
            id=new_id(),
            pool_id=pool.id,
            position=pool.entries,
            at=at,
            by=by,
            kind=kind,
            amount_fen=change,
            balance_fen=pool.balance_fen,
            draw_id=draw,
            reason=reason,
        )
    )
    uow.session.flush()


def require_open(pool: FundPoolRow) -> None:
    if pool.state != "open":
        raise Conflict(f"{pool.unit_name}{pool.year}年的资金池已关闭。", "请使用当年的资金池。")


def _carry(uow: UnitOfWork, pool: FundPoolRow, closing: PoolClosing, by: str, at: datetime) -> None:
    """The older pool is locked first, by whoever closes: two closings never wait for each other."""
    if not closing.carry_fen:
        return
    following = repository.pool_of(uow, pool.unit_code, pool.kind, pool.year + 1) or _new_pool(
        uow, pool.unit_code, pool.unit_name, pool.kind, pool.year + 1, pool.exempt_fen, by, at
    )
    require_open(following)
    post(uow, pool, "carried_out", closing.carry_fen, by=by, at=at, reason=closing.reason)
    post(uow, following, "carried_in", closing.carry_fen, by=by, at=at, reason=closing.reason)


def _require_year_is_over(uow: UnitOfWork, pool: FundPoolRow, at: datetime) -> None:
    local, first_month = uow.calendar.local(at), uow.law.funds.closes_from_month
    if (local.year, local.month) < (pool.year, first_month):
        raise Conflict(f"{pool.year}年的资金池要到{first_month}月才能关闭。", "请在年末办理结转。")


def _limit(uow: UnitOfWork, given: int | None) -> int:
    return uow.law.funds.exempt_fen if given is None else given


def _new_pool(uow: UnitOfWork, unit: str, name: str, kind: str, year: int, exempt_fen: int, by: str, at: datetime) -> FundPoolRow:
    pool = FundPoolRow(
        id=new_id(),
        unit_code=unit,
        unit_name=name,
        kind=kind,
        year=year,
        state="open",
        exempt_fen=exempt_fen,
        balance_fen=0,
        entries=0,
        draws=0,
        created_at=at,
        created_by=by,
        closed_at=None,
        closed_by=None,
        close_told_at=None,
    )
    uow.session.add(pool)
    uow.session.flush()
    return pool
