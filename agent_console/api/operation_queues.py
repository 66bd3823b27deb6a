"""Queues, opening hours and who serves which queue, for administrators."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime

from agent_console.faults import errors
from agent_console.live import told_by_others
from agent_console.live.hub import hub_of
from agent_console.operated import node_of
from agent_console.signed_in import Admin
from agent_console.transaction import Ports, Reading, in_unit
from config.ids import PersonId
from ticketing.operation import queues
from ticketing.operation.schemas import HoursIn, OperationSteps, QueueCloseIn, QueueIn, QueuesOut
from ticketing.people import skills
from ticketing.people.skills import SkillRow, SkillsIn
from ticketing.schema import Schema

router = APIRouter()


class HeardPromptOut(Schema):
    name: str
    text: str


class HeardOut(Schema):
    """What a caller would hear, in order, where nobody is free. ``day``: what kind of day it is."""

    at: datetime
    queue: str
    open: bool
    day: str
    opens_at: datetime | None
    prompts: tuple[HeardPromptOut, ...]


class SkillsOut(Schema):
    rows: tuple[SkillRow, ...]


@router.get("/queues", responses=errors(401, 403))
def read_operated_queues(uow: Reading, ports: Ports, me: Admin) -> QueuesOut:
    """The queues and the opening hours that they may name, as they hold now."""
    return queues.listed(uow, node_of(ports).under)


@router.put("/queues", responses=errors(401, 403, 409, 422))
async def put_queue(body: QueueIn, ports: Ports, me: Admin) -> QueuesOut:
    """Add a queue, or change the one of that name; callers find it as soon as this answers."""
    node = node_of(ports)
    now = await in_unit(ports, lambda uow: queues.put(uow, node.under, body, by=me.id, at=ports.now()))
    await node.take_up()
    return now


@router.post("/queues/{name}/close", responses=errors(401, 403, 409, 422))
async def close_queue(name: str, body: QueueCloseIn, ports: Ports, me: Admin) -> QueuesOut:
    """Take a queue away; 409 while callers wait in it, others overflow into it, or it is the main one."""
    node = node_of(ports)
    waiting = node.waiting(name)
    now = await in_unit(ports, lambda uow: queues.close(uow, node.under, name, body, waiting=waiting, by=me.id, at=ports.now()))
    await node.take_up()
    return now


@router.put("/hours", responses=errors(401, 403, 409, 422))
async def put_hours(body: HoursIn, ports: Ports, me: Admin) -> QueuesOut:
    """All opening hours at once, by name; 409 for hours that are gone while a queue names them."""
    node = node_of(ports)
    now = await in_unit(ports, lambda uow: queues.set_hours(uow, node.under, body, by=me.id, at=ports.now()))
    await node.take_up()
    return now


Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/queues/changes", responses=errors(401, 403, 422))
def list_queue_changes(uow: Reading, me: Admin, before: str | None = None, limit: Limit = 50) -> OperationSteps:
    """Who changed which queue and how; newest first."""
    return queues.history(uow, "queues", before, limit)


@router.get("/hours/changes", responses=errors(401, 403, 422))
def list_hours_changes(uow: Reading, me: Admin, before: str | None = None, limit: Limit = 50) -> OperationSteps:
    """Who changed which opening hours and how; newest first."""
    return queues.history(uow, "hours", before, limit)


@router.get("/heard", responses=errors(401, 403, 422))
def preview_heard(
    at: AwareDatetime,
    ports: Ports,
    me: Admin,
    dialled: Annotated[str, Query(max_length=32)] = "",
    digit: Annotated[str, Query(max_length=1)] = "",
) -> HeardOut:
    """What a caller would hear at that moment, who dialled that number and pressed that digit."""
    found = node_of(ports).heard(at, dialled=dialled, digit=digit)
    said = tuple(HeardPromptOut(name=one.name, text=one.text) for one in found.prompts)
    return HeardOut(at=at, queue=found.queue, open=found.open, day=found.day, opens_at=found.opens_at, prompts=said)


@router.get("/skills", responses=errors(401, 403))
def read_skills(uow: Reading, me: Admin) -> SkillsOut:
    """Everybody who may take calls, with the level of each queue that they serve."""
    return SkillsOut(rows=skills.matrix(uow))


@router.post("/skills", responses=errors(401, 403, 404, 409, 422))
async def change_skills(body: SkillsIn, request: Request, ports: Ports, me: Admin) -> SkillsOut:
    """Change these cells, all or none; who sits at a desk serves the new queues at once."""
    known = frozenset(queue.name for queue in ports.settings.queues)
    changed = await in_unit(ports, lambda uow: skills.change(uow, body.cells, known, by=me.id, at=ports.now()))
    await told_by_others.records_changed(ports, hub_of(request), map(PersonId, changed))
    return SkillsOut(rows=await in_unit(ports, skills.matrix))
