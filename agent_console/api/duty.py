"""Leaders' duty sessions: plan, open, judge each call, close, and the ledger of rates."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from agent_console.faults import errors
from agent_console.signed_in import DutyHolder, Me, has
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.errors import NotAllowed
from config.ids import PersonId
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutyFigures, DutyPlan, DutySessionOut, DutyState, Verdict
from ticketing.people import service as people
from ticketing.people.schemas import PersonOut
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/duty-sessions", tags=["duty"])


class VerdictIn(Schema):
    """``answer`` is what the leader told the citizen (``on_the_spot``)."""

    verdict: Verdict
    answer: Annotated[str, Field(max_length=4_000)] = ""


class LeaderOut(Schema):
    """``unit`` is the code of the leader's own unit, the default of a session."""

    id: str
    name: str
    unit: str | None


def _held_by(uow: UnitOfWork, session_id: str, me: PersonOut) -> DutySessionOut:
    session = duty.get(uow, session_id)
    deputy = session.deputy.id if session.deputy else None
    if me.id not in (session.leader, deputy) and not has(me, "supervisor"):
        raise NotAllowed("这场带班接听由另一位领导主持。")
    return session


@router.get("", responses=errors(401, 403))
def list_sessions(
    uow: Reading,
    me: DutyHolder,
    state: DutyState | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> tuple[DutySessionOut, ...]:
    """Newest first; leaders see their own, supervisors all."""
    leader = None if has(me, "supervisor") else me.id
    return tuple(duty.list_sessions(uow, leader=leader, state=state, limit=limit))


@router.post("", status_code=201, responses=errors(401, 403, 422))
def plan_session(body: DutyPlan, ports: Ports, uow: Uow, me: DutyHolder) -> DutySessionOut:
    if body.leader != me.id and not has(me, "supervisor"):
        raise NotAllowed("只能为自己安排带班接听。")
    return duty.plan(uow, body, by=me.id, at=ports.now())


@router.get("/figures", responses=errors(401))
def figures(ports: Ports, uow: Reading, me: Me, as_of: AwareDatetime | None = None) -> DutyFigures:
    """The ledger as it stood at ``as_of`` (now by default)."""
    return duty.figures(uow, as_of or ports.now())


@router.get("/leaders", responses=errors(401, 403))
def list_leaders(uow: Reading, me: DutyHolder) -> tuple[LeaderOut, ...]:
    """Those who may lead a session or stand in for its leader."""
    leaders = (person for person in people.list_people(uow) if person.active and has(person, "leader"))
    return tuple(LeaderOut(id=person.id, name=person.name, unit=person.unit) for person in leaders)


@router.get("/{session_id}", responses=errors(401, 403, 404))
def read_session(session_id: str, uow: Reading, me: DutyHolder) -> DutySessionOut:
    return _held_by(uow, session_id, me)


@router.post("/{session_id}/open", responses=errors(401, 403, 404, 409))
async def open_session(session_id: str, ports: Ports, me: DutyHolder) -> DutySessionOut:
    """Open the session and, after the commit, its queue."""

    def work(uow: UnitOfWork) -> DutySessionOut:
        _held_by(uow, session_id, me)
        return duty.open_session(uow, session_id, by=me.id, at=ports.now())

    session = await in_unit(ports, work)
    deputy = PersonId(session.deputy.id) if session.deputy else None
    ports.duty_queues.opened(session.id, session.title, session.number, PersonId(session.leader), deputy)
    return session


@router.post("/{session_id}/close", responses=errors(401, 403, 404, 409))
async def close_session(session_id: str, ports: Ports, me: DutyHolder) -> DutySessionOut:
    """Close the session: what is left unanswered is dispatched to the leader's unit; those who wait move on."""

    def work(uow: UnitOfWork) -> DutySessionOut:
        _held_by(uow, session_id, me)
        return duty.close(uow, session_id, by=me.id, at=ports.now())

    session = await in_unit(ports, work)
    ports.duty_queues.closed(session.id)
    return session


@router.post("/{session_id}/calls/{call_id}", responses=errors(401, 403, 404, 409, 422))
def judge_call(session_id: str, call_id: str, body: VerdictIn, ports: Ports, uow: Uow, me: DutyHolder) -> DutySessionOut:
    _held_by(uow, session_id, me)
    return duty.judge(uow, session_id, call_id, body.verdict, by=me.id, at=ports.now(), answer=body.answer or None)
