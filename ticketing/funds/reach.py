"""Which units' pools serve a ticket: those in whose area its place or its units lie. Pure."""

from ticketing.tickets.models import TicketRow
from ticketing.units import UnitTree


def units_of(ticket: TicketRow, units: UnitTree) -> frozenset[str]:
    """Codes of the ticket's street, its unit and co-units, and of all above them; what the tables have no more is left out."""
    codes = (ticket.street_code, ticket.unit_code, *ticket.co_units)
    return frozenset(unit.code for code in codes if code and code in units for unit in units.ancestors(code))
