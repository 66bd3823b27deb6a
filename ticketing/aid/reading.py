"""What people see of partners, their pledges, the ledger of aid and its totals."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from ticketing import paging
from ticketing.aid import repository, totals
from ticketing.aid.models import AidPartnerRow, AidPledgeRow, AidRow
from ticketing.aid.schemas import AidOut, AidPage, AidPartnerOut, AidPledgeOut, AidSums, AidTotals, Party
from ticketing.aid.totals import Deed
from ticketing.people import repository as people
from ticketing.schema import PersonName
from ticketing.tickets.named import named_tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

YEARS = 5


def partners(uow: UnitOfWork, *, party: str | None = None) -> tuple[AidPartnerOut, ...]:
    """By party and name, each with its pledges and all it did."""
    return partners_out(uow, repository.partners(uow, party))


def partner(uow: UnitOfWork, partner_id: str) -> AidPartnerOut:
    return partners_out(uow, [repository.partner_row(uow, partner_id)])[0]


def partners_out(uow: UnitOfWork, rows: Sequence[AidPartnerRow]) -> tuple[AidPartnerOut, ...]:
    ids = [row.id for row in rows]
    done, pledges = repository.sums_by_partner(uow, ids), repository.pledges(uow, ids)
    kept = repository.sums_by_pledge(uow, [pledge.id for pledge in pledges])
    plain = ("id", "name", "party", "contact", "phone", "note", "since", "until")
    return tuple(
        AidPartnerOut.model_validate(
            {name: getattr(row, name) for name in plain}
            | {
                "unit": unit_coded(uow, row.unit_code) if row.unit_code else None,
                "done": done.get(row.id, AidSums()),
                "pledges": tuple(_pledge(one, kept.get(one.id, AidSums())) for one in pledges if one.partner_id == row.id),
            }
        )
        for row in rows
    )


def ledger(
    uow: UnitOfWork, *, partner: str | None = None, ticket: str | None = None, before: str | None = None, limit: int = 50
) -> AidPage:
    """Newest entry first."""
    limit = paging.bounded(limit)
    rows = repository.deeds_page(uow, partner=partner, ticket=ticket, before=before, limit=limit)
    more = paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None
    return AidPage(items=deeds_out(uow, rows[:limit]), next=more)


def deeds_out(uow: UnitOfWork, rows: Sequence[AidRow]) -> tuple[AidOut, ...]:
    of = repository.partners_by_id(uow, [row.partner_id for row in rows])
    known, about = people.names(uow, {row.by for row in rows}), named_tickets(uow, [row.ticket_id for row in rows])
    wrong = repository.corrected(uow, [row.id for row in rows])
    return tuple(
        AidOut.model_validate(
            {name: getattr(row, name) for name in ("id", "done_on", "at", "text", "goods_text")}
            | {
                "partner": PersonName(id=row.partner_id, name=of[row.partner_id].name),
                "party": of[row.partner_id].party,
                "pledge": row.pledge_id,
                "ticket": about.get(row.ticket_id or ""),
                "unit": unit_coded(uow, row.unit_code) if row.unit_code else None,
                "by": people.named(known, row.by),
                "sums": _sums(row),
                "corrects": row.corrects_id,
                "corrected": row.id in wrong,
            }
        )
        for row in rows
    )


def year_totals(uow: UnitOfWork, year: int, as_of: datetime) -> AidTotals:
    """Deeds of the year as the ledger stood at ``as_of``, by party and partner, and of the years before it."""
    rows = repository.deeds_between(uow, date(year - YEARS + 1, 1, 1), date(year, 12, 31), as_of)
    of = repository.partners_by_id(uow, {row.partner_id for row in rows})
    deeds = [_deed(row, of[row.partner_id]) for row in rows]
    of_year = [deed for deed in deeds if deed.year == year]
    return AidTotals(
        year=year,
        as_of=as_of,
        total=totals.line("total", "合计", of_year),
        by_party=totals.roll_up(of_year, totals.by_party),
        by_partner=totals.roll_up(of_year, totals.by_partner),
        by_year=totals.roll_up(deeds, totals.by_year),
    )


def _pledge(row: AidPledgeRow, done: AidSums) -> AidPledgeOut:
    promised = _sums(row)
    return AidPledgeOut(
        id=row.id, year=row.year, text=row.text, promised=promised, done=done, fulfilled=totals.fulfilled(promised, done)
    )


def _deed(row: AidRow, partner: AidPartnerRow) -> Deed:
    return Deed(
        partner_id=partner.id,
        partner_name=partner.name,
        party=cast(Party, partner.party),
        year=row.done_on.year,
        sums=_sums(row),
        takes_back=row.corrects_id is not None,
    )


def _sums(row: AidRow | AidPledgeRow) -> AidSums:
    return AidSums(persons=row.persons, money_fen=row.money_fen, jobs=row.jobs, goods=row.goods)
