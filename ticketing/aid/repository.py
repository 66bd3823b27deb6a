"""Queries on partners, pledges and the ledger of aid."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from config.errors import NotFound
from ticketing import paging
from ticketing.aid.models import AidPartnerRow, AidPledgeRow, AidRow
from ticketing.aid.schemas import AidSums
from ticketing.uow import UnitOfWork

MOST_PARTNERS = 1_000
MOST_DEEDS = 100_000
"""Rows of the ledger that are summed together."""


def partner_row(uow: UnitOfWork, partner_id: str, *, lock: bool = False) -> AidPartnerRow:
    query = select(AidPartnerRow).where(AidPartnerRow.id == partner_id)
    row = uow.session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
    if row is None:
        raise NotFound("没有这个共建单位。", "请刷新列表。")
    return row


def partner_named(uow: UnitOfWork, name: str) -> AidPartnerRow | None:
    return uow.session.scalar(select(AidPartnerRow).where(AidPartnerRow.name == name))


def partners(uow: UnitOfWork, party: str | None) -> Sequence[AidPartnerRow]:
    query = select(AidPartnerRow)
    if party:
        query = query.where(AidPartnerRow.party == party)
    return uow.session.scalars(query.order_by(AidPartnerRow.party, AidPartnerRow.name).limit(MOST_PARTNERS)).all()


def partners_by_id(uow: UnitOfWork, ids: Collection[str]) -> dict[str, AidPartnerRow]:
    return {row.id: row for row in uow.session.scalars(select(AidPartnerRow).where(AidPartnerRow.id.in_(ids)))}


def pledge_row(uow: UnitOfWork, pledge_id: str) -> AidPledgeRow:
    row = uow.session.get(AidPledgeRow, pledge_id)
    if row is None:
        raise NotFound("没有这项承诺。", "请刷新后重新选择。")
    return row


def pledges(uow: UnitOfWork, partner_ids: Collection[str]) -> Sequence[AidPledgeRow]:
    query = select(AidPledgeRow).where(AidPledgeRow.partner_id.in_(partner_ids))
    return uow.session.scalars(query.order_by(AidPledgeRow.year.desc(), AidPledgeRow.id)).all()


def deed_row(uow: UnitOfWork, row_id: str) -> AidRow:
    """A row of the ledger, locked: it is taken back once."""
    row = uow.session.scalar(select(AidRow).where(AidRow.id == row_id).with_for_update())
    if row is None:
        raise NotFound("没有这条帮扶记录。", "请刷新台账。")
    return row


def correction_of(uow: UnitOfWork, row_id: str) -> AidRow | None:
    return uow.session.scalar(select(AidRow).where(AidRow.corrects_id == row_id))


def corrected(uow: UnitOfWork, ids: Collection[str]) -> set[str]:
    """Those of these rows that were taken back."""
    found = uow.session.scalars(select(AidRow.corrects_id).where(AidRow.corrects_id.in_(ids)))
    return {id for id in found if id}


def deeds_page(uow: UnitOfWork, *, partner: str | None, ticket: str | None, before: str | None, limit: int) -> Sequence[AidRow]:
    query = select(AidRow)
    if partner:
        query = query.where(AidRow.partner_id == partner)
    if ticket:
        query = query.where(AidRow.ticket_id == ticket)
    return uow.session.scalars(paging.page(query, AidRow.at, AidRow.id, before, limit)).all()


def deeds_between(uow: UnitOfWork, first: date, last: date, as_of: datetime) -> Sequence[AidRow]:
    """Rows of deeds done from ``first`` to ``last`` that had been entered by ``as_of``."""
    query = select(AidRow).where(AidRow.done_on >= first, AidRow.done_on <= last, AidRow.at <= as_of)
    return uow.session.scalars(query.order_by(AidRow.done_on, AidRow.id).limit(MOST_DEEDS)).all()


def sums_by_partner(uow: UnitOfWork, ids: Collection[str]) -> dict[str, AidSums]:
    return _sums(uow, AidRow.partner_id, ids)


def sums_by_pledge(uow: UnitOfWork, ids: Collection[str]) -> dict[str, AidSums]:
    return _sums(uow, AidRow.pledge_id, ids)


def _sums(
    uow: UnitOfWork, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ids: Collection[str]
) -> dict[str, AidSums]:
    query = select(column, func.sum(AidRow.persons), func.sum(AidRow.money_fen), func.sum(AidRow.jobs), func.sum(AidRow.goods))
    return {
        str(id): AidSums(persons=int(persons), money_fen=int(money), jobs=int(jobs), goods=int(goods))
        for id, persons, money, jobs, goods in uow.session.execute(query.where(column.in_(ids)).group_by(column))
    }
