"""Leaders' duty sessions: plan, check in, open, judge each call, close, correct, print, and the ledger of rates."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, Field

from agent_console.api.city import attachment
from agent_console.api.documents import AS_PDF, AS_WORD, pdf_answer, word_answer
from agent_console.faults import errors
from agent_console.signed_in import AgentOrSupervisor, DutyHolder, Me, Supervisor, has
from agent_console.transaction import Ports, Reading, Uow, in_unit
from config.errors import NotAllowed
from config.ids import PersonId
from ticketing.documents.schemas import DocumentOut
from ticketing.duty import attending, export, sheet
from ticketing.duty import service as duty
from ticketing.duty.schemas import (
    Counting,
    DutyChange,
    DutyFigures,
    DutyPlan,
    DutySessionOut,
    DutyState,
    Reason,
    Verdict,
)
from ticketing.people import service as people
from ticketing.people.schemas import PersonOut
from ticketing.schema import Schema
from ticketing.spreadsheets import CSV_TYPE, XLSX_TYPE
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/duty-sessions", tags=["duty"])
AS_TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {CSV_TYPE: {}, XLSX_TYPE: {}}}}


class VerdictIn(Schema):
    """``answer`` is what the leader told the citizen (``on_the_spot``), or wants done (``to_dispatch``)."""

    verdict: Verdict
    answer: Annotated[str, Field(max_length=4_000)] = ""


class ReasonIn(Schema):
    reason: Reason


class SwapIn(Schema):
    """``other`` is the session with which the people are exchanged."""

    other: str
    reason: Reason


class CorrectionIn(Schema):
    """Where the call counts from now on, and why."""

    counts_as: Counting
    reason: Reason


class LeaderOut(Schema):
    """``unit`` is the code of the leader's own unit, the default of a session."""

    id: str
    name: str
    unit: str | None


def held_by(uow: UnitOfWork, session_id: str, me: PersonOut, *, assistant: bool = False) -> DutySessionOut:
    """The session, if this person leads it, stands in, or supervises; with ``assistant`` also if they assist at it."""
    session = duty.get(uow, session_id)
    others = [session.deputy, *([session.assistant] if assistant else [])]
    if me.id not in (session.leader, *(one.id for one in others if one)) and not has(me, "supervisor"):
        raise NotAllowed("这场带班接听由另一位领导主持。")
    return session


@router.get("", responses=errors(401, 403))
def list_sessions(
    uow: Reading,
    me: AgentOrSupervisor,
    state: DutyState | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> tuple[DutySessionOut, ...]:
    """Newest first, those between ``since`` and ``until``; supervisors see all, the others what they hold or assist at."""
    leader = None if has(me, "supervisor") else me.id
    return tuple(duty.list_sessions(uow, leader=leader, state=state, since=since, until=until, limit=limit))


@router.post("", status_code=201, responses=errors(401, 403, 409, 422))
def plan_session(body: DutyPlan, ports: Ports, uow: Uow, me: DutyHolder) -> DutySessionOut:
    """409 names each clash: a person, or a number, in two sessions at once."""
    if body.leader != me.id and not has(me, "supervisor"):
        raise NotAllowed("只能为自己安排带班接听。")
    return duty.plan(uow, body, by=me.id, at=ports.now())


@router.get("/figures", responses=errors(401))
def figures(ports: Ports, uow: Reading, me: Me, as_of: AwareDatetime | None = None) -> DutyFigures:
    """The ledger as it stood at ``as_of`` (now by default): of that year from its first day on."""
    return duty.figures(uow, as_of or ports.now())


@router.get("/figures.{format}", response_class=Response, responses={**AS_TABLE, **errors(401)})
def export_figures(
    format: Literal["csv", "xlsx"], ports: Ports, uow: Reading, me: Me, as_of: AwareDatetime | None = None
) -> Response:
    """The same ledger as a spreadsheet: sums and rates, and each session they come from."""
    moment = as_of or ports.now()
    content = export.ledger_file(uow, moment, excel=format == "xlsx")
    return attachment(f"带班台账{uow.calendar.local(moment):%Y-%m-%d}.{format}", content, format)


@router.get("/leaders", responses=errors(401, 403))
def list_leaders(uow: Reading, me: DutyHolder) -> tuple[LeaderOut, ...]:
    """Those who may lead a session or stand in for its leader."""
    return _with_role(uow, "leader")


@router.get("/assistants", responses=errors(401, 403))
def list_assistants(uow: Reading, me: DutyHolder) -> tuple[LeaderOut, ...]:
    """Those who may sit beside a leader and write."""
    return _with_role(uow, "agent")


@router.get("/{session_id}", responses=errors(401, 403, 404))
def read_session(session_id: str, uow: Reading, me: AgentOrSupervisor) -> DutySessionOut:
    return held_by(uow, session_id, me, assistant=True)


@router.patch("/{session_id}", responses=errors(401, 403, 404, 409, 422))
def change_session(session_id: str, body: DutyChange, ports: Ports, uow: Uow, me: Supervisor) -> DutySessionOut:
    """Other people, times or number, with a reason, as long as the session has not begun."""
    return duty.change(uow, session_id, body, by=me.id, at=ports.now())


@router.post("/{session_id}/swap", responses=errors(401, 403, 404, 409, 422))
def swap_sessions(session_id: str, body: SwapIn, ports: Ports, uow: Uow, me: Supervisor) -> tuple[DutySessionOut, ...]:
    """Two sessions exchange those who hold them (调班)."""
    return duty.swap(uow, session_id, body.other, by=me.id, at=ports.now(), reason=body.reason)


@router.post("/{session_id}/cancel", responses=errors(401, 403, 404, 409, 422))
def cancel_session(session_id: str, body: ReasonIn, ports: Ports, uow: Uow, me: DutyHolder) -> DutySessionOut:
    """Call off a session that has not begun: its leader or a supervisor."""
    held_by(uow, session_id, me)
    return duty.cancel(uow, session_id, by=me.id, at=ports.now(), reason=body.reason)


@router.post("/{session_id}/check-in", responses=errors(401, 403, 404, 409))
def check_in(session_id: str, ports: Ports, uow: Uow, me: AgentOrSupervisor) -> DutySessionOut:
    """Say that one is there (签到): leader, deputy, or the agent who assists."""
    return attending.check_in(uow, session_id, by=me.id, at=ports.now())


@router.post("/{session_id}/open", responses=errors(401, 403, 404, 409))
async def open_session(session_id: str, ports: Ports, me: DutyHolder) -> DutySessionOut:
    """Open the session and, after the commit, its queue."""

    def work(uow: UnitOfWork) -> DutySessionOut:
        held_by(uow, session_id, me)
        return duty.open_session(uow, session_id, by=me.id, at=ports.now())

    session = await in_unit(ports, work)
    deputy = PersonId(session.deputy.id) if session.deputy else None
    ports.duty_queues.opened(session.id, session.title, session.number, PersonId(session.leader), deputy)
    return session


@router.post("/{session_id}/close", responses=errors(401, 403, 404, 409))
async def close_session(session_id: str, ports: Ports, me: DutyHolder) -> DutySessionOut:
    """Close the session: what is left unanswered is dispatched to the leader's unit; those who wait move on."""

    def work(uow: UnitOfWork) -> DutySessionOut:
        held_by(uow, session_id, me)
        return duty.close(uow, session_id, by=me.id, at=ports.now())

    session = await in_unit(ports, work)
    ports.duty_queues.closed(session.id)
    return session


@router.post("/{session_id}/calls/{call_id}", responses=errors(401, 403, 404, 409, 422))
def judge_call(session_id: str, call_id: str, body: VerdictIn, ports: Ports, uow: Uow, me: AgentOrSupervisor) -> DutySessionOut:
    """The verdict on a connected call, by leader, deputy, assisting agent or supervisor; while it goes on it is noted."""
    held_by(uow, session_id, me, assistant=True)
    return duty.judge(uow, session_id, call_id, body.verdict, by=me.id, at=ports.now(), answer=body.answer or None)


@router.post("/{session_id}/calls/{call_id}/correction", responses=errors(401, 403, 404, 409, 422))
def correct_call(session_id: str, call_id: str, body: CorrectionIn, ports: Ports, uow: Uow, me: Supervisor) -> DutySessionOut:
    """After the closing: where the call counts from now on. Its outcome stays, and the ledger shows a correction."""
    return duty.correct(uow, session_id, call_id, body.counts_as, by=me.id, at=ports.now(), reason=body.reason)


@router.get("/{session_id}/sheet.pdf", response_class=Response, responses={**AS_PDF, **errors(401, 403, 404)})
def print_sheet(session_id: str, ports: Ports, uow: Reading, me: AgentOrSupervisor) -> Response:
    """The session sheet (带班记录表) as it stands now, without a number: a proof."""
    held_by(uow, session_id, me, assistant=True)
    return pdf_answer(sheet.of_session(uow, session_id, _today(uow, ports)), ports.settings.documents)


@router.get("/{session_id}/sheet.docx", response_class=Response, responses={**AS_WORD, **errors(401, 403, 404)})
def write_sheet(session_id: str, ports: Ports, uow: Reading, me: AgentOrSupervisor) -> Response:
    held_by(uow, session_id, me, assistant=True)
    return word_answer(sheet.of_session(uow, session_id, _today(uow, ports)))


@router.post("/{session_id}/sheet", status_code=201, responses=errors(401, 403, 404, 409))
def issue_sheet(session_id: str, ports: Ports, uow: Uow, me: DutyHolder) -> DocumentOut:
    """Give the sheet of a closed session its number and keep it; after a correction again, with a number of its own."""
    held_by(uow, session_id, me)
    return sheet.issue(uow, session_id, by=me.id, at=ports.now())


def _today(uow: UnitOfWork, ports: Ports) -> date:
    return uow.calendar.local(ports.now()).date()


def _with_role(uow: UnitOfWork, role: str) -> tuple[LeaderOut, ...]:
    found = (person for person in people.list_people(uow) if person.active and role in person.roles)
    return tuple(LeaderOut(id=person.id, name=person.name, unit=person.unit) for person in found)
