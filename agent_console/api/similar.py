"""Open tickets that look like the same matter, and one click to add the caller to one of them, or to take that back."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from agent_console.api.drafts import Version, known_draft, own_draft
from agent_console.faults import errors
from agent_console.signed_in import DraftWorker
from agent_console.transaction import Ports, Reading, Uow
from ticketing.drafts import service as drafts
from ticketing.schema import Schema
from ticketing.similar import service as similar
from ticketing.similar.schemas import SimilarTickets
from ticketing.tickets.schemas import TicketOut

router = APIRouter(prefix="/api", tags=["similar"])


class DraftJoin(Schema):
    """``ticket`` is the id of the open ticket to which the caller of the draft's call is added."""

    version: Version
    ticket: Annotated[str, Field(min_length=1, max_length=64)]


@router.get("/drafts/{call_id}/similar", responses=errors(401, 403, 404))
def similar_to_draft(call_id: str, ports: Ports, uow: Reading, me: DraftWorker) -> SimilarTickets:
    """Best first with the reasons; empty as long as the draft says nothing of a matter."""
    known_draft(uow, call_id, me)
    return similar.of_draft(uow, call_id, ports.now())


@router.get("/tickets/{ticket_id}/similar", responses=errors(401, 403, 404))
def similar_to_ticket(ticket_id: str, ports: Ports, uow: Reading, me: DraftWorker) -> SimilarTickets:
    """The other open tickets of what looks like the same matter."""
    return similar.of_ticket(uow, ticket_id, ports.now())


@router.post("/drafts/{call_id}/join", responses=errors(401, 403, 404, 409, 422))
def join_ticket(call_id: str, body: DraftJoin, ports: Ports, uow: Uow, me: DraftWorker) -> TicketOut:
    """The caller is added to an open ticket (并单); the call ends as a supplement and its draft is closed."""
    own_draft(uow, call_id, me)
    return drafts.join(uow, call_id, body.version, body.ticket, by=me.id, at=ports.now())


@router.post("/drafts/{call_id}/leave", responses=errors(401, 403, 404, 409))
def leave_ticket(call_id: str, ports: Ports, uow: Uow, me: DraftWorker) -> TicketOut:
    """Take that back: the draft is open again. 409 once it is too late."""
    own_draft(uow, call_id, me)
    return drafts.leave(uow, call_id, by=me.id, at=ports.now())
