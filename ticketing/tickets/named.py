"""A ticket as other matters name it: its number and title."""

from collections.abc import Iterable

from sqlalchemy import select

from ticketing.schema import Schema
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork


class NamedTicket(Schema):
    id: str
    number: str
    title: str
    state: str


def named_tickets(uow: UnitOfWork, ids: Iterable[str | None]) -> dict[str, NamedTicket]:
    """By id; what is None or unknown is left out."""
    query = select(TicketRow.id, TicketRow.number, TicketRow.title, TicketRow.state)
    found = uow.session.execute(query.where(TicketRow.id.in_({id for id in ids if id})))
    return {row.id: NamedTicket(id=row.id, number=row.number, title=row.title, state=row.state) for row in found}
