"""Who hears of a draw or a budget: the leaders nearest to the pool, its unit, whoever asked, and the hotline."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from ticketing.funds.ledger import yuan
from ticketing.funds.models import FundDrawRow, FundPoolRow
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.people.models import PersonRow
from ticketing.uow import UnitOfWork

HOTLINE = ("supervisor",)


def requested(uow: UnitOfWork, pool: FundPoolRow, draw: FundDrawRow, at: datetime) -> None:
    """Those who decide: the nearest leaders and the hotline."""
    text = f"{pool.unit_name}申请用款{yuan(draw.reserved_fen)}（{draw.number}）：{draw.purpose}。超过免审批限额，请审批。"
    persons = set(leaders(uow, pool.unit_code)) - {draw.requested_by}
    _tell(uow, draw, "fund_draw_requested", text, at, people=persons, roles=HOTLINE)


def exempt(uow: UnitOfWork, pool: FundPoolRow, draw: FundDrawRow, at: datetime) -> None:
    """Nobody is asked, so the leaders hear of it."""
    text = f"{pool.unit_name}免审批用款{yuan(draw.reserved_fen)}（{draw.number}）：{draw.purpose}。余额{yuan(pool.balance_fen)}。"
    _tell(uow, draw, "fund_draw_exempt", text, at, people=set(leaders(uow, pool.unit_code)) - {draw.requested_by})


def decided(uow: UnitOfWork, pool: FundPoolRow, draw: FundDrawRow, said: str, at: datetime) -> None:
    """The pool's unit, and whoever asked where that is somebody else's person."""
    text = f"用款{draw.number}（{yuan(draw.reserved_fen)}）{said}"
    _tell(uow, draw, "fund_draw_decided", text, at, units=(pool.unit_code,), people=_outside(uow, pool, draw.requested_by))


def withdrawn(uow: UnitOfWork, pool: FundPoolRow, draw: FundDrawRow, why: str, by: str, at: datetime) -> None:
    """Those who were asked to decide, or had decided."""
    text = f"用款{draw.number}（{yuan(draw.reserved_fen)}）已撤回：{why}"
    persons = {*leaders(uow, pool.unit_code), draw.requested_by} - {by}
    _tell(uow, draw, "fund_draw_withdrawn", text, at, people=persons, roles=HOTLINE if draw.decided_by is None else ())


def settled(uow: UnitOfWork, pool: FundPoolRow, draw: FundDrawRow, by: str, at: datetime) -> None:
    """The leaders and whoever asked: what it cost in the end, and what is left."""
    spent = yuan(draw.actual_fen or 0)
    text = f"用款{draw.number}已结算：批准{yuan(draw.reserved_fen)}，实际支出{spent}，资金池余额{yuan(pool.balance_fen)}。"
    _tell(uow, draw, "fund_draw_settled", text, at, people={*leaders(uow, pool.unit_code), draw.requested_by} - {by})


def late(uow: UnitOfWork, pool: FundPoolRow, draw: FundDrawRow, text: str, at: datetime) -> None:
    """The pool's unit, its leaders and the hotline."""
    persons = [id for id in leaders(uow, pool.unit_code) if _outside(uow, pool, id)]
    _tell(uow, draw, "fund_draw_late", text, at, units=(pool.unit_code,), people=persons, roles=HOTLINE)


def budget(uow: UnitOfWork, pool: FundPoolRow, said: str, at: datetime) -> None:
    """The pool's unit and its leaders."""
    text = f"{pool.unit_name}{pool.year}年资金池{said}，余额{yuan(pool.balance_fen)}。"
    persons = [id for id in leaders(uow, pool.unit_code) if _outside(uow, pool, id)]
    notices.tell(uow, "fund_budget", text, at=at, link=page_of(pool), units=(pool.unit_code,), people=persons)


def page_of(pool: FundPoolRow) -> str:
    return f"/funds/pools?pool={pool.id}&year={pool.year}"


def leaders(uow: UnitOfWork, code: str) -> list[str]:
    """Ids of the leaders of the unit; where it has none, of the nearest one above it that has."""
    above = [unit.code for unit in uow.city.units.ancestors(code)] if code in uow.city.units else [code]
    query = select(PersonRow).where(PersonRow.unit.in_(above), PersonRow.active)
    found = [row for row in uow.session.scalars(query.order_by(PersonRow.id)) if "leader" in row.roles]
    return next((ids for one in above if (ids := [row.id for row in found if row.unit == one])), [])


def _outside(uow: UnitOfWork, pool: FundPoolRow, person: str) -> tuple[str, ...]:
    """The person, unless the pool's unit is told and so are they."""
    return () if people.person_row(uow, person).unit == pool.unit_code else (person,)


def _tell(
    uow: UnitOfWork,
    draw: FundDrawRow,
    kind: str,
    text: str,
    at: datetime,
    *,
    units: Iterable[str] = (),
    people: Iterable[str] = (),
    roles: Iterable[str] = (),
) -> None:
    link = f"/funds/draws?draw={draw.id}"
    notices.tell(uow, kind, text, at=at, ticket=draw.ticket_id, link=link, units=units, people=people, roles=roles)
