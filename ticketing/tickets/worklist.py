"""A unit's worklist (承办): its parts of tickets in boxes, paged by what comes first, and how many there are in each.

Quick at a million tickets because each box reads an index of the legs: (unit, role, state, deadline) for what is open,
(unit, state, ended) for what was reported, (unit, role, dispatched) for what was only told.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, load_only

from ticketing import paging
from ticketing.schema import Coded, Schema
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.schemas import TicketState
from ticketing.uow import UnitOfWork

Box = Literal["open", "to_sign", "handling", "soon", "overdue", "returned", "supplement", "suspended", "co", "copied", "done"]
BOXES: tuple[Box, ...] = get_args(Box)
COUNTED = 1_000
"""A box says how many it holds up to here, and “more” beyond."""
_UNDER_WAY: tuple[TicketState, ...] = ("dispatched", "signed", "handling", "problem_ticket")
_WITH_UNIT: tuple[TicketState, ...] = (*_UNDER_WAY, "supplement", "suspended")
_LEG_OPEN = ("dispatched", "signed", "handling")


class WorkItem(Schema):
    """A part of the unit's: the ticket and what of it is the unit's own. Nothing of the citizen is shown in a list.

    ``deadline`` is the part's own; ``yellow_at`` is when it warns; ``light`` is the ticket's lamp.
    """

    id: str
    number: str
    leg: str
    role: Literal["lead", "co", "cc"]
    leg_state: str
    state: TicketState
    version: int
    title: str
    category: Coded | None
    place: str
    light: Literal["blue", "green", "yellow", "red"]
    flags: tuple[str, ...]
    dispatched_at: datetime
    sign_due: datetime | None
    contact_due: datetime | None
    contacted_at: datetime | None
    deadline: datetime | None
    yellow_at: datetime | None
    ended_at: datetime | None
    reworks: int
    asked_extension: int | None
    asked_suspension: str | None


class WorkPage(Schema):
    """``next`` goes into ``after`` for the page after this one; None at the end."""

    items: tuple[WorkItem, ...]
    next: str | None


class WorkCounts(Schema):
    """By box, at most 1,000 each; ``more`` names the boxes that hold more than was counted."""

    counts: dict[str, int]
    more: tuple[str, ...]


OF_LEG = (
    TicketLegRow.role, TicketLegRow.state, TicketLegRow.dispatched_at, TicketLegRow.sign_due, TicketLegRow.contact_due,
    TicketLegRow.contacted_at, TicketLegRow.deadline, TicketLegRow.yellow_at, TicketLegRow.ended_at,
)  # fmt: skip
OF_TICKET = (
    TicketRow.number, TicketRow.state, TicketRow.version, TicketRow.title, TicketRow.light, TicketRow.flags, TicketRow.reworks,
    TicketRow.asked_extension, TicketRow.asked_suspension, TicketRow.category_code, TicketRow.category_name, TicketRow.place,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Order:
    """The time by which a box is paged, and whether the earliest comes first."""

    time: InstrumentedAttribute[Any]
    rising: bool


_BY_DEADLINE = _Order(TicketLegRow.deadline, True)
_ORDERS: Mapping[Box, _Order] = {
    "copied": _Order(TicketLegRow.dispatched_at, False),
    "done": _Order(TicketLegRow.ended_at, False),
}


def page(uow: UnitOfWork, unit: str, box: Box, now: datetime, *, after: str | None = None, limit: int = 50) -> WorkPage:
    """Open work by deadline, the nearest first; what is done or was only told, the newest first."""
    limit, order = paging.bounded(limit), _ORDERS.get(box, _BY_DEADLINE)
    query = _joined(unit).where(_of_box(box, now))
    if after:
        query = query.where(_beyond(order, after))
    direction: Callable[[Any], Any] = (lambda column: column.asc()) if order.rising else (lambda column: column.desc())
    query = query.order_by(direction(order.time), direction(TicketLegRow.id)).limit(limit + 1)
    rows = uow.session.execute(query).all()
    shown = rows[:limit]
    last = shown[-1][0] if len(rows) > limit else None
    return WorkPage(
        items=tuple(_item(leg, ticket) for leg, ticket in shown),
        next=paging.cursor(getattr(last, order.time.key), last.id) if last else None,
    )


def counts(uow: UnitOfWork, unit: str, now: datetime) -> WorkCounts:
    """One look over the unit's open parts, and a bounded count of each of the two long boxes."""
    open_boxes, conditions = [box for box in BOXES if box not in _ORDERS], _conditions(now)
    marks = [case((conditions[box], 1), else_=0).label(box) for box in open_boxes]
    looked = _base(select(*marks), unit).where(conditions["open"]).limit(len(open_boxes) * COUNTED).subquery()
    found = uow.session.execute(select(*(func.sum(looked.c[box]) for box in open_boxes))).one()
    counted = {box: int(number or 0) for box, number in zip(open_boxes, found, strict=True)}
    for box in _ORDERS:
        few = _base(select(TicketLegRow.id), unit).where(conditions[box]).limit(COUNTED + 1).subquery()
        counted[box] = uow.session.scalar(select(func.count()).select_from(few)) or 0
    more = tuple(box for box in BOXES if counted[box] > COUNTED)
    return WorkCounts(counts={box: min(counted[box], COUNTED) for box in BOXES}, more=more)


def _joined(unit: str) -> Select[Any]:
    query: Any = select(TicketLegRow, TicketRow).options(load_only(*OF_LEG), load_only(*OF_TICKET))
    return _base(query, unit)


def _base(query: Select[Any], unit: str) -> Select[Any]:
    return query.join_from(TicketLegRow, TicketRow, TicketRow.id == TicketLegRow.ticket_id).where(TicketLegRow.unit_code == unit)


def _of_box(box: Box, now: datetime) -> ColumnElement[bool]:
    return _conditions(now).get(box, false())


def _conditions(now: datetime) -> "dict[Box, ColumnElement[bool]]":
    """By box, what its parts have in common."""
    leg, ticket = TicketLegRow, TicketRow
    mine = and_(leg.role.in_(("lead", "co")), leg.state.in_(_LEG_OPEN), ticket.state.in_(_WITH_UNIT))
    under_way = and_(mine, ticket.state.in_(_UNDER_WAY))
    late = and_(leg.deadline.is_not(None), leg.deadline < now)
    return {
        "open": mine,
        "to_sign": and_(under_way, leg.state == "dispatched"),
        "handling": and_(under_way, leg.state.in_(("signed", "handling"))),
        "soon": and_(under_way, leg.yellow_at <= now, leg.deadline >= now),
        "overdue": and_(mine, late, ticket.state != "supplement"),
        "returned": and_(under_way, ticket.reworks > 0),
        "supplement": and_(mine, ticket.state == "supplement"),
        "suspended": and_(mine, ticket.state == "suspended"),
        "co": and_(mine, leg.role == "co"),
        "copied": and_(leg.role == "cc", leg.state != "withdrawn"),
        "done": leg.state == "reported",
    }


def _beyond(order: _Order, after: str) -> ColumnElement[bool]:
    moment, last = paging.place(after)
    if order.rising:
        return or_(order.time > moment, and_(order.time == moment, TicketLegRow.id > last))
    return or_(order.time < moment, and_(order.time == moment, TicketLegRow.id < last))


def _item(leg: TicketLegRow, ticket: TicketRow) -> WorkItem:
    place: Mapping[str, Any] = ticket.place or {}
    category = Coded(code=ticket.category_code, name=ticket.category_name or "") if ticket.category_code else None
    return WorkItem.model_validate(
        {column.key: getattr(leg, column.key) for column in OF_LEG if column.key != "state"}
        | {column.key: getattr(ticket, column.key) for column in OF_TICKET if column.key in WorkItem.model_fields}
        | {"id": ticket.id, "leg": leg.id, "leg_state": leg.state, "category": category, "place": _place_text(place)}
    )


def _place_text(place: Mapping[str, Any]) -> str:
    parts: Sequence[Any] = (place.get("district"), place.get("text"), place.get("detail"))
    return " ".join(str(part) for part in parts if part)
