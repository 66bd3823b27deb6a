"""An agent's states as one table, and the moves that a call, a person or the clock makes in it. Pure.

What a person chooses during a call is kept (``following``, ``leaving``) and takes effect when wrap-up is over.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from config.ids import CallId
from telephony.events import AgentState
from telephony.exchange_port import Seat
from telephony.queues.shift import Shift, call_answered
from telephony.transition import follow

Presence = Literal["available", "paused"]
AgentEventName = Literal[
    "sign_in", "sign_out", "become_available", "pause", "reserve", "answer", "release", "miss",
    "hold", "resume", "finish", "part", "lose", "end_wrap_up",
]  # fmt: skip

TRANSITIONS: Mapping[tuple[AgentState, AgentEventName], AgentState] = MappingProxyType(
    {
        ("offline", "sign_in"): "paused",
        ("paused", "become_available"): "available",
        ("paused", "pause"): "paused",
        ("paused", "sign_out"): "offline",
        ("available", "become_available"): "available",
        ("available", "pause"): "paused",
        ("available", "sign_out"): "offline",
        ("paused", "reserve"): "reserved",
        ("available", "reserve"): "reserved",
        ("reserved", "answer"): "talking",
        ("reserved", "release"): "available",
        ("reserved", "miss"): "available",
        ("talking", "hold"): "held",
        ("talking", "finish"): "wrap_up",
        ("talking", "part"): "available",
        ("talking", "lose"): "paused",
        ("held", "resume"): "talking",
        ("held", "finish"): "wrap_up",
        ("held", "lose"): "paused",
        ("wrap_up", "end_wrap_up"): "available",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One taken seat. ``idle_since`` survives an offer that came to nothing; until ``rest_until`` nothing is offered.

    ``served`` and ``busy_since`` are the queue and the beginning of the call that the agent has, or writes up.
    """

    seat: Seat
    state: AgentState
    since: datetime
    idle_since: datetime
    reason: str = ""
    call: CallId | None = None
    until: datetime | None = None
    missed: int = 0
    rest_until: datetime | None = None
    following: tuple[Presence, str] | None = None
    leaving: bool = False
    shift: Shift
    served: str = ""
    busy_since: datetime | None = None

    @property
    def answered(self) -> int:
        """Calls of the present shift."""
        return self.shift.answered

    @property
    def busy(self) -> bool:
        """Reserved, with a caller, or writing one up: a wish is kept as the next state."""
        return self.state in ("reserved", "talking", "held", "wrap_up")

    @property
    def staffed(self) -> bool:
        """Working: free now, or free again after the present call."""
        return self.state not in ("paused", "offline")

    def free(self, now: datetime) -> bool:
        return self.state == "available" and (self.rest_until is None or self.rest_until <= now)

    def may_take(self, queue: str, now: datetime) -> bool:
        return self.free(now) and queue in self.seat.queues

    def level(self, queue: str) -> int:
        """How well this agent knows the queue's matters: 1 is best, and the default."""
        return self.seat.levels.get(queue, 1)


def sign_in(seat: Seat, now: datetime, *, shift: Shift | None = None) -> Agent:
    nobody = Agent(seat=seat, state="offline", since=now, idle_since=now, shift=shift or Shift(now))
    return _move(nobody, "sign_in", now, reason="signed_in")


def change_seat(agent: Agent, seat: Seat) -> Agent:
    """Signing in again replaces phone and queues, and takes back a sign-out that waited for the end of a call."""
    return replace(agent, seat=seat, leaving=False)


def sign_out(agent: Agent, now: datetime) -> Agent:
    """Offline at once where no caller is concerned; in a call it is kept until wrap-up is over."""
    if agent.state in ("talking", "held"):
        return replace(agent, leaving=True)
    if agent.state == "wrap_up":
        return end_wrap_up(replace(agent, leaving=True), now)
    if agent.state == "reserved":
        return release(replace(agent, leaving=True), now)
    return _move(agent, "sign_out", now)


def set_presence(agent: Agent, presence: Presence, reason: str, now: datetime) -> Agent:
    if agent.busy:
        return replace(agent, following=(presence, reason))
    if presence == "paused":
        return _move(agent, "pause", now, reason=reason)
    fresh = agent.state != "available"
    idle_since = now if fresh else agent.idle_since
    return _move(agent, "become_available", now, reason="", missed=0, rest_until=None, idle_since=idle_since)


def reserve(agent: Agent, call: CallId, until: datetime, now: datetime) -> Agent:
    return _move(agent, "reserve", now, call=call, until=until, rest_until=None)


def release(agent: Agent, now: datetime) -> Agent:
    """The offer ended through no fault of the agent's: back in the place that the idle time gives."""
    return _settle(_move(agent, "release", now, call=None, until=None), now)


def miss(agent: Agent, now: datetime, *, pause_after: int, rest_s: float) -> Agent:
    """Not answered, declined or the phone failed: one miss more, last in the line of the idle; paused after N of them."""
    rest_until = now + timedelta(seconds=rest_s) if rest_s > 0 else None
    freed = _move(agent, "miss", now, call=None, until=None, missed=agent.missed + 1, idle_since=now, rest_until=rest_until)
    if pause_after and freed.missed >= pause_after and freed.following is None:
        freed = replace(freed, following=("paused", "missed"))
    return _settle(freed, now)


def answer(agent: Agent, now: datetime, *, queue: str = "", shift_s: float = math.inf) -> Agent:
    """A call more in this shift, or the first of the next one where the shift is over by now."""
    shift = call_answered(agent.shift, now, shift_s)
    return _move(agent, "answer", now, until=None, missed=0, served=queue, busy_since=now, shift=shift)


def engage(agent: Agent, call: CallId, until: datetime, now: datetime) -> Agent:
    """Reserved for a call that was not taken from a queue; who was paused is paused again afterwards."""
    paused: tuple[Presence, str] = ("paused", agent.reason)
    following = paused if agent.state == "paused" else agent.following
    return replace(reserve(agent, call, until, now), following=following)


def part(agent: Agent, now: datetime) -> Agent:
    """Out of a colleague's call, with nothing to write up."""
    return _settle(_move(agent, "part", now, call=None, until=None, busy_since=None, idle_since=now), now)


def hold(agent: Agent, now: datetime) -> Agent:
    return _move(agent, "hold", now)


def resume(agent: Agent, now: datetime) -> Agent:
    return _move(agent, "resume", now)


def finish(agent: Agent, now: datetime, wrap_up_s: float) -> Agent:
    return _move(agent, "finish", now, until=now + timedelta(seconds=wrap_up_s))


def lose(agent: Agent, now: datetime) -> Agent:
    """The agent's audio is gone for good while the caller is there: paused until the agent says otherwise."""
    lost = _move(agent, "lose", now, reason="connection_lost", call=None, until=None, following=None, busy_since=None)
    return _move(lost, "sign_out", now) if agent.leaving else lost


def end_wrap_up(agent: Agent, now: datetime) -> Agent:
    return _settle(_move(agent, "end_wrap_up", now, call=None, until=None, busy_since=None, idle_since=now), now)


def _settle(agent: Agent, now: datetime) -> Agent:
    """Let the wish that was kept during the call take effect."""
    following, agent = agent.following, replace(agent, following=None)
    if agent.leaving:
        return _move(agent, "sign_out", now)
    return set_presence(agent, *following, now) if following else agent


def _move(agent: Agent, event: AgentEventName, now: datetime, **told: Any) -> Agent:
    state = follow(TRANSITIONS, agent.state, event)
    since = agent.since if state == agent.state else now
    told.setdefault("reason", agent.reason if state == agent.state else "")
    return replace(agent, state=state, since=since, **told)
