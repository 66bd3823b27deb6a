"""Queries on intakes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, func, select

from ticketing import paging
from ticketing.attachments.models import AttachmentRow
from ticketing.intake.models import IntakeRow, IntakeStepRow
from ticketing.intake.states import OPEN
from ticketing.tickets import callers
from ticketing.tickets.models import TicketRow, TicketStepRow
from ticketing.uow import UnitOfWork

SHOWN = 200
STEPS_SHOWN = 200


def open_rows(uow: UnitOfWork, channel: str | None, by: str | None) -> Sequence[IntakeRow]:
    """What is open, without calls: first what nobody has accepted, the one due first first; ``by`` only that person's."""
    query = select(IntakeRow).where(IntakeRow.state.in_(OPEN), IntakeRow.channel != "telephone")
    if channel:
        query = query.where(IntakeRow.channel == channel)
    if by:
        query = query.where(IntakeRow.accepted_by == by)
    first = case((IntakeRow.state == "received", 0), (IntakeRow.state == "accepted", 1), else_=2)
    return uow.session.scalars(query.order_by(first, IntakeRow.accept_due, IntakeRow.id).limit(SHOWN)).all()


def counts(uow: UnitOfWork, now: datetime) -> Mapping[str, Mapping[str, int]]:
    """By channel, how many are in each open state, and ``overdue``: received and not accepted in time."""
    late = func.sum(case(((IntakeRow.state == "received") & (IntakeRow.accept_due <= now), 1), else_=0))
    query = (
        select(IntakeRow.channel, IntakeRow.state, func.count(), late)
        .where(IntakeRow.state.in_(OPEN), IntakeRow.channel != "telephone")
        .group_by(IntakeRow.channel, IntakeRow.state)
    )
    found: dict[str, dict[str, int]] = {}
    for channel, state, number, overdue in uow.session.execute(query):
        of = found.setdefault(channel, {})
        of[state] = number
        of["overdue"] = of.get("overdue", 0) + int(overdue or 0)
    return found


def intakes_page(
    uow: UnitOfWork, *, channel: str | None, state: str | None, visit: str | None, before: str | None, limit: int
) -> Sequence[IntakeRow]:
    query = select(IntakeRow)
    query = query.where(IntakeRow.channel == channel if channel else IntakeRow.channel != "telephone")
    if state:
        query = query.where(IntakeRow.state == state)
    if visit:
        query = query.where(IntakeRow.visit_id == visit)
    return uow.session.scalars(paging.page(query, IntakeRow.arrived_at, IntakeRow.id, before, limit)).all()


def steps_of(uow: UnitOfWork, intake_id: str) -> Sequence[IntakeStepRow]:
    query = select(IntakeStepRow).where(IntakeStepRow.intake_id == intake_id)
    return uow.session.scalars(query.order_by(IntakeStepRow.position).limit(STEPS_SHOWN)).all()


def tickets_of(uow: UnitOfWork, intake_ids: Sequence[str]) -> dict[str, TicketRow]:
    """By intake, the ticket that came of it, or the one that it was joined to."""
    made = uow.session.scalars(select(TicketRow).where(TicketRow.intake_id.in_(intake_ids)))
    found = {row.intake_id: row for row in made if row.intake_id}
    joined = {row.intake_id: row.ticket_id for row in callers.of_intakes(uow, intake_ids)}
    others = uow.session.scalars(select(TicketRow).where(TicketRow.id.in_(joined.values())))
    rows = {row.id: row for row in others}
    return {intake: rows[ticket] for intake, ticket in joined.items()} | found


def files_of(uow: UnitOfWork, intake_ids: Sequence[str]) -> dict[str, int]:
    query = select(AttachmentRow.intake_id, func.count()).where(AttachmentRow.intake_id.in_(intake_ids))
    return {id: number for id, number in uow.session.execute(query.group_by(AttachmentRow.intake_id)) if id}


def by_tracking(uow: UnitOfWork, tracking: str) -> IntakeRow | None:
    return uow.session.scalar(select(IntakeRow).where(IntakeRow.tracking == tracking))


def by_external(uow: UnitOfWork, channel: str, source: str, external_id: str) -> IntakeRow | None:
    where = (IntakeRow.channel == channel, IntakeRow.source == source, IntakeRow.external_id == external_id)
    return uow.session.scalar(select(IntakeRow).where(*where))


def ticket_steps_of(uow: UnitOfWork, ticket_id: str) -> Sequence[TicketStepRow]:
    query = select(TicketStepRow).where(TicketStepRow.ticket_id == ticket_id)
    return uow.session.scalars(query.order_by(TicketStepRow.position).limit(STEPS_SHOWN)).all()
