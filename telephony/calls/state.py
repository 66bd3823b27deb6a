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
    CallPlaced,
    CallQueued,
    CallResumed,
    CallTransferred,
    EndReason,
    OfferEnded,
    WrapUpEnded,
)
from telephony.transition import follow

EventName = Literal[
    "CallQueued", "CallOffered", "OfferEnded", "CallAnswered", "CallHeld", "CallResumed", "CallTransferred", "CallEnded",
    "WrapUpEnded",
]  # fmt: skip
# ``transferred``: the agent is out, the caller is with a third party or waits for it. Others are told ``answered``.
State = Literal["ringing", "queued", "offered", "answered", "held", "transferred", "wrap_up", "ended"]
Direction = Literal["in", "out"]
How = Literal["blind", "attended", "refer"]


class Effect(StrEnum):
    """What the shell does to legs and sounds when a call moves along an edge of the table."""

    ANNOUNCE_WAIT = "announce_wait"
    CALL_AGENT = "call_agent"
    DROP_AGENT = "drop_agent"
    JOIN = "join"
    HOLD = "hold"
    RESUME = "resume"
    ANNOUNCE_TRANSFER = "announce_transfer"
    ANNOUNCE_RETURN = "announce_return"
    TAKE_OVER = "take_over"
    RELEASE = "release"


TRANSITIONS: Mapping[tuple[State, EventName], State] = MappingProxyType(
    {
        ("ringing", "CallQueued"): "queued",
        ("ringing", "CallAnswered"): "answered",
        ("ringing", "CallEnded"): "ended",
        ("queued", "CallQueued"): "queued",
        ("queued", "CallOffered"): "offered",
        ("queued", "CallEnded"): "ended",
        ("offered", "CallOffered"): "offered",
        ("offered", "OfferEnded"): "queued",
        ("offered", "CallAnswered"): "answered",
        ("offered", "CallEnded"): "ended",
        ("answered", "CallHeld"): "held",
        ("answered", "CallQueued"): "queued",
        ("answered", "CallTransferred"): "transferred",
        ("answered", "CallEnded"): "wrap_up",
        ("held", "CallResumed"): "answered",
        ("held", "CallQueued"): "queued",
        ("held", "CallTransferred"): "transferred",
        ("held", "CallEnded"): "wrap_up",
        ("transferred", "CallQueued"): "queued",
        ("transferred", "CallOffered"): "offered",
        ("transferred", "CallAnswered"): "answered",
        ("transferred", "CallEnded"): "ended",
        ("wrap_up", "WrapUpEnded"): "ended",
    }
)

EFFECTS: Mapping[tuple[State, State], tuple[Effect, ...]] = MappingProxyType(
    {
        ("ringing", "queued"): (Effect.ANNOUNCE_WAIT,),
        ("ringing", "answered"): (Effect.JOIN,),
        ("ringing", "ended"): (Effect.RELEASE,),
        ("queued", "offered"): (Effect.CALL_AGENT,),
        ("offered", "offered"): (Effect.CALL_AGENT,),
        ("queued", "ended"): (Effect.RELEASE,),
        ("offered", "queued"): (Effect.DROP_AGENT,),
        ("offered", "answered"): (Effect.JOIN,),
        ("offered", "ended"): (Effect.RELEASE,),
        ("answered", "held"): (Effect.HOLD,),
        ("held", "answered"): (Effect.RESUME,),
        ("answered", "queued"): (Effect.DROP_AGENT, Effect.ANNOUNCE_TRANSFER),
        ("held", "queued"): (Effect.DROP_AGENT, Effect.ANNOUNCE_TRANSFER),
        ("answered", "transferred"): (Effect.DROP_AGENT,),
        ("held", "transferred"): (Effect.DROP_AGENT,),
        ("transferred", "queued"): (Effect.ANNOUNCE_RETURN,),
        ("transferred", "offered"): (Effect.CALL_AGENT,),
        ("transferred", "answered"): (Effect.TAKE_OVER,),
        ("transferred", "ended"): (Effect.RELEASE,),
        ("answered", "wrap_up"): (Effect.RELEASE,),
        ("held", "wrap_up"): (Effect.RELEASE,),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. ``waiting_since`` is set while it waits; ``waited_s`` and ``talked_s`` hold finished stretches.

    While offered, ``offered_to`` are those whose phones ring and ``agent`` is the last of them. Of a call that we placed
    (``direction`` ``out``) the caller is the citizen, ``entry`` the call-back's, ``agent`` who calls.
    """

    call: CallId
    state: State
    caller_number: str
    caller_name: str
    dialled: str
    arrived_at: datetime
    queue: str | None = None
    agent: PersonId | None = None
    offered_to: tuple[PersonId, ...] = ()
    queued_at: datetime | None = None
    waiting_since: datetime | None = None
    answered_at: datetime | None = None
    offer_expires_at: datetime | None = None
    waited_s: float = 0.0
    talked_s: float = 0.0
    direction: Direction = "in"
    entry: str = ""

    @property
    def connected(self) -> bool:
        """Whether an agent and the caller are joined (or the caller is on hold by that agent)."""
        return self.state in ("answered", "held")

    @property
    def served(self) -> bool:
        """Whether somebody is there for the caller: an agent, or whom the agent transferred the caller to."""
        return self.connected or self.state == "transferred"

    @property
    def over(self) -> bool:
        """Whether the caller has gone."""
        return self.state in ("wrap_up", "ended")

    @property
    def reason_to_end(self) -> EndReason:
        """What it means when the caller leaves now."""
        if self.served:
            return "completed"
        return "failed" if self.direction == "out" else "abandoned"

    @property
    def reason_if_we_end(self) -> EndReason:
        """What it means when somebody of ours ends the call now."""
        if self.served:
            return "completed"
        return "failed" if self.direction == "out" else "rejected"


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


def place(event: CallPlaced) -> Call:
    """A call that we make: ringing, with its agent, until the citizen answers."""
    return Call(
        call=event.call,
        state="ringing",
        caller_number=event.number,
        caller_name="",
        dialled=event.number,
        arrived_at=event.at,
        agent=event.agent,
        direction="out",
        entry=event.entry,
    )


def step(call: Call, event: CallEvent) -> tuple[Call, tuple[Effect, ...]]:
    """Move ``call`` by ``event``; raise IllegalTransition outside the table.

    A wrap-up that another agent ends (who had transferred the call away) leaves the call as it is, and so does an offer
    that ends while other phones ring on.
    """
    if isinstance(event, WrapUpEnded) and event.agent != call.agent:
        return call, ()
    if isinstance(event, OfferEnded) and call.state == "offered" and _without(call, event.agent):
        return _told(call, event), (Effect.DROP_AGENT,)
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
            return _offered(call, event)
        case OfferEnded():
            left = _without(call, event.agent)
            return replace(
                call,
                agent=left[-1] if left else None,
                offered_to=left,
                offer_expires_at=call.offer_expires_at if left else None,
            )
        case CallAnswered():
            return _answered(call, event)
        case CallHeld() | CallResumed() | WrapUpEnded():
            return call
        case CallTransferred():
            return replace(call, agent=None, talked_s=talked(call, event.at), answered_at=None)
        case CallEnded():
            return replace(
                call,
                waited_s=event.waited_s,
                talked_s=event.talked_s,
                waiting_since=None,
                offer_expires_at=None,
                offered_to=(),
            )
    raise AssertionError(f"{_name(event)} stands in the table but not here")


def _without(call: Call, agent: PersonId) -> tuple[PersonId, ...]:
    return tuple(one for one in call.offered_to if one != agent)


def _queued(call: Call, event: CallQueued) -> Call:
    fresh = call.state == "ringing" or call.served
    return replace(
        call,
        queue=event.queue,
        agent=None,
        queued_at=event.at if fresh else call.queued_at,
        waiting_since=event.at if fresh else call.waiting_since,
        talked_s=talked(call, event.at),
    )


def _offered(call: Call, event: CallOffered) -> Call:
    return replace(
        call,
        agent=event.agent,
        offered_to=(*call.offered_to, event.agent),
        queue=event.queue,
        offer_expires_at=event.expires_at,
        queued_at=call.queued_at or event.at,
        waiting_since=call.waiting_since or event.at,
    )


def _answered(call: Call, event: CallAnswered) -> Call:
    return replace(
        call,
        agent=event.agent,
        offered_to=(),
        answered_at=event.at,
        offer_expires_at=None,
        waited_s=waited(call, event.at),
        waiting_since=None,
    )
