"""Queries on tickets and their history."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from config.errors import NotFound
from ticketing import paging
from ticketing.tickets import callers
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork


def ticket_row(uow: UnitOfWork, ticket_id: str, *, lock: bool = False) -> TicketRow:
    """The ticket with its history loaded; with ``lock`` nobody else's until the commit."""
    query = select(TicketRow).where(TicketRow.id == ticket_id).options(selectinload(TicketRow.steps))
    if lock:
        query = query.with_for_update()
    row = uow.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("没有这张工单。", "请刷新工单列表。")
    return row


def of_call(uow: UnitOfWork, call_id: str) -> TicketRow | None:
    return uow.session.scalar(select(TicketRow).where(TicketRow.call_id == call_id))


def of_calls(uow: UnitOfWork, call_ids: Sequence[str]) -> dict[str, TicketRow]:
    """By call, the ticket that came of it, or the one that its caller was added to."""
    found = uow.session.scalars(select(TicketRow).where(TicketRow.call_id.in_(call_ids)))
    added = callers.of_intakes(uow, call_ids)
    rows = {row.id: row for row in uow.session.scalars(select(TicketRow).where(TicketRow.id.in_([r.ticket_id for r in added])))}
    return {row.intake_id: rows[row.ticket_id] for row in added} | {row.call_id: row for row in found if row.call_id}


def of_number(uow: UnitOfWork, number: str, before: datetime, limit: int) -> Sequence[TicketRow]:
    """Earlier tickets of a caller's number, newest first."""
    query = select(TicketRow).where(TicketRow.caller_number == number, TicketRow.created_at < before)
    return uow.session.scalars(query.order_by(TicketRow.created_at.desc()).limit(limit)).all()


def tickets_page(
    uow: UnitOfWork, filters: Sequence[ColumnElement[bool]], *, limit: int, before: str | None
) -> Sequence[TicketRow]:
    query = select(TicketRow).where(*filters)
    return uow.session.scalars(paging.page(query, TicketRow.created_at, TicketRow.id, before, limit)).all()
