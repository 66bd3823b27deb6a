"""The dispatcher's boxes: what waits for a person, the oldest first, and how much in each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, cast, get_args

from sqlalchemy import Select, func, or_, select

from ticketing import paging
from ticketing.dispatching import leftovers
from ticketing.dispatching.models import BatchRow, ObjectionRow
from ticketing.dispatching.schemas import BoxPage, BoxTicket, DispatchCounts
from ticketing.drafts.schemas import PlaceOut
from ticketing.schema import Coded
from ticketing.tickets.models import RETURNED, TicketRow, TicketStepRow
from ticketing.tickets.schemas import TicketState
from ticketing.tickets.states import OPEN
from ticketing.uow import UnitOfWork

TicketBox = Literal["to_dispatch", "extensions", "suspensions", "problem", "returned"]
COUNTED = 999
"""A box is counted up to this; more is not told apart."""
TELLING: dict[TicketBox, tuple[str, ...]] = {
    "to_dispatch": ("accept", "supplement", "unmerge"),
    "extensions": ("ask_extension",),
    "suspensions": ("ask_suspension",),
    "problem": ("name_problem",),
    "returned": ("redispatch", "reject_objection"),
}
"""The steps whose reason says why a ticket is in its box."""


def counts(uow: UnitOfWork, now: datetime) -> DispatchCounts:
    """Of all boxes, each up to `COUNTED`."""
    boxes: tuple[TicketBox, ...] = get_args(TicketBox)
    of_tickets = {box: _count(uow, _tickets(uow, box).with_only_columns(TicketRow.id)) for box in boxes}
    return DispatchCounts(
        **of_tickets,
        objections=_count(uow, select(ObjectionRow.id).where(ObjectionRow.state == "open")),
        leftovers=leftovers.count_left(uow, now, COUNTED),
        batches=_count(uow, select(BatchRow.id).where(BatchRow.state != "answered")),
    )


def page(uow: UnitOfWork, box: TicketBox, *, after: str | None, limit: int) -> BoxPage:
    """Oldest first, after the row that ``after`` names."""
    limit = paging.bounded(limit)
    query = _tickets(uow, box)
    if after:
        query = query.where(_later(after))
    rows = uow.session.scalars(query.order_by(TicketRow.created_at, TicketRow.id).limit(limit + 1)).all()
    why = _reasons(uow, [row.id for row in rows], TELLING[box])
    last = rows[limit - 1] if len(rows) > limit else None
    return BoxPage(
        items=tuple(_out(row, why.get(row.id)) for row in rows[:limit]),
        next=paging.cursor(last.created_at, last.id) if last is not None else None,
    )


def _tickets(uow: UnitOfWork, box: TicketBox) -> Select[Any]:
    query = select(TicketRow)
    if box == "to_dispatch":
        return query.where(TicketRow.state == "accepted")
    if box == "problem":
        return query.where(TicketRow.state == "problem_ticket")
    if box == "extensions":
        return query.where(TicketRow.asked_extension.is_not(None), TicketRow.state.in_(OPEN))
    if box == "suspensions":
        return query.where(TicketRow.asked_suspension.is_not(None), TicketRow.state.in_(OPEN))
    return query.where(RETURNED, TicketRow.returns >= uow.law.dispatching.returned_from, TicketRow.state.in_(OPEN))


def _count(uow: UnitOfWork, query: Select[Any]) -> int:
    return uow.session.scalar(select(func.count()).select_from(query.limit(COUNTED).subquery())) or 0


def _later(after: str) -> Any:
    moment, last = paging.place(after)
    return or_(TicketRow.created_at > moment, (TicketRow.created_at == moment) & (TicketRow.id > last))


def _reasons(uow: UnitOfWork, ids: Sequence[str], commands: Sequence[str]) -> dict[str, TicketStepRow]:
    query = select(TicketStepRow).where(TicketStepRow.ticket_id.in_(ids), TicketStepRow.command.in_(commands))
    return {step.ticket_id: step for step in uow.session.scalars(query.order_by(TicketStepRow.position))}


def _out(row: TicketRow, step: TicketStepRow | None) -> BoxTicket:
    plain = (
        "id", "number", "version", "title", "matter", "channel", "type", "level", "created_at", "deadline", "returns",
        "asked_extension", "asked_suspension", "asked_review_at",
    )  # fmt: skip
    return BoxTicket.model_validate(
        {name: getattr(row, name) for name in plain}
        | {
            "state": cast(TicketState, row.state),
            "category": Coded(code=row.category_code, name=row.category_name or "") if row.category_code else None,
            "place": PlaceOut.model_validate(row.place) if row.place else None,
            "unit": Coded(code=row.unit_code, name=row.unit_name or "") if row.unit_code else None,
            "reason": step.reason if step else "",
            "since": step.at if step else row.created_at,
        }
    )
