"""Dispatching: boxes, advice, legs, objections, merging and splitting. Who may do what says the ticket's own table."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from agent_console.faults import errors
from agent_console.signed_in import Dispatcher, TicketReader, has
from agent_console.transaction import Ports, Reading, Uow
from config.errors import NotAllowed
from ticketing.attachments import service as attachments
from ticketing.dispatching import boxes, leftovers, reading
from ticketing.dispatching import service as dispatching
from ticketing.dispatching.boxes import TicketBox
from ticketing.dispatching.schemas import (
    Advice,
    BoxPage,
    DispatchCounts,
    KeptMatter,
    Kin,
    LeftoverOut,
    ObjectionOut,
    ObjectionPage,
    ObjectionState,
    SplitMatter,
)
from ticketing.drafts.schemas import Level
from ticketing.people.schemas import PersonOut
from ticketing.schema import Schema
from ticketing.tickets.actor import actor_of
from ticketing.tickets.detail import detail
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/dispatching", tags=["dispatching"])
Version = Annotated[int, Field(ge=0)]
Reason = Annotated[str, Field(min_length=2, max_length=1_000)]
Unit = Annotated[str, Field(min_length=1, max_length=64)]
Units = Annotated[tuple[Unit, ...], Field(max_length=20)]
Limit = Annotated[int, Query(ge=1, le=200)]
REFUSALS = errors(401, 403, 404, 409, 422)


class Command(Schema):
    """``version`` is the one that the person saw; a stale one gives 409 that says who changed what."""

    version: Version
    reason: Reason


class PlanIn(Schema):
    """``co_units`` None: those that the directory's row names (a dispatch), or that help now (a redispatch)."""

    version: Version
    unit: Unit
    co_units: Units | None = None
    cc: Units = ()
    level: Level | None = None
    reason: Annotated[str, Field(max_length=1_000)] = ""


class DispatchIn(PlanIn):
    scheme: Literal["level", "simple", "complex"] = "level"


class ObjectIn(Command):
    """``legal_basis`` names law, rule or row of the directory and its article; ``files`` are uploads that show it."""

    legal_basis: Annotated[str, Field(min_length=4, max_length=1_000)]
    suggested_unit: Unit
    files: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=20)] = ()


class GrantIn(Command):
    """Without ``unit`` the suggested one takes the ticket."""

    unit: Unit | None = None
    co_units: Units | None = None
    cc: Units = ()
    level: Level | None = None


class UnitIn(Command):
    unit: Unit


class NameUnitIn(UnitIn):
    """``resolution`` is the id of the joint study's resolution."""

    resolution: Annotated[str, Field(max_length=64)] | None = None


class MergeIn(Command):
    head: Annotated[str, Field(min_length=1, max_length=64)]


class SplitIn(Command):
    matters: Annotated[tuple[SplitMatter, ...], Field(min_length=1, max_length=10)]
    keep: KeptMatter | None = None


@router.get("/counts", responses=errors(401, 403))
def count_boxes(ports: Ports, uow: Reading, me: Dispatcher) -> DispatchCounts:
    """How much waits in each box, counted up to 999."""
    return boxes.counts(uow, ports.now())


@router.get("/boxes/{box}", responses=errors(401, 403, 422))
def list_box(box: TicketBox, uow: Reading, me: Dispatcher, after: str | None = None, limit: Limit = 50) -> BoxPage:
    """Tickets of one box, the oldest first: 待派单, 延期待批, 挂账待批, 疑难, 退回多次."""
    return boxes.page(uow, box, after=after, limit=limit)


@router.get("/leftovers", responses=errors(401, 403))
def list_leftovers(ports: Ports, uow: Reading, me: Dispatcher) -> tuple[LeftoverOut, ...]:
    """Answered calls without outcome that lie for the set time, the oldest first, at most 100."""
    return leftovers.list_left(uow, ports.now())


@router.get("/objections", responses=errors(401, 403, 422))
def list_objections(
    uow: Reading, me: TicketReader, state: ObjectionState | None = None, before: str | None = None, limit: Limit = 50
) -> ObjectionPage:
    """Newest first; a handler sees those of the own unit."""
    return reading.objection_page(uow, state=state, unit=_own_unit(me), before=before, limit=limit)


@router.get("/objections/{objection_id}", responses=errors(401, 403, 404))
def read_objection(objection_id: str, uow: Reading, me: TicketReader) -> ObjectionOut:
    found = reading.objection(uow, objection_id)
    if _own_unit(me) not in (None, found.unit.code):
        raise NotAllowed("这条异议不属于您的单位。")
    return found


@router.post("/objections/{objection_id}/reject", responses=REFUSALS)
def reject_objection(objection_id: str, body: Command, ports: Ports, uow: Uow, me: Dispatcher) -> ObjectionOut:
    """驳回: the unit goes on; the third rejection makes a problem ticket."""
    dispatching.reject(uow, objection_id, body.reason, actor=actor_of(me), version=body.version, at=ports.now())
    return reading.objection(uow, objection_id)


@router.post("/objections/{objection_id}/grant", responses=REFUSALS)
def grant_objection(objection_id: str, body: GrantIn, ports: Ports, uow: Uow, me: Dispatcher) -> ObjectionOut:
    """采纳: the ticket is redispatched; the third change of the unit makes a problem ticket."""
    dispatching.grant(
        uow,
        objection_id,
        body.reason,
        actor=actor_of(me),
        version=body.version,
        at=ports.now(),
        unit=body.unit,
        co_units=body.co_units,
        cc=body.cc,
        level=body.level,
    )
    return reading.objection(uow, objection_id)


@router.post("/objections/{objection_id}/refer", responses=REFUSALS)
def refer_objection(objection_id: str, body: Command, ports: Ports, uow: Uow, me: Dispatcher) -> ObjectionOut:
    """提交联席研判: the joint study names the unit."""
    dispatching.refer(uow, objection_id, body.reason, actor=actor_of(me), version=body.version, at=ports.now())
    return reading.objection(uow, objection_id)


@router.get("/tickets/{ticket_id}", responses=errors(401, 403, 404))
def read_kin(ticket_id: str, ports: Ports, uow: Reading, me: TicketReader) -> Kin:
    """Legs, objections, merged and split tickets, the batch, and the stage that the ticket is in."""
    detail(uow, ticket_id, actor_of(me))
    return reading.kin(uow, ticket_id, ports.now())


@router.get("/tickets/{ticket_id}/advice", responses=errors(401, 403, 404))
def read_advice(ticket_id: str, ports: Ports, uow: Reading, me: Dispatcher) -> Advice:
    """Who could take the ticket and why: the directory's rows, the four steps, where the like went, who had it before."""
    return dispatching.advise(uow, reading.ticket_row(uow, ticket_id), ports.now())


@router.post("/tickets/{ticket_id}/dispatch", responses=REFUSALS)
def dispatch_ticket(ticket_id: str, body: DispatchIn, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """派单: a lead unit, helpers with clocks of their own, others that are told."""
    plan = body.model_dump()
    plan.pop("version")
    dispatching.dispatch_accepted(
        uow, ticket_id, plan.pop("unit"), actor=actor_of(me), version=body.version, at=ports.now(), **plan
    )
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/redispatch", responses=REFUSALS)
def redispatch_ticket(ticket_id: str, body: PlanIn, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """改派: the first deadline stays on record, the new unit's clock counts from now."""
    plan = body.model_dump()
    plan.pop("version")
    dispatching.redispatch(uow, ticket_id, plan.pop("unit"), actor=actor_of(me), version=body.version, at=ports.now(), **plan)
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/object", responses=REFUSALS)
def object_to_ticket(ticket_id: str, body: ObjectIn, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """派单异议 of the lead unit: neither the ticket's state nor any clock moves."""
    at = ports.now()
    dispatching.object_to(
        uow,
        ticket_id,
        legal_basis=body.legal_basis,
        suggested_unit=body.suggested_unit,
        reason=body.reason,
        actor=actor_of(me),
        version=body.version,
        at=at,
    )
    attachments.claim_for_step(uow, body.files, ticket_id, me.id, at)
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/problem", responses=REFUSALS)
def name_problem(ticket_id: str, body: Command, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """列为疑难: a joint study is to name the unit."""
    dispatching.name_problem(uow, ticket_id, body.reason, actor=actor_of(me), version=body.version, at=ports.now())
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/name-unit", responses=REFUSALS)
def name_unit(ticket_id: str, body: NameUnitIn, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """研判指定: the unit that the joint study named; no objection comes after it."""
    dispatching.name_unit(
        uow,
        ticket_id,
        body.unit,
        resolution=body.resolution,
        reason=body.reason,
        actor=actor_of(me),
        version=body.version,
        at=ports.now(),
    )
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/legs", responses=REFUSALS)
def add_leg(ticket_id: str, body: UnitIn, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """增派协办."""
    dispatching.add_leg(uow, ticket_id, body.unit, body.reason, actor=actor_of(me), version=body.version, at=ports.now())
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/copies", responses=REFUSALS)
def copy_ticket(ticket_id: str, body: UnitIn, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """告知: a unit is told, without a clock."""
    dispatching.copy(uow, ticket_id, body.unit, body.reason, actor=actor_of(me), version=body.version, at=ports.now())
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/legs/{leg_id}/withdraw", responses=REFUSALS)
def withdraw_leg(ticket_id: str, leg_id: str, body: Command, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """撤回协办 or what was told."""
    dispatching.withdraw_leg(uow, ticket_id, leg_id, body.reason, actor=actor_of(me), version=body.version, at=ports.now())
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/merge", responses=REFUSALS)
def merge_ticket(ticket_id: str, body: MergeIn, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """并单 under ``head``: the callers stay, each is called back."""
    dispatching.merge(uow, ticket_id, body.head, body.reason, actor=actor_of(me), version=body.version, at=ports.now())
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/unmerge", responses=REFUSALS)
def unmerge_ticket(ticket_id: str, body: Command, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """撤回并单 within the set time."""
    dispatching.unmerge(uow, ticket_id, body.reason, actor=actor_of(me), version=body.version, at=ports.now())
    return _kin(uow, ticket_id, ports)


@router.post("/tickets/{ticket_id}/split", responses=REFUSALS)
def split_ticket(ticket_id: str, body: SplitIn, ports: Ports, uow: Uow, me: TicketReader) -> Kin:
    """拆单: each matter becomes a ticket with the caller and the source of this one."""
    dispatching.split(
        uow, ticket_id, body.matters, body.reason, actor=actor_of(me), version=body.version, at=ports.now(), keep=body.keep
    )
    return _kin(uow, ticket_id, ports)


def _kin(uow: UnitOfWork, ticket_id: str, ports: Ports) -> Kin:
    return reading.kin(uow, ticket_id, ports.now())


def _own_unit(me: PersonOut) -> str | None:
    """The unit to which a handler's view is limited; None for the hotline's own people."""
    if has(me, "agent", "leader", "supervisor", "dispatcher", "inspector", "analyst"):
        return None
    if me.unit is None:
        raise NotAllowed("您的账号没有所属单位。", "请管理员设置单位。")
    return me.unit
