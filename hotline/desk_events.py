"""From what telephony and recognition say to what desks are told (`docs/protocol.md`). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from agent_console.ports import Audience, DeskEvent
from asr.port import Final, Partial
from config.ids import PersonId
from telephony.events import (
    AgentStateChanged,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallOffered,
    CallResumed,
    OfferEnded,
    RecordingFailed,
    RecordingResumed,
    TelephonyEvent,
)
from telephony.exchange_port import ExchangeSnapshot, LiveAgent, LiveCall
from ticketing.drafts.schemas import HistoryItem

FINISHED = frozenset({"closed", "archived", "merged"})
WATCHERS = frozenset({"supervisor"})


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 with offset, or None."""
    return moment.isoformat() if moment else None


def agent_view(agent: LiveAgent) -> dict[str, Any]:
    return {
        "agent": agent.agent,
        "name": agent.name,
        "phone": agent.phone,
        "queues": list(agent.queues),
        "state": agent.state,
        "reason": agent.reason,
        "since": iso(agent.since),
        "until": iso(agent.until),
        "call": agent.call,
        "missed": agent.missed,
        "next": agent.next,
    }


def call_view(call: LiveCall) -> dict[str, Any]:
    return {
        "call": call.call,
        "state": call.state,
        "queue": call.queue,
        "caller_number": call.caller_number,
        "caller_name": call.caller_name,
        "dialled": call.dialled,
        "agent": call.agent,
        "arrived_at": iso(call.arrived_at),
        "queued_at": iso(call.queued_at),
        "answered_at": iso(call.answered_at),
        "expires_at": iso(call.offer_expires_at),
        "position": call.position,
        "muted": call.muted,
        "recording": call.recording,
    }


def board_view(snapshot: ExchangeSnapshot) -> dict[str, Any]:
    """The live half of the wallboard."""
    return {
        "at": iso(snapshot.at),
        "queues": [
            {
                "name": queue.name,
                "title": queue.title,
                "waiting": queue.waiting,
                "longest_wait_s": round(queue.longest_wait_s, 1),
                "agents_available": queue.agents_available,
                "duty_session": queue.duty_session,
            }
            for queue in snapshot.queues
        ],
        "agents": [agent_view(agent) for agent in snapshot.agents],
        "calls": [call_view(call) for call in snapshot.calls],
        "registrations": [
            {"registrar": status.registrar, "state": status.state, "reason": status.reason} for status in snapshot.registrations
        ],
    }


def _to(*people: PersonId | None, watchers: bool = False) -> Audience:
    named = frozenset(person for person in people if person)
    return Audience(people=named, roles=WATCHERS if watchers else frozenset())


def _live_call(event_call: str, calls: Iterable[LiveCall]) -> LiveCall | None:
    return next((call for call in calls if call.call == event_call), None)


def from_telephony(event: TelephonyEvent, snapshot: ExchangeSnapshot) -> tuple[DeskEvent, ...]:
    """The desk events that one telephony event causes; ``snapshot`` is the exchange's state just after it."""
    match event:
        case AgentStateChanged():
            agent = next((agent for agent in snapshot.agents if agent.agent == event.agent), None)
            data: Mapping[str, Any] = (
                agent_view(agent) if agent else {"agent": event.agent, "state": event.state, "reason": event.reason, "call": None}
            )
            return (DeskEvent(type="agent", data=data, audience=_to(event.agent, watchers=True)),)
        case CallOffered():
            call = _live_call(event.call, snapshot.calls)
            offer = {
                "call": event.call,
                "queue": event.queue,
                "caller_number": call.caller_number if call else "",
                "caller_name": call.caller_name if call else "",
                "expires_at": iso(event.expires_at),
            }
            return (DeskEvent(type="offer", data=offer, audience=_to(event.agent)),)
        case OfferEnded():
            ended = {"call": event.call, "why": event.why}
            return (DeskEvent(type="offer_ended", data=ended, audience=_to(event.agent)),)
        case CallAnswered() | CallHeld() | CallResumed() | RecordingFailed() | RecordingResumed():
            call = _live_call(event.call, snapshot.calls)
            if call is None:
                return ()
            return (DeskEvent(type="call", data=call_view(call), audience=_to(call.agent, watchers=True)),)
        case CallEnded():
            over = {
                "call": event.call,
                "reason": event.reason,
                "by": event.by,
                "waited_s": round(event.waited_s, 2),
                "talked_s": round(event.talked_s, 2),
                "queue": event.queue,
                "detail": event.detail,
            }
            return (DeskEvent(type="call_ended", data=over, audience=_to(event.agent, watchers=True)),)
        case _:
            return ()


def with_history(offer: DeskEvent, history: Sequence[HistoryItem]) -> DeskEvent:
    """The offer with how often this number was here before and how many of its tickets are open."""
    tickets = [item for item in history if item.kind == "ticket"]
    still_open = [item for item in tickets if item.state not in FINISHED]
    data = {**offer.data, "history_count": len(history), "open_tickets": len(still_open)}
    return DeskEvent(type=offer.type, data=data, audience=offer.audience)


def from_partial(event: Partial, agent: PersonId) -> DeskEvent:
    data = {"call": event.call, "channel": event.channel, "text": event.text, "t0": event.t0}
    return DeskEvent(type="partial", data=data, audience=_to(agent))


def from_final(event: Final, agent: PersonId, segment: str) -> DeskEvent:
    """A finished utterance, sent after its row was committed as ``segment``."""
    data = {
        "call": event.call,
        "channel": event.channel,
        "text": event.text,
        "t0": event.t0,
        "t1": event.t1,
        "confidence": event.confidence,
        "words": [{"text": word.text, "t0": word.t0, "t1": word.t1} for word in event.words],
        "engine": event.engine,
        "segment": segment,
    }
    return DeskEvent(type="final", data=data, audience=_to(agent))
