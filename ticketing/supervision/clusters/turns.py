"""One turn of counting: a page of arrivals, oldest first; what they crossed is told in the same transaction, or not at all."""

from datetime import datetime

from sqlalchemy import delete, select

from ticketing.supervision.clusters import telling
from ticketing.supervision.clusters.counting import Counted, count_ticket, hold
from ticketing.supervision.clusters.models import ArrivalRow
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

BATCH = 20
"""Tickets of one turn: a surge is counted over several, and nobody waits long for a writer."""


def take_turn(uow: UnitOfWork, now: datetime) -> int:
    """Count what has arrived; returns how many tickets that were. Idle turns hold nothing."""
    if uow.session.scalar(select(ArrivalRow.id).limit(1)) is None and not telling.pending(uow, now):
        return 0
    hold(uow)
    arrivals = uow.session.scalars(select(ArrivalRow).order_by(ArrivalRow.at, ArrivalRow.id).limit(BATCH)).all()
    tickets = {arrival.ticket_id: arrival.at for arrival in reversed(arrivals)}
    counted = Counted()
    for ticket_id in reversed(tickets):
        count_ticket(uow, uow.session.get_one(TicketRow, ticket_id), tickets[ticket_id], counted)
    uow.session.execute(delete(ArrivalRow).where(ArrivalRow.id.in_([arrival.id for arrival in arrivals])))
    conclude(uow, counted, now)
    return len(tickets)


def conclude(uow: UnitOfWork, counted: Counted, now: datetime) -> None:
    """Flags first, papers after: whoever holds a ticket may wait for a paper's number, never the other way about."""
    telling.flag(uow, counted, now)
    telling.tell(uow, counted.warnings)
    telling.notify(uow, telling.pending(uow, now), now)
