"""What people see of studios and task forces: who is in them, what they did, and which fits a ticket."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from ticketing import paging
from ticketing.people import repository as people
from ticketing.schema import Coded, PersonName
from ticketing.studios import repository, service, statistics, suggestion
from ticketing.studios.models import StudioMemberRow, StudioRow, StudioStepRow
from ticketing.studios.schemas import (
    StudioFigures,
    StudioKind,
    StudioMemberOut,
    StudioOut,
    StudioOutcomeOut,
    StudioOutcomePage,
    StudioOutcomes,
    StudioStepOut,
    StudioTicket,
    StudioTickets,
    SuggestedStudio,
)
from ticketing.studios.statistics import Handled
from ticketing.studios.suggestion import Candidate, Fit, Matter
from ticketing.tickets import repository as tickets
from ticketing.tickets.models import TicketRow
from ticketing.tickets.named import NamedTicket, named_tickets
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

MOST_TICKETS = 50_000
"""Tickets of one studio that are reckoned together."""


def studios(
    uow: UnitOfWork,
    *,
    by: str,
    at: datetime,
    kind: str | None = None,
    state: str | None = None,
    ticket: str | None = None,
) -> tuple[StudioOut, ...]:
    """By kind and name; with ``ticket`` those that have it: it was given to them, or dispatched to their unit."""
    rows = repository.studios(uow, kind, state)
    if ticket:
        rows = [row for row in rows if repository.has_ticket(uow, row, ticket)]
    return _out(uow, rows, by, uow.calendar.local(at).date())


def studio(uow: UnitOfWork, studio_id: str, *, by: str, at: datetime) -> StudioOut:
    """One with its history."""
    row = repository.studio_row(uow, studio_id, lock=False)
    steps = repository.steps(uow, row.id)
    known = people.names(uow, {step.by for step in steps})
    history = tuple(_step(step, known.get(step.by, step.by)) for step in steps)
    return _out(uow, [row], by, uow.calendar.local(at).date())[0].model_copy(update={"history": history})


def studio_tickets(uow: UnitOfWork, studio_id: str, *, before: str | None = None, limit: int = 50) -> StudioTickets:
    """Newest first: those given to it, and those that its unit has a part in."""
    row, limit = repository.studio_row(uow, studio_id, lock=False), paging.bounded(limit)
    rows = repository.tickets_page(uow, row, before, limit)
    given = repository.given_ids(uow, row.id, [one.id for one in rows])
    more = paging.cursor(rows[limit - 1].created_at, rows[limit - 1].id) if len(rows) > limit else None
    return StudioTickets(
        items=tuple(
            StudioTicket(
                ticket=NamedTicket(id=one.id, number=one.number, title=one.title, state=one.state),
                at=one.created_at,
                given=one.id in given,
            )
            for one in rows[:limit]
        ),
        next=more,
    )


def outcomes(uow: UnitOfWork, studio_id: str, *, before: str | None = None, limit: int = 50) -> StudioOutcomePage:
    """What came of its tickets, row by row, newest first."""
    repository.studio_row(uow, studio_id, lock=False)
    limit = paging.bounded(limit)
    rows = repository.outcomes_page(uow, studio_id, before, limit)
    about, known = named_tickets(uow, [row.ticket_id for row in rows]), people.names(uow, {row.by for row in rows})
    plain = ("id", "at", "kind", "count", "amount_fen", "note")
    return StudioOutcomePage(
        items=tuple(
            StudioOutcomeOut.model_validate(
                {name: getattr(row, name) for name in plain} | {"ticket": about[row.ticket_id], "by": people.named(known, row.by)}
            )
            for row in rows[:limit]
        ),
        next=paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def candidates(uow: UnitOfWork, q: str) -> tuple[PersonName, ...]:
    """Accounts whose name has these characters, to be linked as members."""
    return tuple(PersonName(id=id, name=name) for id, name in repository.people_named(uow, q))


def suggest(uow: UnitOfWork, ticket_id: str, *, by: str, at: datetime) -> tuple[SuggestedStudio, ...]:
    """Studios and task forces of that day that fit the ticket's category, place or words, best first, with the reasons.

    Those that have the ticket already are left out; ``may`` says whether whoever asks may give it to them.
    """
    ticket, today = tickets.ticket_row(uow, ticket_id), uow.calendar.local(at).date()
    rows = [row for row in repository.studios(uow, None, "active") if row.starts_on <= today <= (row.ends_on or today)]
    rows = [row for row in rows if not repository.has_ticket(uow, row, ticket.id)]
    fits = suggestion.suggest(map(_candidate, rows), _matter(uow, ticket), uow.law.funds.studio_suggestions)
    by_id, members = {row.id: row for row in rows}, repository.members(uow, [fit.id for fit in fits])
    return tuple(_suggested(uow, by_id[fit.id], fit, members[fit.id], by, today) for fit in fits)


def figures(uow: UnitOfWork, since: datetime, until: datetime, *, kind: str | None = None) -> tuple[StudioFigures, ...]:
    """Each studio's own figures over the tickets that were entered from ``since`` until before ``until``."""
    return tuple(_figures(uow, row, since, until) for row in repository.studios(uow, kind, None))


def _figures(uow: UnitOfWork, row: StudioRow, since: datetime, until: datetime) -> StudioFigures:
    rows = repository.tickets_between(uow, row, since, until, MOST_TICKETS)
    handled = [
        Handled(
            started_at=one.dispatched_at or one.created_at,
            ended_at=one.reported_at or one.closed_at,
            deadline=one.first_deadline or one.deadline,
        )
        for one in rows
    ]
    evaluated = repository.evaluated(uow, [one.id for one in rows])
    satisfied_from = uow.law.evaluation.satisfied_from
    return statistics.figures(row.id, row.name, cast(StudioKind, row.kind), handled, evaluated, satisfied_from, uow.calendar)


def _candidate(row: StudioRow) -> Candidate:
    return Candidate(id=row.id, categories=tuple(row.categories), areas=tuple(row.areas), specialities=tuple(row.specialities))


def _matter(uow: UnitOfWork, ticket: TicketRow) -> Matter:
    street = ticket.street_code
    areas = [unit.code for unit in uow.city.units.ancestors(street)] if street in uow.city.units and street else []
    text = " ".join((ticket.title, ticket.summary, ticket.matter, ticket.category_name or ""))
    return Matter(category=ticket.category_code, areas=tuple(areas), text=text)


def _suggested(
    uow: UnitOfWork, row: StudioRow, fit: Fit, members: Sequence[StudioMemberRow], by: str, today: date
) -> SuggestedStudio:
    reasons = []
    if fit.category:
        reasons.append(f"承办事项：{_category_name(uow, fit.category)}")
    if fit.words:
        reasons.append(f"专长：{'、'.join(fit.words)}")
    reasons.append(f"范围：{uow.city.unit(fit.area).name}" if fit.area else "范围：全市")
    leader = next((one.name for one in members if one.role == "leader" and service.current(one, today)), "")
    return SuggestedStudio(
        id=row.id,
        kind=cast(StudioKind, row.kind),
        name=row.name,
        unit=unit_coded(uow, row.unit_code),
        leader=leader,
        reasons=tuple(reasons),
        may=service.may_manage(uow, row, by, today),
    )


def _out(uow: UnitOfWork, rows: Sequence[StudioRow], by: str, today: date) -> tuple[StudioOut, ...]:
    ids = [row.id for row in rows]
    members, totals = repository.members(uow, ids), repository.outcome_totals(uow, ids)
    plain = (
        "id", "kind", "name", "purpose", "specialities", "partners", "state", "starts_on", "ends_on", "outcome", "version",
    )  # fmt: skip
    return tuple(
        StudioOut.model_validate(
            {name: getattr(row, name) for name in plain}
            | {
                "unit": unit_coded(uow, row.unit_code),
                "areas": tuple(unit_coded(uow, code) for code in row.areas),
                "categories": tuple(Coded(code=code, name=_category_name(uow, code)) for code in row.categories),
                "members": tuple(_member(one, today) for one in members[row.id]),
                "outcomes": tuple(
                    StudioOutcomes.model_validate({"kind": kind, "count": count, "amount_fen": fen})
                    for studio, kind, count, fen in totals
                    if studio == row.id
                ),
                "may": service.may_manage(uow, row, by, today),
            }
        )
        for row in rows
    )


def _category_name(uow: UnitOfWork, beginning: str) -> str:
    """The name of the level that a beginning of a code reaches; the code itself when the tables have it no more."""
    leaf = next((category for code, category in uow.city.categories.items() if code.startswith(beginning)), None)
    level = len(beginning) // suggestion.DIGITS_A_LEVEL
    return leaf.path[level - 1] if leaf and 0 < level <= len(leaf.path) else beginning


def _member(row: StudioMemberRow, today: date) -> StudioMemberOut:
    plain = ("id", "name", "role", "note", "since", "until")
    return StudioMemberOut.model_validate(
        {name: getattr(row, name) for name in plain} | {"person": row.person_id, "current": service.current(row, today)}
    )


def _step(row: StudioStepRow, name: str) -> StudioStepOut:
    plain = ("at", "command", "reason", "detail")
    return StudioStepOut.model_validate(
        {field: getattr(row, field) for field in plain} | {"by": PersonName(id=row.by, name=name)}
    )
