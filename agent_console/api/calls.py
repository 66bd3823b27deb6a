"""The list of calls, one call with all that belongs to it, and how a call without a ticket ended."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from agent_console.faults import errors
from agent_console.live.messages import FinalSaid
from agent_console.live.stored import draft_of, transcript_of
from agent_console.signed_in import AgentOrSupervisor, TicketReader, has
from agent_console.transaction import Ports, Reading, Uow
from config.errors import NotAllowed
from ticketing.calls import gaps
from ticketing.calls import service as calls
from ticketing.calls.schemas import CallOut, CallPage, CallState, ClosingOutcome, EndReason, GapOut, VersionOut
from ticketing.drafts.schemas import DraftOut
from ticketing.duty.company import beside_call
from ticketing.people.schemas import PersonOut
from ticketing.schema import Schema
from ticketing.tickets import service as tickets
from ticketing.tickets.states import OVER
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/calls", tags=["calls"])
Limit = Annotated[int, Query(ge=1, le=200)]


class CallDetail(CallOut):
    """A call with its transcript in the order of speaking, and its draft when it was answered.

    ``segments`` are of the version ``shown``; ``versions`` says which there are, ``gaps`` what is or was put off.
    """

    segments: tuple[FinalSaid, ...]
    shown: Literal["live", "second"] = "live"
    versions: tuple[VersionOut, ...] = ()
    gaps: tuple[GapOut, ...] = ()
    draft: DraftOut | None


class OutcomeIn(Schema):
    outcome: ClosingOutcome
    note: Annotated[str, Field(max_length=1_000)] = ""


def readable(uow: UnitOfWork, call_id: str, me: PersonOut) -> CallOut:
    """The call, if this person may read it: its agent, those who hold its duty session, a supervisor or inspector, the
    unit of its open ticket.
    """
    call = calls.get(uow, call_id)
    if has(me, "supervisor", "inspector") or (call.agent is not None and call.agent.id == me.id):
        return call
    if beside_call(uow, call_id, me.id):
        return call
    if has(me, "handler") and call.ticket is not None and me.unit is not None:
        ticket = tickets.get(uow, call.ticket.id)
        if ticket.unit is not None and ticket.unit.code == me.unit and ticket.state not in OVER:
            return call
    raise NotAllowed("这通电话不在您的权限范围内。")


@router.get("", responses=errors(401, 403))
def list_calls(
    uow: Reading,
    me: AgentOrSupervisor,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    state: CallState | None = None,
    reason: EndReason | None = None,
    agent: str | None = None,
    number: Annotated[str | None, Query(max_length=32)] = None,
    before: str | None = None,
    limit: Limit = 50,
) -> CallPage:
    """Newest first; agents see their own calls, supervisors all."""
    boss = has(me, "supervisor")
    own = agent if boss else me.id
    page = calls.list_calls(
        uow, since=since, until=until, state=state, reason=reason, agent=own, number=number, before=before, limit=limit
    )
    if boss:
        return page
    return page.model_copy(update={"items": tuple(map(calls.without_supervision, page.items))})


@router.get("/{call_id}", responses=errors(401, 403, 404))
def read_call(call_id: str, uow: Reading, me: TicketReader, version: Literal["live", "second"] | None = None) -> CallDetail:
    """A handler reads what the matter needs: not what else the caller has told the hotline before.

    Who listened in is shown to supervisors and inspectors. ``version`` of the transcript: by default the second pass as soon
    as it is whole, else the live one.
    """
    call = _shown(readable(uow, call_id, me), me)
    draft = draft_of(uow, call_id)
    if draft is not None and not has(me, "agent", "leader", "supervisor", "inspector"):
        draft = draft.model_copy(update={"history": ()})
    return CallDetail(
        **dict(call),
        segments=transcript_of(uow, call_id, version),
        shown=version or gaps.shown(uow, call_id),
        versions=gaps.versions(uow, call_id),
        gaps=gaps.of_call(uow, call_id),
        draft=draft,
    )


@router.post("/{call_id}/outcome", responses=errors(401, 403, 404, 409))
def set_outcome(call_id: str, body: OutcomeIn, ports: Ports, uow: Uow, me: AgentOrSupervisor) -> CallOut:
    """How an answered call ended that becomes no ticket; stored once."""
    readable(uow, call_id, me)
    at: datetime = ports.now()
    return _shown(calls.set_outcome(uow, call_id, body.outcome, by=me.id, at=at, note=body.note), me)


def _shown(call: CallOut, me: PersonOut) -> CallOut:
    return call if has(me, "supervisor", "inspector") else calls.without_supervision(call)
