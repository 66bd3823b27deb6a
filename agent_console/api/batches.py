"""批量件: many tickets of one matter under one opinion."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from agent_console.faults import errors
from agent_console.signed_in import Dispatcher
from agent_console.transaction import Ports, Reading, Uow
from ticketing.dispatching import batches, reading
from ticketing.dispatching.schemas import BatchAdded, BatchOut, BatchPage, BatchState, Solved
from ticketing.schema import Schema
from ticketing.tickets.actor import actor_of
from ticketing.tickets.named import NamedTicket

router = APIRouter(prefix="/api/batches", tags=["dispatching"])
REFUSALS = errors(401, 403, 404, 409, 422)
Id = Annotated[str, Field(min_length=1, max_length=64)]


class BatchIn(Schema):
    """``lead_ticket``: the ticket whose unit finds the opinion and takes what was dispatched to nobody."""

    title: Annotated[str, Field(min_length=2, max_length=100)]
    opinion: Annotated[str, Field(max_length=4_000)] = ""
    lead_ticket: Id | None = None


class TicketsIn(Schema):
    tickets: Annotated[tuple[Id, ...], Field(min_length=1, max_length=batches.MOST_ADDED)]


class AlikeIn(Schema):
    """Tickets in hand of this category (a prefix of its code), in the street, of the last ``days``."""

    category: Annotated[str, Field(min_length=2, max_length=10, pattern=r"^\d+$")]
    street: Annotated[str, Field(max_length=64)] | None = None
    days: Annotated[int, Field(ge=1, le=366)] = 90


class RemoveIn(Schema):
    ticket: Id
    reason: Annotated[str, Field(max_length=1_000)] = ""


class BatchAnswerIn(Schema):
    version: Annotated[int, Field(ge=0)]
    opinion: Annotated[str, Field(min_length=5, max_length=4_000)]
    solved: Solved


@router.get("", responses=errors(401, 403, 422))
def list_batches(
    uow: Reading,
    me: Dispatcher,
    state: BatchState | None = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> BatchPage:
    """Newest first."""
    return reading.batch_page(uow, state=state, limit=limit, before=before)


@router.post("", status_code=201, responses=REFUSALS)
def create_batch(body: BatchIn, ports: Ports, uow: Uow, me: Dispatcher) -> BatchOut:
    row = batches.create(uow, body.title, lead_ticket=body.lead_ticket, opinion=body.opinion, actor=actor_of(me), at=ports.now())
    return reading.batch_out(uow, row)


@router.get("/{batch_id}", responses=errors(401, 403, 404))
def read_batch(batch_id: str, uow: Reading, me: Dispatcher) -> BatchOut:
    """With how many tickets there are, were answered, and are left: the progress of long work."""
    return reading.batch(uow, batch_id)


@router.get("/{batch_id}/tickets", responses=errors(401, 403, 404))
def list_batch_tickets(
    batch_id: str, uow: Reading, me: Dispatcher, limit: Annotated[int, Query(ge=1, le=200)] = 200
) -> tuple[NamedTicket, ...]:
    """Those in hand first, the oldest first; at most 200."""
    return reading.batch_tickets(uow, batch_id, limit)


@router.post("/{batch_id}/tickets", responses=REFUSALS)
def add_tickets(batch_id: str, body: TicketsIn, ports: Ports, uow: Uow, me: Dispatcher) -> BatchAdded:
    """At most 500 at once."""
    refused = batches.add(uow, batch_id, body.tickets, actor=actor_of(me), at=ports.now())
    added = len(set(body.tickets)) - len(refused)
    return BatchAdded(batch=reading.batch(uow, batch_id), added=added, refused=refused, more=False)


@router.post("/{batch_id}/alike", responses=REFUSALS)
def add_alike(batch_id: str, body: AlikeIn, ports: Ports, uow: Uow, me: Dispatcher) -> BatchAdded:
    """All tickets in hand of a kind, at most 500 at once; ``more`` asks to go on."""
    since = ports.now() - timedelta(days=body.days)
    found = batches.matching(uow, category=body.category, street=body.street, since=since, limit=batches.MOST_ADDED + 1)
    taken = found[: batches.MOST_ADDED]
    refused = batches.add(uow, batch_id, taken, actor=actor_of(me), at=ports.now()) if taken else {}
    more = len(found) > batches.MOST_ADDED
    return BatchAdded(batch=reading.batch(uow, batch_id), added=len(taken) - len(refused), refused=refused, more=more)


@router.post("/{batch_id}/remove", responses=REFUSALS)
def remove_ticket(batch_id: str, body: RemoveIn, ports: Ports, uow: Uow, me: Dispatcher) -> BatchOut:
    batches.remove(uow, batch_id, body.ticket, body.reason, actor=actor_of(me), at=ports.now())
    return reading.batch(uow, batch_id)


@router.post("/{batch_id}/answer", responses=REFUSALS)
def answer_batch(batch_id: str, body: BatchAnswerIn, ports: Ports, uow: Uow, me: Dispatcher) -> BatchOut:
    """The one opinion; the first page of tickets is answered at once, the others in the background."""
    row = batches.answer(uow, batch_id, body.opinion, body.solved, actor=actor_of(me), version=body.version, at=ports.now())
    return reading.batch_out(uow, row)


@router.post("/{batch_id}/go-on", responses=REFUSALS)
def go_on(batch_id: str, ports: Ports, uow: Uow, me: Dispatcher) -> BatchOut:
    """Answer a page more now."""
    return reading.batch_out(uow, batches.go_on(uow, batch_id, actor=actor_of(me), at=ports.now()))
