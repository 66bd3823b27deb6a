"""Which tickets ended with guidance: a condition for the figures of others."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from ticketing.mandates.models import GuidanceRow
from ticketing.tickets.models import TicketRow


def guided(ticket_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether the ticket's end rests on guidance; one that was opened again and ended otherwise is none."""
    rests = (GuidanceRow.ticket_id == TicketRow.id) & (GuidanceRow.at == TicketRow.closed_at)
    return ticket_id.in_(select(TicketRow.id).join(GuidanceRow, rests))
