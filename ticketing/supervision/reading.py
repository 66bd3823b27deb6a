"""Lists and single things of supervision for its pages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from config.errors import NotAllowed
from ticketing import paging
from ticketing.people import repository as people
from ticketing.schema import Coded
from ticketing.supervision import inspections, owners, sanctions
from ticketing.supervision.models import CaseOwnerRow, InspectionRow, PaperRow, SanctionRow
from ticketing.supervision.out import papers_out, person, tickets
from ticketing.supervision.owners import ROLE_NAMES, TRULY_OVER
from ticketing.supervision.paper_states import OPEN
from ticketing.supervision.papers import paper_row
from ticketing.supervision.schemas import InspectionOut, InspectionYear, OwnerOut, PaperOut, PaperPage, SanctionOut
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

WATCHERS = frozenset({"inspector", "supervisor", "dispatcher"})


def papers(
    uow: UnitOfWork,
    now: datetime,
    *,
    rung: str | None = None,
    unit: str | None = None,
    ticket: str | None = None,
    only: str = "",
    level: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> PaperPage:
    """Newest first. ``only``: open, overdue, replied (to be judged), or nothing for all."""
    limit = paging.bounded(limit)
    query = _asked(now, rung, unit, ticket, only, level)
    rows = uow.session.scalars(paging.page(query, PaperRow.at, PaperRow.id, before, limit)).all()
    more = len(rows) > limit
    return PaperPage(
        items=papers_out(uow, rows[:limit], now),
        next=paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if more else None,
    )


def paper(uow: UnitOfWork, paper_id: str, now: datetime, actor: Actor) -> PaperOut:
    """With its history; a unit's people read the papers of their own unit, and never who asked for a transfer."""
    row = paper_row(uow, paper_id)
    if not WATCHERS & actor.roles and (actor.unit != row.unit_code or row.rung == "transfer"):
        raise NotAllowed("这件督办与您的单位无关。", "需要时请联系督办员。")
    return papers_out(uow, [row], now, history=True)[0]


def _asked(
    now: datetime, rung: str | None, unit: str | None, ticket: str | None, only: str, level: str | None
) -> Select[PaperRow]:
    query = select(PaperRow)
    if rung:
        query = query.where(PaperRow.rung.in_(rung.split(",")))
    if unit:
        query = query.where(PaperRow.unit_code == unit)
    if ticket:
        query = query.where(PaperRow.ticket_id == ticket)
    if level:
        query = query.where(PaperRow.pool_level == level)
    if only == "open":
        query = query.where(PaperRow.state.in_(OPEN))
    if only == "overdue":
        query = query.where(PaperRow.state == "issued", PaperRow.due_at < now)
    if only == "replied":
        query = query.where(PaperRow.state == "replied")
    return query


def of_unit(uow: UnitOfWork, unit: str, now: datetime, *, before: str | None = None, limit: int = 50) -> PaperPage:
    """What a unit is to reply to, and has replied to. Transfers are not shown to it."""
    rungs = "urge,notice,pool,warning_letter,interview,opinion"
    return papers(uow, now, unit=unit, rung=rungs, before=before, limit=limit)


def inspection_year(uow: UnitOfWork, year: int, now: datetime, as_of: datetime) -> InspectionYear:
    """The year's figures as of a time, and its records, the newest first."""
    query = select(InspectionRow).where(InspectionRow.number.like(f"督查{year}-%"), InspectionRow.at <= as_of)
    rows = uow.session.scalars(query.order_by(InspectionRow.at.desc(), InspectionRow.id.desc()).limit(paging.MAX_LIMIT)).all()
    return InspectionYear(year=year, as_of=as_of, **inspections.figures(uow, year, as_of), items=inspections_out(uow, rows, now))


def inspections_out(uow: UnitOfWork, rows: Sequence[InspectionRow], now: datetime) -> tuple[InspectionOut, ...]:
    known = people.names(uow, {row.by for row in rows})
    briefs = tickets(uow, (row.ticket_id for row in rows))
    query = select(PaperRow).where(
        PaperRow.inspection_id.in_([row.id for row in rows]), PaperRow.rung == "opinion", PaperRow.state != "withdrawn"
    )
    opinions = {one.inspection: one for one in papers_out(uow, uow.session.scalars(query).all(), now)}
    return tuple(
        InspectionOut(
            id=row.id,
            number=row.number,
            at=row.at,
            place=row.place,
            unit=Coded(code=row.unit_code, name=row.unit_name),
            inspectors=row.inspectors,
            findings=row.findings,
            ticket=briefs.get(row.ticket_id or ""),
            by=person(known, row.by),
            opinion=opinions.get(row.id),
        )
        for row in rows
    )


def owners_out(uow: UnitOfWork, rows: Sequence[CaseOwnerRow]) -> tuple[OwnerOut, ...]:
    known, briefs = people.names(uow, {row.person_id for row in rows}), tickets(uow, (row.ticket_id for row in rows))
    return tuple(
        OwnerOut(
            id=row.id,
            ticket=briefs[row.ticket_id],
            role=row.role,  # type: ignore[arg-type]
            role_name=ROLE_NAMES[row.role],
            person=person(known, row.person_id),
            since=row.since,
            until=row.until,
            reason=row.end_reason,
            truly_over=briefs[row.ticket_id].state in TRULY_OVER,
        )
        for row in rows
    )


def case_owners(uow: UnitOfWork, *, ticket: str | None = None, person: str | None = None) -> tuple[OwnerOut, ...]:
    """Those of one ticket, also before; without one, all cases that are somebody's now."""
    return owners_out(uow, owners.of_ticket(uow, ticket) if ticket else owners.standing(uow, paging.MAX_LIMIT, person))


def sanction_list(uow: UnitOfWork, unit: str | None = None) -> tuple[SanctionOut, ...]:
    return sanctions_out(uow, sanctions.page(uow, paging.MAX_LIMIT, unit))


def sanctions_out(uow: UnitOfWork, rows: Sequence[SanctionRow]) -> tuple[SanctionOut, ...]:
    known, briefs = people.names(uow, {row.by for row in rows}), tickets(uow, (row.ticket_id for row in rows))
    return tuple(
        SanctionOut(
            id=row.id,
            kind=row.kind,  # type: ignore[arg-type]
            unit=Coded(code=row.unit_code, name=row.unit_name),
            at=row.at,
            by=person(known, row.by),
            text=row.text,
            reference=row.reference,
            ticket=briefs.get(row.ticket_id or ""),
        )
        for row in rows
    )
