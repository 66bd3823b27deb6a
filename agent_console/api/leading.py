"""The leader's desk: which session is today's, what its closing will do, and the sheet as a page."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from agent_console.api.duty import held_by
from agent_console.faults import errors
from agent_console.signed_in import AgentOrSupervisor, DutyHolder
from agent_console.transaction import Ports, Reading, Uow, in_unit
from ticketing.documents.content import as_json
from ticketing.duty import desk, sheet
from ticketing.duty import service as duty
from ticketing.duty.desk import CloseOut, Today
from ticketing.duty.schemas import DutySessionOut
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/leading", tags=["leading"])
MOST_CALLS = 1_000
"""Calls of one session that a closing lists."""


class ClosingLineIn(Schema):
    """Only what is given changes: ``unit`` a code, ``sentence`` what the leader wants done."""

    unit: str | None = None
    sentence: Annotated[str | None, Field(max_length=500)] = None


class SeenLine(Schema):
    """A line of the list as it was shown; ``unit`` is the code of where it goes, none where it is answered."""

    call: str
    unit: str | None


class CloseIn(Schema):
    """``seen``: every line of the list that was shown. ``leave_undecided``: those that nobody judged go as the list says."""

    seen: Annotated[tuple[SeenLine, ...], Field(max_length=MOST_CALLS)]
    leave_undecided: bool = False


class SheetPage(Schema):
    """The sheet's parts as they are printed: ``blocks`` by their kind (``facts``, ``heading``, ``paragraph``, ``table``, …)."""

    title: str
    issuer: str
    date: str
    number: str
    blocks: tuple[dict[str, Any], ...]


@router.get("/today", responses=errors(401, 403))
def read_today(ports: Ports, uow: Reading, me: AgentOrSupervisor) -> Today:
    """The own session of today, the next one, and the one that was held last today."""
    return desk.today(uow, me.id, ports.now())


@router.get("/sessions/{session_id}/close-out", responses=errors(401, 403, 404))
def read_close_out(session_id: str, ports: Ports, uow: Reading, me: AgentOrSupervisor) -> CloseOut:
    """What closing would do now: each call without an outcome, where it goes, why, and until when."""
    held_by(uow, session_id, me, assistant=True)
    return desk.close_out(uow, session_id, ports.now())


@router.put("/sessions/{session_id}/close-out/{call_id}", responses=errors(401, 403, 404, 409, 422))
def plan_call(session_id: str, call_id: str, body: ClosingLineIn, ports: Ports, uow: Uow, me: AgentOrSupervisor) -> CloseOut:
    """Another unit, or another sentence; the call is thereby to be dispatched."""
    held_by(uow, session_id, me, assistant=True)
    return desk.plan_left(uow, session_id, call_id, me.id, ports.now(), unit=body.unit, sentence=body.sentence)


@router.post("/sessions/{session_id}/close", responses=errors(401, 403, 404, 409, 422))
async def close_seen(session_id: str, body: CloseIn, ports: Ports, me: DutyHolder) -> DutySessionOut:
    """Close as the list says. 409 when it is another list by now, or when calls that nobody judged are not accepted as such."""

    def work(uow: UnitOfWork) -> DutySessionOut:
        held_by(uow, session_id, me)
        seen = desk.seen_of([(line.call, line.unit) for line in body.seen])
        return duty.close(uow, session_id, me.id, ports.now(), seen, leave_undecided=body.leave_undecided)

    session = await in_unit(ports, work)
    ports.duty_queues.closed(session.id)
    return session


@router.get("/sessions/{session_id}/sheet", responses=errors(401, 403, 404))
def read_sheet(session_id: str, ports: Ports, uow: Reading, me: AgentOrSupervisor) -> SheetPage:
    """The session sheet (带班记录表) as a page: the same parts as the PDF. Numbers of callers are masked."""
    held_by(uow, session_id, me, assistant=True)
    today = uow.calendar.local(ports.now()).date()
    paper = as_json(sheet.of_session(uow, session_id, today))
    return SheetPage.model_validate({name: paper[name] for name in SheetPage.model_fields})
