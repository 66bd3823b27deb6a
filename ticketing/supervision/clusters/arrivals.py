"""Saying that a ticket's reporters changed, in the transaction that changed them. Counting comes after, one at a time."""

from datetime import datetime

from config.ids import new_id
from ticketing.supervision.clusters.models import ArrivalRow
from ticketing.tickets.models import TicketRow
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork

CHANGES: frozenset[Command] = frozenset({"accept", "add_caller", "remove_caller", "merge"})


def note(uow: UnitOfWork, ticket: TicketRow, command: Command, at: datetime) -> None:
    """One small row, so that whoever takes a call waits for nobody who compares matters."""
    if command in CHANGES:
        uow.session.add(ArrivalRow(id=new_id(), ticket_id=ticket.id, at=at))
