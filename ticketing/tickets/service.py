"""Tickets: made from drafts, moved by commands of the table, each step one row of history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from config.errors import BadInput
from config.ids import new_id
from ticketing import paging
from ticketing.dispatching.plan import Dispatch
from ticketing.dispatching.sending import dispatch, legs_of
from ticketing.search import service as search
from ticketing.search.index import index
from ticketing.tickets import callers, repository
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import move
from ticketing.tickets.numbers import next_number
from ticketing.tickets.out import ticket_out
from ticketing.tickets.schemas import TicketOut, TicketPage
from ticketing.uow import UnitOfWork

__all__ = ["Dispatch", "NewTicket", "accept", "answer", "dispatch", "get", "legs_of", "list_tickets"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What a draft hands over. ``fields`` are columns of the ticket that the draft filled."""

    call_id: str | None
    duty_session_id: str | None = None
    channel: str = "telephone"
    origin: str = "reactive"
    fields: Mapping[str, Any] = field(default_factory=dict)


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


def get(uow: UnitOfWork, ticket_id: str) -> TicketOut:
    """The ticket with its history."""
    return ticket_out(uow, repository.ticket_row(uow, ticket_id), history=True)


def list_tickets(
    uow: UnitOfWork,
    *,
    state: str | None = None,
    unit: str | None = None,
    street: str | None = None,
    q: str = "",
    knows_callers: bool = True,
    limit: int = 50,
    before: str | None = None,
) -> TicketPage:
    """Newest first; ``q`` as `search.find` takes it; ``before`` is a page's ``next`` of the same question."""
    limit = paging.bounded(limit)
    asked = {TicketRow.state: state, TicketRow.unit_code: unit, TicketRow.street_code: street}
    filters = [column == value for column, value in asked.items() if value]
    if q.strip():
        rows, after = search.find(uow, q, filters, knows_callers=knows_callers, before=before, limit=limit)
    else:
        rows, after = _newest(uow, filters, before, limit)
    counted = callers.counts(uow, [row.id for row in rows])
    return TicketPage(items=tuple(ticket_out(uow, row, callers_count=counted[row.id]) for row in rows), next=after)


def _newest(
    uow: UnitOfWork, filters: Sequence[ColumnElement[bool]], before: str | None, limit: int
) -> tuple[list[TicketRow], str | None]:
    rows = repository.tickets_page(uow, filters, limit=limit, before=before)
    more = len(rows) > limit
    return list(rows[:limit]), paging.cursor(rows[limit - 1].created_at, rows[limit - 1].id) if more else None
