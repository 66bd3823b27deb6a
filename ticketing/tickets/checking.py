"""That the columns of the clock say what the history says: the check behind ``hotline check-clocks``."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ticketing.tickets import timing
from ticketing.tickets.acting import live
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.states import OPEN
from ticketing.uow import UnitOfWork

PAGE = 500


def differences(uow: UnitOfWork, row: TicketRow) -> list[str]:
    """Where a stored time differs from the one that the history gives: one line each."""
    steps = timing.history(uow, row.id)
    query = select(TicketLegRow).where(TicketLegRow.ticket_id == row.id).order_by(TicketLegRow.position)
    found = []
    for leg in live(uow.session.scalars(query).all()):
        course = timing.course_of(uow, row, leg, steps)
        if course is None:
            continue
        found += _differs(row, f"{leg.unit_code} deadline", leg.deadline, course.due)
        if leg.role == "lead":
            found += _differs(row, "deadline", row.deadline, course.due)
    return found


def all_differences(uow: UnitOfWork, *, open_only: bool = True) -> Iterator[str]:
    """Of all tickets that were dispatched (those that are open), a page at a time."""
    last = ""
    while rows := _page(uow, last, open_only):
        for row in rows:
            yield from differences(uow, row)
        last = rows[-1].id
        uow.session.expunge_all()


def _page(uow: UnitOfWork, last: str, open_only: bool) -> Sequence[TicketRow]:
    query = select(TicketRow).where(TicketRow.id > last, TicketRow.dispatched_at.is_not(None))
    if open_only:
        query = query.where(TicketRow.state.in_(OPEN))
    return uow.session.scalars(query.options(selectinload(TicketRow.legs)).order_by(TicketRow.id).limit(PAGE)).all()


def _differs(row: TicketRow, what: str, stored: datetime | None, computed: datetime) -> list[str]:
    if stored == computed:
        return []
    said = stored.isoformat() if stored else "nothing"
    return [f"{row.number} {what}: stored {said}, by the history {computed.isoformat()}"]
