"""From what telephony and recognition say to what desks are told (`docs/protocol.md`). Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from agent_console.ports import Audience, DeskEvent
from asr.port import Final, Partial
from asr.text import Readable, plain
from config.ids import PersonId
from hotline.desk_views import agent_view, call_view, colleague_in, consulted_view, iso, name_behind
from hotline.live_notes import LiveNotes
from telephony.events import (
    AgentMoved,
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
from telephony.exchange_port import ExchangeSnapshot, LiveCall
from ticketing.drafts.schemas import HistoryItem

FINISHED = frozenset({"closed", "archived", "merged"})
WATCHERS = frozenset({"supervisor"})


def _to(*people: PersonId | None, watchers: bool = False) -> Audience:
    named = frozenset(person for person in people if person)
    return Audience(people=named, roles=WATCHERS if watchers else frozenset())


def _live_call(event_call: str, calls: Iterable[LiveCall]) -> LiveCall | None:
    return next((call for call in calls if call.call == event_call), None)


def _as_it_is_now(event_call: str, snapshot: ExchangeSnapshot, notes: LiveNotes | None, tell: bool) -> tuple[DeskEvent, ...]:
    """The call for its agent, without those who listen where the agent is not told; for supervisors; for who is consulted."""
    call = _live_call(event_call, snapshot.calls)
    if call is None:
        return ()
    whole = call_view(call, snapshot.agents, notes)
    if tell or not any(party.role == "supervisor" for party in call.parties):
        told = [DeskEvent(type="call", data=whole, audience=_to(call.agent, watchers=True))]
    else:
        without = call_view(call, snapshot.agents, notes, supervisors=False)
        told = [
            DeskEvent(type="call", data=without, audience=_to(call.agent)),
            DeskEvent(type="call", data=whole, audience=_to(watchers=True)),
        ]
    return (*told, *_for_the_consulted(call, snapshot, notes))


def _for_the_consulted(call: LiveCall, snapshot: ExchangeSnapshot, notes: LiveNotes | None) -> Iterator[DeskEvent]:
    """A colleague who is consulted: an offer while the phone rings, then the call."""
    for party in call.parties:
        colleague = colleague_in(party.number)
        view = consulted_view(call, colleague, snapshot.agents, notes) if colleague else None
        if view is not None:
            kind = "offer" if party.state == "calling" else "call"
            yield DeskEvent(type=kind, data=view, audience=_to(colleague))


def from_telephony(
    event: TelephonyEvent, snapshot: ExchangeSnapshot, notes: LiveNotes | None = None, *, tell_supervision: bool = True
) -> tuple[DeskEvent, ...]:
    """The desk events that one telephony event causes; ``snapshot`` and ``notes`` are as they stand just after it."""
    match event:
        case AgentStateChanged() | AgentMoved():
            agent = next((agent for agent in snapshot.agents if agent.agent == event.agent), None)
            nobody = {"agent": event.agent, "state": "offline", "reason": getattr(event, "reason", ""), "call": None}
            data: Mapping[str, Any] = agent_view(agent) if agent else nobody
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
            name = name_behind(event.number, snapshot.agents, notes)
            left = {"call": event.call, "number": event.number, "name": name, "why": event.why}
            gone = DeskEvent(type="party_left", data=left, audience=_to(call.agent if call else None))
            no_offer = DeskEvent(
                type="offer_ended", data={"call": event.call, "why": event.why}, audience=_to(colleague_in(event.number))
            )
            return (gone, no_offer, *_as_it_is_now(event.call, snapshot, notes, tell_supervision))
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
    """An interim in its cheap readable form."""
    data = {"call": event.call, "channel": event.channel, "text": plain(event.text), "t0": event.t0}
    return DeskEvent(type="partial", data=data, audience=_to(agent))


def from_final(event: Final, agent: PersonId, segment: str, shown: Readable | None = None) -> DeskEvent:
    """A finished utterance, sent after its row was committed as ``segment``; ``shown`` is what people read of it."""
    data = {
        "call": event.call,
        "channel": event.channel,
        "text": event.text,
        "t0": event.t0,
        "t1": event.t1,
        "confidence": event.confidence,
        "words": [
            {"text": word.text, "t0": word.t0, "t1": word.t1, "confidence": round(word.confidence, 3)} for word in event.words
        ],
        "engine": event.engine,
        "readable": shown.text if shown else "",
        "spans": [list(span) for span in shown.spans] if shown else [],
        "segment": segment,
    }
    return DeskEvent(type="final", data=data, audience=_to(agent))
