"""What waits for the person, and the call-back list."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from agent_console.faults import errors
from agent_console.signed_in import AgentOrSupervisor, Seated
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.ids import PersonId
from ticketing.callbacks import service as callbacks
from ticketing.callbacks.schemas import CallbackOut, CallbackState
from ticketing.schema import Schema
from ticketing.todo import service as todo
from ticketing.todo.schemas import TodoItem

router = APIRouter(prefix="/api", tags=["todo"])


class DoneIn(Schema):
    note: Annotated[str, Field(max_length=1_000)] = ""


class Dialled(Schema):
    call: str


@router.get("/todo", responses=errors(401, 403))
def read_todo(ports: Ports, uow: Reading, me: AgentOrSupervisor) -> tuple[TodoItem, ...]:
    return todo.todo(uow, me, ports.now()).items


@router.get("/callbacks", responses=errors(401, 403))
def list_callbacks(
    uow: Reading,
    me: AgentOrSupervisor,
    state: CallbackState | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> tuple[CallbackOut, ...]:
    return tuple(callbacks.list_callbacks(uow, state=state, limit=limit))


@router.post("/callbacks/{callback_id}/claim", responses=errors(401, 403, 404, 409))
def claim_callback(callback_id: str, ports: Ports, uow: Uow, me: AgentOrSupervisor) -> CallbackOut:
    """Take an entry, so that nobody else calls the same person."""
    return callbacks.claim(uow, callback_id, by=me.id, at=ports.now())


@router.post("/callbacks/{callback_id}/dial", responses=errors(401, 403, 404, 409))
async def dial_callback(callback_id: str, ports: Ports, me: Seated) -> Dialled:
    """Claim the entry and call its number from the own seat; what comes of it is noted in the entry by itself."""
    entry = await in_unit(ports, lambda uow: callbacks.claim(uow, callback_id, by=me.id, at=ports.now()))
    return Dialled(call=ports.phone.dial(PersonId(me.id), entry.number, entry=entry.id))


@router.post("/callbacks/{callback_id}/done", responses=errors(401, 403, 404, 409))
def finish_callback(callback_id: str, ports: Ports, uow: Uow, me: AgentOrSupervisor, body: DoneIn | None = None) -> CallbackOut:
    return callbacks.done(uow, callback_id, by=me.id, at=ports.now(), note=body.note if body else "")
