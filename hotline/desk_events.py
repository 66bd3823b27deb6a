"""From what telephony and recognition say to what desks are told (`docs/protocol.md`). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from agent_console.ports import Audience, DeskEvent
from asr.port import Final, Partial
from config.ids import PersonId
from hotline.live_notes import LiveNotes
from telephony.events import (
    AgentStateChanged,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallOffered,
    CallPlaced,
    CallResumed,
    CallTransferred,
    OfferEnded,
    PartyAnswered,
    PartyCalled,
    PartyJoined,
    PartyLeft,
    RecordingContinued,
    RecordingFailed,
    RecordingPaused,
    RecordingResumed,
    SupervisionEnded,
    SupervisionStarted,
    TelephonyEvent,
)
from telephony.exchange_port import ExchangeSnapshot, LiveAgent, LiveCall, LiveParty, LiveQueue
from ticketing.drafts.schemas import HistoryItem

FINISHED = frozenset({"closed", "archived", "merged"})
WATCHERS = frozenset({"supervisor"})
AGENT = "agent:"


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


def party_view(party: LiveParty, agents: Iterable[LiveAgent]) -> dict[str, Any]:
    return {
        "party": party.party,
        "number": party.number,
        "role": party.role,
        "state": party.state,
        "mode": party.mode,
        "name": name_behind(party.number, agents),
    }


def name_behind(number: str, agents: Iterable[LiveAgent]) -> str:
    """The colleague whom ``agent:ID`` calls; empty for any other number."""
    person = number.removeprefix(AGENT) if number.startswith(AGENT) else None
    return next((agent.name for agent in agents if agent.agent == person), "")


def call_view(
    call: LiveCall, agents: Iterable[LiveAgent] = (), notes: LiveNotes | None = None, *, supervisors: bool = True
) -> dict[str, Any]:
    """``supervisors`` False: for a desk that is not told who listens."""
    paused = notes.paused.get(call.call) if notes else None
    parties = [party for party in call.parties if supervisors or party.role != "supervisor"]
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
        "recording_paused": call.recording_paused,
        "recording_paused_at": iso(paused) if call.recording_paused else None,
        "parties": [party_view(party, agents) for party in parties],
        "direction": call.direction,
        "expected_wait_s": call.expected_wait_s,
    }


def expected_wait(queue: LiveQueue, calls: Iterable[LiveCall]) -> float | None:
    """What its newest caller is told to expect, in seconds; None where nobody waits or nobody can say."""
    waiting = [call for call in calls if call.queue == queue.name and call.state == "queued" and call.position is not None]
    newest = max(waiting, key=lambda call: call.position or 0, default=None)
    return newest.expected_wait_s if newest else None


def board_view(snapshot: ExchangeSnapshot, notes: LiveNotes | None = None) -> dict[str, Any]:
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
                "expected_wait_s": expected_wait(queue, snapshot.calls),
            }
            for queue in snapshot.queues
        ],
        "agents": [agent_view(agent) for agent in snapshot.agents],
        "calls": [call_view(call, snapshot.agents, notes) for call in snapshot.calls],
        "registrations": [
            {"registrar": status.registrar, "state": status.state, "reason": status.reason} for status in snapshot.registrations
        ],
        "trunks": [
            {
                "trunk": status.trunk,
                "state": status.state,
                "reason": status.reason,
                "round_trip_ms": status.round_trip_ms,
                "calls": status.calls,
            }
            for status in snapshot.trunks
        ],
        "surge": snapshot.surge,
    }


def _to(*people: PersonId | None, watchers: bool = False) -> Audience:
    named = frozenset(person for person in people if person)
    return Audience(people=named, roles=WATCHERS if watchers else frozenset())


def _live_call(event_call: str, calls: Iterable[LiveCall]) -> LiveCall | None:
    return next((call for call in calls if call.call == event_call), None)


def _as_it_is_now(event_call: str, snapshot: ExchangeSnapshot, notes: LiveNotes | None, tell: bool) -> tuple[DeskEvent, ...]:
    """The call for its agent, without those who listen where the agent is not told, and for supervisors."""
    call = _live_call(event_call, snapshot.calls)
    if call is None:
        return ()
    whole = call_view(call, snapshot.agents, notes)
    if tell or not any(party.role == "supervisor" for party in call.parties):
        return (DeskEvent(type="call", data=whole, audience=_to(call.agent, watchers=True)),)
    without = call_view(call, snapshot.agents, notes, supervisors=False)
    return (
        DeskEvent(type="call", data=without, audience=_to(call.agent)),
        DeskEvent(type="call", data=whole, audience=_to(watchers=True)),
    )


def from_telephony(
    event: TelephonyEvent, snapshot: ExchangeSnapshot, notes: LiveNotes | None = None, *, tell_supervision: bool = True
) -> tuple[DeskEvent, ...]:
    """The desk events that one telephony event causes; ``snapshot`` and ``notes`` are as they stand just after it."""
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
        case (
            CallAnswered()
            | CallPlaced()
            | CallHeld()
            | CallResumed()
            | RecordingFailed()
            | RecordingResumed()
            | RecordingPaused()
            | RecordingContinued()
            | PartyCalled()
            | PartyAnswered()
            | PartyJoined()
        ):
            return _as_it_is_now(event.call, snapshot, notes, tell_supervision)
        case PartyLeft():
            call = _live_call(event.call, snapshot.calls)
            left = {"call": event.call, "number": event.number, "why": event.why}
            left["name"] = name_behind(event.number, snapshot.agents)
            gone = DeskEvent(type="party_left", data=left, audience=_to(call.agent if call else None))
            return (gone, *_as_it_is_now(event.call, snapshot, notes, tell_supervision))
        case CallTransferred():
            moved = {"call": event.call, "agent": event.agent, "number": event.number, "how": event.how}
            told = DeskEvent(type="call_transferred", data=moved, audience=_to(event.agent, watchers=True))
            return (told, *_as_it_is_now(event.call, snapshot, notes, tell_supervision))
        case SupervisionStarted() | SupervisionEnded():
            now = {"supervisor": event.supervisor, "call": event.call, "mode": None, "side": "both"}
            if isinstance(event, SupervisionStarted):
                now |= {"mode": event.mode, "side": event.side}
            told = DeskEvent(type="supervision", data=now, audience=_to(event.supervisor))
            return (told, *_as_it_is_now(event.call, snapshot, notes, tell_supervision))
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
    """The offer with how often this number was here before, how often to harass, and how many of its tickets are open."""
    tickets = [item for item in history if item.kind == "ticket"]
    still_open = [item for item in tickets if item.state not in FINISHED]
    harassing = sum(item.kind == "call" and item.state == "harassment" for item in history)
    data = {
        **offer.data,
        "history_count": len(history),
        "open_tickets": len(still_open),
        "harassment_count": harassing,
    }
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
