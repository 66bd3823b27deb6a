"""The clock's shell: reads the history, writes the columns that hold the result, and the lamp with the next moment to look."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select

from ticketing.clocks import ClockScheme, Course, Started, course, yellow_from
from ticketing.clocks.terms import contact_due, signing_due
from ticketing.tickets.alarms import alarms, lamp, lead_of, next_look
from ticketing.tickets.clock import events_of
from ticketing.tickets.models import TicketLegRow, TicketRow, TicketStepRow
from ticketing.uow import UnitOfWork


def begin(uow: UnitOfWork, row: TicketRow, leg: TicketLegRow, *, level: int | None = None, scheme: str | None = None) -> None:
    """Give a leg that was just made its times, counted from its dispatch; a copied unit (告知) gets none.

    ``level`` and ``scheme`` default to the ticket's; where they differ, the step that makes the leg says so in its ``detail``.
    """
    if leg.role == "cc":
        return
    at = leg.dispatched_at
    leg.sign_due, leg.contact_due = signing_due(at, uow.law.terms), None
    if leg.role == "lead":
        leg.contact_due = contact_due(at, uow.law.terms)
    start = Started(at=at, scheme=cast(ClockScheme, scheme or row.scheme), level=level or row.level or uow.law.default_level)
    _keep(uow, row, leg, course([start], uow.calendar, uow.law.terms))


def refresh(uow: UnitOfWork, row: TicketRow, legs: Iterable[TicketLegRow]) -> None:
    """Compute the clocks of the live legs anew from the history, and write what they say."""
    steps = history(uow, row.id)
    for leg in legs:
        if leg.role != "cc" and leg.state not in ("withdrawn", "reported"):
            _keep(uow, row, leg, course_of(uow, row, leg, steps))
    uow.session.flush()


def course_of(uow: UnitOfWork, row: TicketRow, leg: TicketLegRow, steps: Sequence[TicketStepRow]) -> Course | None:
    """Where the leg's clock stands by the history; None for a copied unit."""
    if leg.role == "cc":
        return None
    events = events_of(leg, steps, scheme=row.scheme, level=row.level or uow.law.default_level)
    return course(events, uow.calendar, uow.law.terms)


def history(uow: UnitOfWork, ticket_id: str) -> Sequence[TicketStepRow]:
    query = select(TicketStepRow).where(TicketStepRow.ticket_id == ticket_id).order_by(TicketStepRow.position)
    return uow.session.scalars(query).all()


def settle(uow: UnitOfWork, row: TicketRow, legs: Sequence[TicketLegRow], at: datetime) -> None:
    """Write the lamp as it is at ``at``. What became due by this change is told at the sweep's next turn."""
    row.light = lamp(at, row, lead_of(legs), risky=bool(row.urgent))
    row.light_due_at = at if legs and row.light != "green" else None


def reminder_every(uow: UnitOfWork) -> timedelta:
    return timedelta(days=uow.law.terms.suspension_reminder_days)


def next_moment(uow: UnitOfWork, row: TicketRow, legs: Iterable[TicketLegRow], now: datetime) -> datetime | None:
    """When the sweep looks at this ticket again."""
    return next_look(now, (alarms(row, leg, reminder_every(uow)) for leg in legs))


def _keep(uow: UnitOfWork, row: TicketRow, leg: TicketLegRow, at: Course | None) -> None:
    if at is None:
        return
    leg.started_at, leg.deadline = at.start, at.due
    leg.yellow_at = yellow_from(at.start, at.due, uow.law.terms)
    if leg.role == "lead":
        row.deadline = at.due
        row.first_deadline = row.first_deadline or at.first_due
        row.sign_due, row.contact_due = leg.sign_due, leg.contact_due
