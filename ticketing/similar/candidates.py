"""Which open tickets are compared at all: those of the same street or kind, and the newest ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, or_, select

from ticketing.directory import City
from ticketing.similar.alike import Matter
from ticketing.tickets.models import TicketRow
from ticketing.tickets.states import IN_HAND
from ticketing.uow import UnitOfWork

MOST = 1_000
NEWEST = 300
BRANCH = 6
COLUMNS = (
    TicketRow.id, TicketRow.number, TicketRow.state, TicketRow.title, TicketRow.matter, TicketRow.wish, TicketRow.category_code,
    TicketRow.category_name, TicketRow.place, TicketRow.unit_code, TicketRow.unit_name, TicketRow.caller_number,
    TicketRow.callback_number, TicketRow.created_at, TicketRow.deadline,
)  # fmt: skip


def candidates(uow: UnitOfWork, matter: Matter, at: datetime, without: str | None = None) -> Sequence[Row[Any]]:
    """At most `MOST` of the same street or branch of the tree, newest first, and the `NEWEST` of all; each once."""
    since = at - timedelta(days=uow.law.similar_days)
    open_ones = select(*COLUMNS).where(TicketRow.state.in_(IN_HAND), TicketRow.created_at >= since)
    newest_first = open_ones.order_by(TicketRow.created_at.desc(), TicketRow.id.desc())
    near = []
    if matter.street:
        near.append(TicketRow.place["street_code"].as_string() == matter.street)
    if matter.category:
        near.append(TicketRow.category_code.startswith(matter.category[:BRANCH], autoescape=True))
    rows = list(uow.session.execute(newest_first.limit(NEWEST)))
    if near:
        rows += uow.session.execute(newest_first.where(or_(*near)).limit(MOST))
    return list({row.id: row for row in rows if row.id != without}.values())


def matter_of(city: City, row: "Row[Any] | TicketRow") -> Matter:
    """What is compared of a ticket."""
    place = row.place or {}
    return Matter(
        text=f"{row.matter}\n{row.wish}",
        category=row.category_code or "",
        category_name=row.category_name or "",
        place=named_place(city, place.get("gazetteer"), place.get("text")),
        street=place.get("street_code") or "",
        detail=place.get("detail") or "",
        numbers=frozenset(filter(None, (row.caller_number, row.callback_number))),
    )


def named_place(city: City, gazetteer: str | None, text: str | None) -> str:
    """The name by which two matters are at the same place; a street or district that was all the caller said is none."""
    name = gazetteer or text or ""
    try:
        return name if city.place_names[name].whole else ""
    except KeyError:
        return name
