"""Tickets: made from drafts, moved by commands of the table, each step one row of history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from config.errors import BadInput
from config.ids import new_id
from ticketing import clocks, paging
from ticketing.search.index import index
from ticketing.tickets import callers, repository
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.moves import move, move_leg
from ticketing.tickets.numbers import next_number
from ticketing.tickets.out import ticket_out
from ticketing.tickets.schemas import TicketOut, TicketPage
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork

PLAIN_STEPS: frozenset[Command] = frozenset({"sign", "start_handling", "report", "pass_review", "close", "archive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What a draft hands over. ``fields`` are columns of the ticket that the draft filled."""

    call_id: str | None
    duty_session_id: str | None = None
    channel: str = "telephone"
    origin: str = "reactive"
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Where a ticket goes: codes, the basis and its reason in words, and the level in working days."""

    unit: str
    co_units: tuple[str, ...]
    basis: str
    why: str
    dispatch_level: str
    level: int


def accept(uow: UnitOfWork, new: NewTicket, *, by: str, at: datetime) -> TicketRow:
    """Make the ticket in state ``accepted`` with its number."""
    row = TicketRow(
        id=new_id(),
        number=next_number(uow, at),
        call_id=new.call_id,
        duty_session_id=new.duty_session_id,
        channel=new.channel,
        origin=new.origin,
        state="draft",
        answer="",
        co_units=[],
        basis_why="",
        directory_version=uow.city.version,
        created_at=at,
        created_by=by,
        street_code=(new.fields.get("place") or {}).get("street_code"),
        **new.fields,
    )
    uow.session.add(row)
    uow.session.flush()
    index(uow, row)
    move(uow, row, "accept", by=by, at=at)
    return row


def answer(uow: UnitOfWork, row: TicketRow, text: str, *, by: str, at: datetime) -> None:
    """Answered on the spot (在线答复): the answer is stored and the ticket closed."""
    if not text.strip():
        raise BadInput("答复内容不能为空。", "请填写向市民答复的内容。")
    row.answer = text.strip()
    move(uow, row, "answer", by=by, at=at)
    move(uow, row, "close", by=by, at=at, reason="在线答复办结")


def dispatch(uow: UnitOfWork, row: TicketRow, to: Dispatch, *, by: str, at: datetime) -> None:
    """Send the ticket to its unit, with the basis and the deadline in working days."""
    unit = uow.city.unit(to.unit)
    row.unit_code, row.unit_name, row.co_units = unit.code, unit.name, list(to.co_units)
    row.basis, row.basis_why, row.dispatch_level = to.basis, to.why, to.dispatch_level
    row.level, row.dispatched_at = to.level, at
    row.deadline = clocks.deadline(at, to.level, uow.calendar)
    row.first_deadline, row.first_receiver = row.first_deadline or row.deadline, row.first_receiver or unit.code
    row.sign_due, row.contact_due = clocks.signing_due(at), clocks.contact_due(at)
    row.light_due_at = row.sign_due
    leg = _lead_leg(uow, row, to, by=by, at=at)
    move(uow, row, "dispatch", by=by, at=at, reason=to.why, leg=leg.id)


def _lead_leg(uow: UnitOfWork, row: TicketRow, to: Dispatch, *, by: str, at: datetime) -> TicketLegRow:
    leg = TicketLegRow(
        id=new_id(),
        ticket_id=row.id,
        position=1 + len(legs_of(uow, row.id)),
        unit_code=to.unit,
        unit_name=uow.city.unit(to.unit).name,
        role="lead",
        state="dispatched",
        basis=to.basis,
        why=to.why,
        directory_version=uow.city.version,
        dispatched_at=at,
        dispatched_by=by,
        sign_due=row.sign_due,
        contact_due=row.contact_due,
        deadline=row.deadline,
    )
    uow.session.add(leg)
    uow.session.flush()
    return leg


def legs_of(uow: UnitOfWork, ticket_id: str) -> Sequence[TicketLegRow]:
    """The ticket's legs in the order of their making, also those that were withdrawn."""
    query = select(TicketLegRow).where(TicketLegRow.ticket_id == ticket_id).order_by(TicketLegRow.position)
    return uow.session.scalars(query).all()


def act(uow: UnitOfWork, ticket_id: str, command: Command, *, by: str, at: datetime, reason: str = "") -> TicketOut:
    """Take a plain step of the main line: sign, start_handling, report, pass_review, close, archive."""
    row = repository.ticket_row(uow, ticket_id)
    if command not in PLAIN_STEPS:
        raise BadInput(f"{command} is no plain step of a ticket.", f"Plain steps: {', '.join(sorted(PLAIN_STEPS))}.")
    lead = next((leg for leg in legs_of(uow, ticket_id) if leg.role == "lead" and leg.state != "withdrawn"), None)
    if lead is not None and command in ("sign", "start_handling", "report"):
        move_leg(lead, command, at)
    move(uow, row, command, by=by, at=at, reason=reason, leg=lead.id if lead else None)
    return get(uow, ticket_id)


def get(uow: UnitOfWork, ticket_id: str) -> TicketOut:
    """The ticket with its history."""
    return ticket_out(uow, repository.ticket_row(uow, ticket_id), history=True)


def list_tickets(
    uow: UnitOfWork,
    *,
    state: str | None = None,
    unit: str | None = None,
    q: str = "",
    limit: int = 50,
    before: str | None = None,
) -> TicketPage:
    """Newest first; ``q`` looks into number, title, summary and caller's number; ``before`` is a page's ``next``."""
    limit = paging.bounded(limit)
    rows = repository.tickets_page(uow, state=state, unit=unit, q=q, limit=limit, before=before)
    more = len(rows) > limit
    counted = callers.counts(uow, [row.id for row in rows[:limit]])
    return TicketPage(
        items=tuple(ticket_out(uow, row, callers_count=counted[row.id]) for row in rows[:limit]),
        next=paging.cursor(rows[limit - 1].created_at, rows[limit - 1].id) if more else None,
    )
