"""From rows to what is shown of objections, batches, and all that a ticket hangs together with."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select

from config.errors import NotFound
from ticketing import paging
from ticketing.dispatching import batches, merging, sending, splitting
from ticketing.dispatching.models import BatchRow, ObjectionRow
from ticketing.dispatching.objections import of_ticket
from ticketing.dispatching.schemas import (
    BatchOut,
    BatchPage,
    BatchState,
    Kin,
    LegOut,
    ObjectionOut,
    ObjectionPage,
    ObjectionState,
)
from ticketing.dispatching.stage import stage_of
from ticketing.people import repository as people
from ticketing.schema import Coded
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.named import NamedTicket
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import IN_HAND
from ticketing.uow import UnitOfWork

SHOWN = 200
"""So many merged and split tickets a panel names."""


def objection_page(
    uow: UnitOfWork, *, state: ObjectionState | None, unit: str | None, limit: int, before: str | None
) -> ObjectionPage:
    """Newest first; ``unit`` is the one that objected."""
    limit = paging.bounded(limit)
    query = select(ObjectionRow)
    if state:
        query = query.where(ObjectionRow.state == state)
    if unit:
        query = query.where(ObjectionRow.unit_code == unit)
    rows = uow.session.scalars(paging.page(query, ObjectionRow.at, ObjectionRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return ObjectionPage(
        items=objections_out(uow, rows[:limit]), next=paging.cursor(last.at, last.id) if last is not None else None
    )


def objection(uow: UnitOfWork, objection_id: str) -> ObjectionOut:
    """NotFound when there is none."""
    row = uow.session.get(ObjectionRow, objection_id)
    if row is None:
        raise NotFound("没有这条异议。", "请刷新列表。")
    return objections_out(uow, [row])[0]


def objections_out(uow: UnitOfWork, rows: Sequence[ObjectionRow]) -> tuple[ObjectionOut, ...]:
    found = uow.session.scalars(select(TicketRow).where(TicketRow.id.in_({row.ticket_id for row in rows})))
    tickets = {ticket.id: ticket for ticket in found}
    known = people.names(uow, {row.by for row in rows} | {row.reviewed_by for row in rows})
    return tuple(
        ObjectionOut(
            id=row.id,
            ticket=named(tickets[row.ticket_id]),
            version=tickets[row.ticket_id].version,
            deadline=tickets[row.ticket_id].deadline,
            returns=tickets[row.ticket_id].returns,
            unit=Coded(code=row.unit_code, name=row.unit_name),
            suggested=Coded(code=row.suggested_unit, name=row.suggested_name),
            at=row.at,
            by=people.named(known, row.by),
            legal_basis=row.legal_basis,
            reason=row.reason,
            state=cast(ObjectionState, row.state),
            reviewed_at=row.reviewed_at,
            reviewed_by=people.named(known, row.reviewed_by),
            review=row.review,
        )
        for row in rows
    )


def kin(uow: UnitOfWork, ticket_id: str, at: datetime) -> Kin:
    """Legs, objections, head, merged and split tickets, the batch, and where the ticket stands."""
    row = ticket_row(uow, ticket_id)
    head = merging.head_of(uow, row)
    parent = uow.session.get(TicketRow, row.split_from) if row.split_from else None
    batch = uow.session.get(BatchRow, row.batch_id) if row.batch_id else None
    objections = of_ticket(uow, row.id)
    state = cast(TicketState, row.state)
    return Kin(
        stage=stage_of(state, objecting=any(one.state == "open" for one in objections)),
        head=named(head) if head.id != row.id else None,
        merged=_named(merging.members(uow, row.id)),
        split_from=named(parent) if parent else None,
        children=_named(splitting.children(uow, row.id)),
        source_call=row.call_id or (parent.call_id if parent else None),
        batch=batch_out(uow, batch) if batch else None,
        people=len(merging.everyone(uow, row)),
        merge_undo_until=_undo_until(uow, row, at),
        version=row.version,
        state=state,
        legs=_legs(uow, sending.legs_of(uow, row.id)),
        objections=objections_out(uow, objections),
    )


def batch_page(uow: UnitOfWork, *, state: BatchState | None, limit: int, before: str | None) -> BatchPage:
    """Newest first."""
    limit = paging.bounded(limit)
    query = select(BatchRow).where(BatchRow.state == state) if state else select(BatchRow)
    rows = uow.session.scalars(paging.page(query, BatchRow.created_at, BatchRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return BatchPage(
        items=tuple(batch_out(uow, row) for row in rows[:limit]),
        next=paging.cursor(last.created_at, last.id) if last is not None else None,
    )


def batch(uow: UnitOfWork, batch_id: str) -> BatchOut:
    """NotFound when there is none."""
    row = uow.session.get(BatchRow, batch_id)
    if row is None:
        raise NotFound("没有这个批量件。", "请刷新列表。")
    return batch_out(uow, row)


def batch_tickets(uow: UnitOfWork, batch_id: str, limit: int) -> tuple[NamedTicket, ...]:
    """Those in hand first, the oldest first."""
    batch(uow, batch_id)
    over = TicketRow.state.not_in(IN_HAND)
    query = select(TicketRow).where(TicketRow.batch_id == batch_id).order_by(over, TicketRow.created_at, TicketRow.id)
    return tuple(named(row) for row in uow.session.scalars(query.limit(paging.bounded(limit))))


def batch_out(uow: UnitOfWork, row: BatchRow) -> BatchOut:
    lead = uow.session.get(TicketRow, row.lead_ticket_id) if row.lead_ticket_id else None
    known = people.names(uow, {row.created_by})
    plain = ("id", "number", "title", "opinion", "solved", "state", "version", "created_at", "answered_at")
    return BatchOut.model_validate(
        {name: getattr(row, name) for name in plain}
        | {
            "lead": named(lead) if lead else None,
            "lead_unit": Coded(code=lead.unit_code, name=lead.unit_name or "") if lead and lead.unit_code else None,
            "created_by": people.named(known, row.created_by),
        }
        | batches.counts(uow, row)
    )


def ticket_row(uow: UnitOfWork, ticket_id: str) -> TicketRow:
    """The ticket, unlocked; NotFound when there is none."""
    row = uow.session.get(TicketRow, ticket_id)
    if row is None:
        raise NotFound("没有这张工单。", "请刷新工单列表。")
    return row


def named(row: TicketRow) -> NamedTicket:
    return NamedTicket(id=row.id, number=row.number, title=row.title, state=row.state)


def _named(rows: Iterable[TicketRow]) -> tuple[NamedTicket, ...]:
    return tuple(named(row) for row in rows)[:SHOWN]


def _legs(uow: UnitOfWork, legs: Sequence[TicketLegRow]) -> tuple[LegOut, ...]:
    known = people.names(uow, {leg.dispatched_by for leg in legs})
    plain = ("id", "role", "state", "basis", "why", "directory_version", "dispatched_at", "deadline", "ended_at")
    return tuple(
        LegOut.model_validate(
            {name: getattr(leg, name) for name in plain}
            | {
                "unit": Coded(code=leg.unit_code, name=leg.unit_name),
                "dispatched_by": people.named(known, leg.dispatched_by),
            }
        )
        for leg in legs
    )


def _undo_until(uow: UnitOfWork, row: TicketRow, at: datetime) -> datetime | None:
    """Until when the merge can be undone; None where there is none, or no more."""
    if row.merged_into is None:
        return None
    done = merging.last_merge(uow, row.id)
    until = done.at + timedelta(seconds=uow.law.dispatching.merge_undo_s) if done else None
    return until if until and until > at else None
