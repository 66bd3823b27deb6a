"""The snapshot of a desk: the live half from the phone, the stored half from the ledger, in one picture.

The live half is read first. What happens while the stored half is read comes again as a numbered event, and applying
it twice changes nothing (`agent_console.live.apply`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agent_console.live.commands import SEATED
from agent_console.live.messages import (
    AgentState,
    DeskData,
    FinalSaid,
    LiveCall,
    Offer,
    RecogniserOut,
    SupervisionNow,
)
from agent_console.live.stored import draft_of, stored_call, transcript_of
from agent_console.ports import ConsolePorts, RecogniserState
from agent_console.transaction import in_reading
from config.ids import PersonId
from ticketing.calls import gaps
from ticketing.calls.schemas import CallOut, GapOut
from ticketing.drafts.schemas import DraftOut
from ticketing.floor import service as floor
from ticketing.floor.schemas import FloorLine
from ticketing.people.schemas import PersonOut
from ticketing.todo import service as todo
from ticketing.todo.schemas import TodoItem
from ticketing.uow import UnitOfWork

AT_WORK = frozenset({"talking", "held", "wrap_up"})
WITH_TODO = SEATED | {"supervisor"}


def recogniser_out(state: RecogniserState) -> RecogniserOut:
    return RecogniserOut(
        engine=state.engine,
        model=state.model,
        language=state.language,
        interims=state.interims,
        notice=state.notice,
        step=state.step,
        lag_s=round(state.lag_s, 1),
        lost=state.lost,
        detail=state.detail,
    )


async def take(ports: ConsolePorts, me: PersonOut) -> DeskData:
    """The desk of ``me`` as it is now (without the board, which its hub sends)."""
    live = ports.phone.desk(PersonId(me.id))
    agent = AgentState.model_validate(live["agent"]) if live.get("agent") else None
    placed = (live.get("call") or {}).get("direction") == "out"
    ringing = live.get("call") if agent and agent.state == "reserved" and not placed else None
    at_hand = agent.call if agent and (agent.state in AT_WORK or placed) else None
    own = None if (live.get("call") or {}).get("consulted_by") else at_hand
    stored = await in_reading(ports, lambda uow: _stored(uow, me, own, ports.now()))
    return DeskData(
        me=me,
        agent=agent,
        offer=_offer(live, ringing),
        call=_call(live.get("call"), stored[0], me) if at_hand else None,
        segments=stored[1],
        draft=stored[2],
        todo=stored[3],
        recogniser=recogniser_out(ports.recogniser()),
        supervision=SupervisionNow.model_validate(live["supervision"]) if live.get("supervision") else None,
        pause_max_s=ports.settings.acd.pause_recording_max_s,
        gaps=stored[4],
        lines=stored[5],
    )


_Stored = tuple[
    CallOut | None, tuple[FinalSaid, ...], DraftOut | None, tuple[TodoItem, ...], tuple[GapOut, ...], tuple[FloorLine, ...]
]


def _stored(uow: UnitOfWork, me: PersonOut, at_hand: str | None, now: datetime) -> _Stored:
    items = todo.todo(uow, me, now).items if WITH_TODO & set(me.roles) else ()
    lines = floor.lines_of(uow, me.id, now) if SEATED & set(me.roles) else ()
    if at_hand is None or (call := stored_call(uow, at_hand)) is None:
        return None, (), None, items, (), lines
    return call, transcript_of(uow, at_hand), draft_of(uow, at_hand), items, gaps.of_call(uow, at_hand), lines


def _offer(live: Mapping[str, Any], ringing: Mapping[str, Any] | None) -> Offer | None:
    if live.get("offer"):
        return Offer.model_validate(live["offer"])
    return Offer.model_validate(ringing) if ringing else None


def _call(live: Mapping[str, Any] | None, stored: CallOut | None, me: PersonOut) -> LiveCall | None:
    if live is None:
        return _ended(stored) if stored else None
    call = LiveCall.model_validate(live)
    if call.agent == me.id:
        return call
    return call.model_copy(update={"state": "ended", "agent": None, "muted": False, "parties": (), "partials": {}})


def _ended(call: CallOut) -> LiveCall:
    """A call whose caller has gone, while its agent still wraps it up."""
    return LiveCall(
        call=call.id,
        state="ended",
        queue=call.queue,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialled=call.dialled,
        agent=call.agent.id if call.agent else None,
        arrived_at=call.arrived_at.isoformat(),
        queued_at=call.queued_at.isoformat() if call.queued_at else None,
        answered_at=call.answered_at.isoformat() if call.answered_at else None,
        direction=call.direction,
    )
