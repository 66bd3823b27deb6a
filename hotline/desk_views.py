"""How calls, agents, queues and lines look on desks (`docs/protocol.md`): JSON-ready views of the exchange's snapshot. Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from config.ids import PersonId
from hotline.live_notes import LiveNotes
from telephony.exchange_port import ExchangeSnapshot, LiveAgent, LiveCall, LiveParty, LiveQueue

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
        "next_reason": agent.next_reason,
        "levels": dict(agent.levels),
        "moved_until": iso(agent.moved_until),
    }


def party_view(party: LiveParty, agents: Iterable[LiveAgent], notes: LiveNotes | None = None) -> dict[str, Any]:
    return {
        "party": party.party,
        "number": party.number,
        "role": party.role,
        "state": party.state,
        "mode": party.mode,
        "name": name_behind(party.party if party.role == "supervisor" else party.number, agents, notes),
    }


def name_behind(number: str, agents: Iterable[LiveAgent], notes: LiveNotes | None = None) -> str:
    """The colleague whom ``agent:ID`` calls, or the contact or supervisor that is known by this word; else empty."""
    person = number.removeprefix(AGENT)
    known = notes.name_of(person) if notes else ""
    return known or next((agent.name for agent in agents if agent.agent == person), "")


def colleague_in(number: str) -> PersonId | None:
    """Whom ``agent:ID`` names; None for any other number."""
    return PersonId(number.removeprefix(AGENT)) if number.startswith(AGENT) else None


def consulted_view(
    call: LiveCall, colleague: PersonId, agents: Iterable[LiveAgent], notes: LiveNotes | None = None
) -> dict[str, Any] | None:
    """The call on the desk of a colleague who is consulted on it; None where this colleague is not."""
    own = next((party for party in call.parties if colleague_in(party.number) == colleague), None)
    if own is None or own.role == "supervisor" or call.agent == colleague:
        return None
    view = call_view(call, agents, notes, supervisors=False)
    state = "offered" if own.state == "calling" else "answered"
    by = name_behind(f"{AGENT}{call.agent}", agents) if call.agent else ""
    return {**view, "agent": colleague, "state": state, "parties": [], "muted": own.muted, "consulted_by": by or "-"}


def call_view(
    call: LiveCall, agents: Iterable[LiveAgent] = (), notes: LiveNotes | None = None, *, supervisors: bool = True
) -> dict[str, Any]:
    """``supervisors`` False: for a desk that is not told who listens. Whoever has taken the call over is no party any more."""
    paused = notes.paused.get(call.call) if notes else None
    agents = list(agents)
    others = [party for party in call.parties if call.agent is None or colleague_in(party.number) != call.agent]
    parties = [party for party in others if supervisors or party.role != "supervisor"]
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
        "recording_paused_why": notes.paused_why.get(call.call, "") if notes and call.recording_paused else "",
        "parties": [party_view(party, agents, notes) for party in parties],
        "direction": call.direction,
        "expected_wait_s": call.expected_wait_s,
        "consulted_by": "",
        "urgent": list(notes.urgent.get(call.call, ())) if notes else [],
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
