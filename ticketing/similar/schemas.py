"""Similar tickets as the desk shows them."""

from datetime import datetime
from typing import Literal

from ticketing.drafts.schemas import PlaceOut
from ticketing.schema import Coded, Schema
from ticketing.tickets.schemas import TicketState


class SimilarWhy(Schema):
    """One reason: the same place, kind, object or number, or the words in common."""

    kind: Literal["place", "category", "object", "text", "caller"]
    text: str


class SimilarTicket(Schema):
    """An open ticket of what looks like the same matter; ``score`` 0 to 1 and a little more."""

    id: str
    number: str
    state: TicketState
    title: str
    matter: str
    category: Coded | None
    place: PlaceOut | None
    unit: Coded | None
    created_at: datetime
    deadline: datetime | None
    callers_count: int
    score: float
    why: tuple[SimilarWhy, ...]


class SimilarTickets(Schema):
    """Best first, the newer of equals first. ``compared``: so many open tickets were looked at."""

    items: tuple[SimilarTicket, ...]
    compared: int
