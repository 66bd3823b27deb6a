"""Putting a ticket's words into the index, in the transaction that writes the ticket."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy import select

from ticketing.search.models import TicketTextRow
from ticketing.search.tokens import tokens
from ticketing.uow import UnitOfWork


class Written(Protocol):
    """What is found of a ticket; its row is one."""

    id: str
    number: str
    title: str
    summary: str
    matter: str
    wish: str
    caller_name: str

    @property
    def place(self) -> Mapping[str, Any] | None: ...


def text_of(ticket: Written, *, names: bool = True) -> str:
    """All that is searched, a line each, with or without the caller's name. The phones have indexes of their own."""
    place = ticket.place or {}
    named = (str(place.get(part) or "") for part in ("text", "gazetteer", "detail"))
    called = (ticket.caller_name,) if names else ()
    return "\n".join((ticket.title, ticket.summary, ticket.matter, ticket.wish, *called, *named))


def index(uow: UnitOfWork, ticket: Written) -> None:
    """Write or renew a ticket's tokens."""
    row = uow.session.scalar(select(TicketTextRow).where(TicketTextRow.ticket_id == ticket.id))
    said = " ".join(tokens(text_of(ticket)))
    if row is None:
        uow.session.add(TicketTextRow(ticket_id=ticket.id, tokens=said))
    elif row.tokens != said:
        row.tokens = said
    uow.session.flush()
