"""Tickets as lists and one by one; handlers see those of their unit."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from agent_console.faults import errors
from agent_console.signed_in import Inspection, TicketReader, has
from agent_console.transaction import Ports, Reading, Uow
from config.errors import NotAllowed
from ticketing.people.schemas import PersonOut
from ticketing.privacy.masks import sees_callers, ticket_for
from ticketing.privacy.reveals import PhoneReveal, Phones, phones, reveals
from ticketing.schema import Schema
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import actor_of
from ticketing.tickets.detail import TicketClock, clock, detail
from ticketing.tickets.schemas import TicketOut, TicketPage, TicketState

router = APIRouter(prefix="/api/tickets", tags=["tickets"])


class RevealIn(Schema):
    """``why`` the person needs the numbers."""

    why: Annotated[str, Field(min_length=1, max_length=200)]


def _only_unit(me: PersonOut) -> str | None:
    """The unit to which this person's view is limited; None for those who see all."""
    if has(me, "agent", "leader", "supervisor", "dispatcher", "inspector", "analyst"):
        return None
    if me.unit is None:
        raise NotAllowed("您的账号没有所属单位。", "请管理员设置单位。")
    return me.unit


@router.get("", responses=errors(401, 403))
def list_tickets(
    uow: Reading,
    me: TicketReader,
    state: TicketState | None = None,
    unit: str | None = None,
    street: str | None = None,
    q: Annotated[str, Query(max_length=100)] = "",
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TicketPage:
    """Newest first. ``q``: a ticket's number, a phone, or words of title, matter, place or the caller's name."""
    page = tickets.list_tickets(
        uow,
        state=state,
        unit=_only_unit(me) or unit,
        street=street,
        q=q,
        knows_callers=sees_callers(frozenset(me.roles)),
        before=before,
        limit=limit,
    )
    return page.model_copy(update={"items": tuple(_seen_by(me, ticket) for ticket in page.items)})


@router.get("/{ticket_id}", responses=errors(401, 403, 404))
def read_ticket(ticket_id: str, uow: Reading, me: TicketReader) -> TicketOut:
    """With history, legs, callers, and the ``actions`` that this person may take now. A handler's own unit must have a part."""
    return _seen_by(me, detail(uow, ticket_id, actor_of(me)))


@router.get("/{ticket_id}/clock", responses=errors(401, 403, 404))
def read_clock(ticket_id: str, ports: Ports, uow: Reading, me: TicketReader) -> TicketClock:
    """Why each part is due when it is: every day from the start to the deadline, pauses, extensions and reworks."""
    return clock(uow, ticket_id, actor_of(me), ports.now())


@router.post("/{ticket_id}/phones", responses=errors(401, 403, 404, 422))
def reveal_phones(ticket_id: str, body: RevealIn, ports: Ports, uow: Uow, me: TicketReader) -> Phones:
    """The citizens' numbers in full, for the handling unit only while the ticket is open; who looked and why is logged."""
    return phones(uow, ticket_id, body.why, actor=actor_of(me), at=ports.now())


@router.get("/{ticket_id}/phones/log", responses=errors(401, 403, 404))
def read_reveals(ticket_id: str, uow: Reading, me: Inspection) -> tuple[PhoneReveal, ...]:
    """Who saw the numbers, newest first."""
    return reveals(uow, ticket_id)


def _seen_by(me: PersonOut, ticket: TicketOut) -> TicketOut:
    """Masked as the person's roles ask for."""
    return ticket_for(ticket, frozenset(me.roles))
