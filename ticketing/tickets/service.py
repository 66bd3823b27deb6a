"""Tickets: made from drafts, moved by commands of the table, each step one row of history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select

from config.errors import BadInput
from config.ids import new_id
from ticketing import clocks, paging
from ticketing.tickets import callers, repository
from ticketing.tickets.models import TicketRow, TicketStepRow
from ticketing.tickets.numbers import next_number
from ticketing.tickets.out import ticket_out
from ticketing.tickets.schemas import TicketOut, TicketPage, TicketState
from ticketing.tickets.states import IMPLEMENTED, Command, step
from ticketing.uow import UnitOfWork

PLAIN_STEPS = IMPLEMENTED - {"accept", "answer", "dispatch", "add_caller", "remove_caller"}


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
    move(uow, row, "dispatch", by=by, at=at, reason=to.why)


def act(uow: UnitOfWork, ticket_id: str, command: Command, *, by: str, at: datetime, reason: str = "") -> TicketOut:
    """Take a plain step of the main line: sign, start_handling, report, pass_review, close, archive."""
    row = repository.ticket_row(uow, ticket_id)
    if command not in PLAIN_STEPS:
        raise BadInput(f"{command} is no plain step of a ticket.", f"Plain steps: {', '.join(sorted(PLAIN_STEPS))}.")
    move(uow, row, command, by=by, at=at, reason=reason)
    return get(uow, ticket_id)


def move(uow: UnitOfWork, row: TicketRow, command: Command, *, by: str, at: datetime, reason: str = "") -> None:
    """Take one step of the table and append its row: the only place where a ticket's state is written."""
    before = cast(TicketState, row.state)
    after = step(before, command)
    last = select(func.max(TicketStepRow.position)).where(TicketStepRow.ticket_id == row.id)
    history = TicketStepRow(
        id=new_id(),
        ticket_id=row.id,
        position=(uow.session.scalar(last) or 0) + 1,
        at=at,
        by=by,
        command=command,
        from_state=before,
        to_state=after,
        reason=reason,
    )
    uow.session.add(history)
    row.state = after
    row.closed_at = at if after == "closed" else None if command == "reopen" else row.closed_at
    uow.session.flush()


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
