"""A call's states as one table: the facts that telephony emits are the very events that move it.

Pure. Folding the emitted events of one call over `step` gives its state again, so the queue log can be replayed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from config.ids import CallId, PersonId
from telephony.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallEvent,
    CallHeld,
    CallOffered,
    CallQueued,
    CallResumed,
    CallStateName,
    OfferEnded,
    WrapUpEnded,
)
from telephony.transition import follow

EventName = Literal[
    "CallQueued", "CallOffered", "OfferEnded", "CallAnswered", "CallHeld", "CallResumed", "CallEnded", "WrapUpEnded"
]


class Effect(StrEnum):
    """What the shell does to legs and sounds when a call moves along an edge of the table."""

    ANNOUNCE_WAIT = "announce_wait"
    CALL_AGENT = "call_agent"
    DROP_AGENT = "drop_agent"
    JOIN = "join"
    HOLD = "hold"
    RESUME = "resume"
    ANNOUNCE_TRANSFER = "announce_transfer"
    RELEASE = "release"


TRANSITIONS: Mapping[tuple[CallStateName, EventName], CallStateName] = MappingProxyType(
    {
        ("ringing", "CallQueued"): "queued",
        ("ringing", "CallEnded"): "ended",
        ("queued", "CallQueued"): "queued",
        ("queued", "CallOffered"): "offered",
        ("queued", "CallEnded"): "ended",
        ("offered", "OfferEnded"): "queued",
        ("offered", "CallAnswered"): "answered",
        ("offered", "CallEnded"): "ended",
        ("answered", "CallHeld"): "held",
        ("answered", "CallQueued"): "queued",
        ("answered", "CallEnded"): "wrap_up",
        ("held", "CallResumed"): "answered",
        ("held", "CallQueued"): "queued",
        ("held", "CallEnded"): "wrap_up",
        ("wrap_up", "WrapUpEnded"): "ended",
    }
)

EFFECTS: Mapping[tuple[CallStateName, CallStateName], tuple[Effect, ...]] = MappingProxyType(
    {
        ("ringing", "queued"): (Effect.ANNOUNCE_WAIT,),
        ("ringing", "ended"): (Effect.RELEASE,),
        ("queued", "offered"): (Effect.CALL_AGENT,),
        ("queued", "ended"): (Effect.RELEASE,),
        ("offered", "queued"): (Effect.DROP_AGENT,),
        ("offered", "answered"): (Effect.JOIN,),
        ("offered", "ended"): (Effect.RELEASE,),
        ("answered", "held"): (Effect.HOLD,),
        ("held", "answered"): (Effect.RESUME,),
        ("answered", "queued"): (Effect.DROP_AGENT, Effect.ANNOUNCE_TRANSFER),
        ("held", "queued"): (Effect.DROP_AGENT, Effect.ANNOUNCE_TRANSFER),
        ("answered", "wrap_up"): (Effect.RELEASE,),
        ("held", "wrap_up"): (Effect.RELEASE,),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. ``waiting_since`` is set while it waits; ``waited_s`` and ``talked_s`` hold finished stretches."""

    call: CallId
    state: CallStateName
    caller_number: str
    caller_name: str
    dialled: str
    arrived_at: datetime
    queue: str | None = None
    agent: PersonId | None = None
    queued_at: datetime | None = None
    waiting_since: datetime | None = None
    answered_at: datetime | None = None
    offer_expires_at: datetime | None = None
    waited_s: float = 0.0
    talked_s: float = 0.0

    @property
    def connected(self) -> bool:
        """Whether an agent and the caller are joined (or the caller is on hold by that agent)."""
        return self.state in ("answered", "held")


def admit(event: CallArrived) -> Call:
    """The call as it begins: ringing, its wait counted from its arrival until it is queued."""
    return Call(
        call=event.call,
        state="ringing",
        caller_number=event.caller_number,
        caller_name=event.caller_name,
        dialled=event.dialled,
        arrived_at=event.at,
        waiting_since=event.at,
    )


def step(call: Call, event: CallEvent) -> tuple[Call, tuple[Effect, ...]]:
    """Move ``call`` by ``event``; raise IllegalTransition outside the table.

    A wrap-up that another agent ends (who had transferred the call away) leaves the call as it is.
    """
    if isinstance(event, WrapUpEnded) and event.agent != call.agent:
        return call, ()
    state = follow(TRANSITIONS, call.state, _name(event))
    return replace(_told(call, event), state=state), EFFECTS.get((call.state, state), ())


def waited(call: Call, at: datetime) -> float:
    """Seconds that the caller has waited by ``at``, over all stretches; prompts count until the call is queued."""
    return call.waited_s + _since(call.waiting_since, at)


def talked(call: Call, at: datetime) -> float:
    """Seconds that the caller was with an agent by ``at``, hold included, over all stretches."""
    return call.talked_s + (_since(call.answered_at, at) if call.connected else 0.0)


def _since(start: datetime | None, at: datetime) -> float:
    return max(0.0, (at - start).total_seconds()) if start else 0.0


def _name(event: CallEvent) -> EventName:
    return type(event).__name__  # type: ignore[return-value]


def _told(call: Call, event: CallEvent) -> Call:
    """What the event says, written into the call; its state is the table's business."""
    match event:
        case CallQueued():
            return _queued(call, event)
        case CallOffered():
            return replace(call, agent=event.agent, queue=event.queue, offer_expires_at=event.expires_at)
        case OfferEnded():
            return replace(call, agent=None, offer_expires_at=None)
        case CallAnswered():
            return _answered(call, event)
        case CallHeld() | CallResumed() | WrapUpEnded():
            return call
        case CallEnded():
            return replace(call, waited_s=event.waited_s, talked_s=event.talked_s, waiting_since=None, offer_expires_at=None)
    raise AssertionError(f"{_name(event)} stands in the table but not here")


def _queued(call: Call, event: CallQueued) -> Call:
    fresh = call.state == "ringing" or call.connected
    return replace(
        call,
        queue=event.queue,
        agent=None,
        queued_at=event.at if fresh else call.queued_at,
        waiting_since=event.at if fresh else call.waiting_since,
        talked_s=talked(call, event.at),
    )


def _answered(call: Call, event: CallAnswered) -> Call:
    return replace(
        call,
        agent=event.agent,
        answered_at=event.at,
        offer_expires_at=None,
        waited_s=waited(call, event.at),
        waiting_since=None,
    )
