"""Ticket numbers: the day and a running number, e.g. 20260304-000123; unique, gaps allowed."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from ticketing.tickets.models import TicketNumberRow
from ticketing.uow import UnitOfWork


def next_number(uow: UnitOfWork, at: datetime) -> str:
    """Take the next number of the local day in one statement, so that two nodes never take the same."""
    day = uow.calendar.local(at).strftime("%Y%m%d")
    insert = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(TicketNumberRow).values(day=day, last=1)
    upsert = statement.on_conflict_do_update(index_elements=["day"], set_={"last": TicketNumberRow.last + 1})
    number: int = uow.session.execute(upsert.returning(TicketNumberRow.last)).scalar_one()
    return f"{day}-{number:06d}"
