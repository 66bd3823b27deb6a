"""Tickets as lists and one by one; handlers see those of their unit."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_console.faults import errors
from agent_console.signed_in import TicketReader, has
from agent_console.transaction import Reading
from config.errors import NotAllowed
from ticketing.people.schemas import PersonOut
from ticketing.privacy.masks import ticket_for
from ticketing.tickets import service as tickets
from ticketing.tickets.schemas import TicketOut, TicketPage, TicketState

router = APIRouter(prefix="/api/tickets", tags=["tickets"])


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
    q: Annotated[str, Query(max_length=100)] = "",
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> TicketPage:
    page = tickets.list_tickets(uow, state=state, unit=_only_unit(me) or unit, q=q, before=before, limit=limit)
    return page.model_copy(update={"items": tuple(_seen_by(me, ticket) for ticket in page.items)})


@router.get("/{ticket_id}", responses=errors(401, 403, 404))
def read_ticket(ticket_id: str, uow: Reading, me: TicketReader) -> TicketOut:
    ticket = tickets.get(uow, ticket_id)
    limited_to = _only_unit(me)
    if limited_to is not None and (ticket.unit is None or ticket.unit.code != limited_to):
        raise NotAllowed("这张工单不属于您的单位。")
    return _seen_by(me, ticket)


def _seen_by(me: PersonOut, ticket: TicketOut) -> TicketOut:
    """Masked as the person's roles ask for."""
    return ticket_for(ticket, frozenset(me.roles))
