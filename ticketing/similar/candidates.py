"""Which open tickets are compared at all: those that could be the same matter by their street or, without one, their kind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select

from ticketing.directory import City
from ticketing.similar.alike import Matter
from ticketing.tickets.models import TicketRow
from ticketing.tickets.states import IN_HAND
from ticketing.uow import UnitOfWork

MOST = 500
NEWEST = 200
BRANCH, CODE = 6, 10
"""Digits of a category code that name its branch, and all of them."""
COLUMNS = (
    TicketRow.id, TicketRow.number, TicketRow.state, TicketRow.title, TicketRow.matter, TicketRow.wish, TicketRow.category_code,
    TicketRow.category_name, TicketRow.place, TicketRow.unit_code, TicketRow.unit_name, TicketRow.caller_number,
    TicketRow.callback_number, TicketRow.created_at, TicketRow.deadline,
)  # fmt: skip


def candidates(uow: UnitOfWork, matter: Matter, at: datetime, without: str | None = None) -> Sequence[Row[Any]]:
    """At most `MOST` of the same street and `NEWEST` of none, newest first, each once: another street is another matter.

    For a matter whose street is unknown those of the same branch of the tree, and the newest of all.
    """
    since = at - timedelta(days=uow.law.similar_days)
    open_ones = select(*COLUMNS).where(TicketRow.state.in_(IN_HAND), TicketRow.created_at >= since)
    newest_first = open_ones.order_by(TicketRow.created_at.desc(), TicketRow.id.desc())
    if matter.street:
        near = newest_first.where(TicketRow.street_code == matter.street)
        other = newest_first.where(TicketRow.street_code.is_(None))
    else:
        branch = matter.category[:BRANCH]
        of_branch = TicketRow.category_code.between(f"{branch:0<{CODE}}", f"{branch:9<{CODE}}")
        near = newest_first.where(of_branch if branch else TicketRow.category_code.is_(None))
        other = newest_first
    rows = [*uow.session.execute(near.limit(MOST)), *uow.session.execute(other.limit(NEWEST))]
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
