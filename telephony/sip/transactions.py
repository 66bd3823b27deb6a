"""The four transactions of RFC 3261 §17 (with RFC 6026) as tables: events in, state and effects out, no clock.

A reliable provisional response (RFC 3262 §3) is a fifth: it is sent again until its PRACK (``ack``) comes.

`TRANSITIONS` is the only place where a transaction's state changes; `EFFECTS` says what the shell then does; `TIMERS`
says which timers run in which state. A pair that is not in the table changes nothing: the network may bring anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["invite_server", "non_invite_server", "invite_client", "non_invite_client", "reliable_provisional"]
State = Literal["trying", "calling", "proceeding", "completed", "confirmed", "accepted", "acknowledged", "terminated"]
Event = Literal[
    "request", "ack", "send_provisional", "send_success", "send_failure",
    "provisional", "success", "failure", "resend_due", "give_up", "linger_over",
]  # fmt: skip
Effect = Literal["send", "resend", "send_ack", "pass_up", "timed_out", "ack_missing"]
Table = Mapping[tuple[State, Event], State]

INITIAL: Mapping[Kind, State] = {
    "invite_server": "proceeding",
    "non_invite_server": "trying",
    "invite_client": "calling",
    "non_invite_client": "trying",
    "reliable_provisional": "proceeding",
}

TRANSITIONS: Mapping[Kind, Table] = {
    "invite_server": {
        ("proceeding", "request"): "proceeding",
        ("proceeding", "send_provisional"): "proceeding",
        ("proceeding", "send_success"): "accepted",
        ("proceeding", "send_failure"): "completed",
        ("completed", "request"): "completed",
        ("completed", "resend_due"): "completed",
        ("completed", "ack"): "confirmed",
        ("completed", "give_up"): "terminated",
        ("confirmed", "linger_over"): "terminated",
        ("accepted", "request"): "accepted",
        ("accepted", "resend_due"): "accepted",
        ("accepted", "ack"): "acknowledged",
        ("accepted", "give_up"): "terminated",
        ("acknowledged", "linger_over"): "terminated",
    },
    "non_invite_server": {
        ("trying", "send_provisional"): "proceeding",
        ("trying", "send_success"): "completed",
        ("trying", "send_failure"): "completed",
        ("proceeding", "request"): "proceeding",
        ("proceeding", "send_provisional"): "proceeding",
        ("proceeding", "send_success"): "completed",
        ("proceeding", "send_failure"): "completed",
        ("completed", "request"): "completed",
        ("completed", "linger_over"): "terminated",
    },
    "invite_client": {
        ("calling", "resend_due"): "calling",
        ("calling", "provisional"): "proceeding",
        ("calling", "success"): "accepted",
        ("calling", "failure"): "completed",
        ("calling", "give_up"): "terminated",
        ("proceeding", "provisional"): "proceeding",
        ("proceeding", "success"): "accepted",
        ("proceeding", "failure"): "completed",
        ("completed", "failure"): "completed",
        ("completed", "linger_over"): "terminated",
        ("accepted", "success"): "accepted",
        ("accepted", "linger_over"): "terminated",
    },
    "non_invite_client": {
        ("trying", "resend_due"): "trying",
        ("trying", "provisional"): "proceeding",
        ("trying", "success"): "completed",
        ("trying", "failure"): "completed",
        ("trying", "give_up"): "terminated",
        ("proceeding", "resend_due"): "proceeding",
        ("proceeding", "provisional"): "proceeding",
        ("proceeding", "success"): "completed",
        ("proceeding", "failure"): "completed",
        ("proceeding", "give_up"): "terminated",
        ("completed", "linger_over"): "terminated",
    },
    "reliable_provisional": {
        ("proceeding", "resend_due"): "proceeding",
        ("proceeding", "ack"): "terminated",
        ("proceeding", "give_up"): "terminated",
    },
}

EFFECTS: Mapping[Kind, Mapping[tuple[State, Event], tuple[Effect, ...]]] = {
    "invite_server": {
        ("proceeding", "request"): ("resend",),
        ("proceeding", "send_provisional"): ("send",),
        ("proceeding", "send_success"): ("send",),
        ("proceeding", "send_failure"): ("send",),
        ("completed", "request"): ("resend",),
        ("completed", "resend_due"): ("resend",),
        ("accepted", "request"): ("resend",),
        ("accepted", "resend_due"): ("resend",),
        ("accepted", "give_up"): ("ack_missing",),
    },
    "non_invite_server": {
        ("trying", "send_provisional"): ("send",),
        ("trying", "send_success"): ("send",),
        ("trying", "send_failure"): ("send",),
        ("proceeding", "request"): ("resend",),
        ("proceeding", "send_provisional"): ("send",),
        ("proceeding", "send_success"): ("send",),
        ("proceeding", "send_failure"): ("send",),
        ("completed", "request"): ("resend",),
    },
    "invite_client": {
        ("calling", "resend_due"): ("resend",),
        ("calling", "provisional"): ("pass_up",),
        ("calling", "success"): ("pass_up",),
        ("calling", "failure"): ("send_ack", "pass_up"),
        ("calling", "give_up"): ("timed_out",),
        ("proceeding", "provisional"): ("pass_up",),
        ("proceeding", "success"): ("pass_up",),
        ("proceeding", "failure"): ("send_ack", "pass_up"),
        ("completed", "failure"): ("send_ack",),
        ("accepted", "success"): ("pass_up",),
    },
    "non_invite_client": {
        ("trying", "resend_due"): ("resend",),
        ("trying", "provisional"): ("pass_up",),
        ("trying", "success"): ("pass_up",),
        ("trying", "failure"): ("pass_up",),
        ("trying", "give_up"): ("timed_out",),
        ("proceeding", "resend_due"): ("resend",),
        ("proceeding", "provisional"): ("pass_up",),
        ("proceeding", "success"): ("pass_up",),
        ("proceeding", "failure"): ("pass_up",),
        ("proceeding", "give_up"): ("timed_out",),
    },
    "reliable_provisional": {
        ("proceeding", "resend_due"): ("resend",),
        ("proceeding", "give_up"): ("ack_missing",),
    },
}


@dataclass(frozen=True, slots=True)
class Timers:
    """T1, T2 and T4 in seconds (RFC 3261 §17.1.2.2); tests take smaller ones."""

    t1: float = 0.5
    t2: float = 4.0
    t4: float = 5.0

    @property
    def patience(self) -> float:
        """64·T1, the time after which a transaction without an answer is given up: 32 s."""
        return 64 * self.t1


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer of a state. ``name`` is the RFC's letter; it runs on when the next state has a timer of the same name.

    The n-th interval is ``first`` seconds, doubled n times, at most ``cap``; a timer without ``repeats`` fires once.
    """

    name: str
    event: Event
    base: Literal["t1", "t2", "t4", "patience"]
    repeats: bool = False
    capped: bool = True

    def interval(self, n: int, timers: Timers) -> float:
        first = {"t1": timers.t1, "t2": timers.t2, "t4": timers.t4, "patience": timers.patience}[self.base]
        if not self.repeats:
            return first
        doubled = first * 2.0 ** min(n, 10)
        return min(doubled, timers.t2) if self.capped else doubled


TIMERS: Mapping[Kind, Mapping[State, tuple[Timer, ...]]] = {
    "invite_server": {
        "completed": (Timer("G", "resend_due", "t1", repeats=True), Timer("H", "give_up", "patience")),
        "confirmed": (Timer("I", "linger_over", "t4"),),
        "accepted": (Timer("2xx", "resend_due", "t1", repeats=True), Timer("H", "give_up", "patience")),
        "acknowledged": (Timer("L", "linger_over", "patience"),),
    },
    "non_invite_server": {"completed": (Timer("J", "linger_over", "patience"),)},
    "invite_client": {
        "calling": (Timer("A", "resend_due", "t1", repeats=True, capped=False), Timer("B", "give_up", "patience")),
        "completed": (Timer("D", "linger_over", "patience"),),
        "accepted": (Timer("M", "linger_over", "patience"),),
    },
    "non_invite_client": {
        "trying": (Timer("E", "resend_due", "t1", repeats=True), Timer("F", "give_up", "patience")),
        "proceeding": (Timer("E", "resend_due", "t1", repeats=True), Timer("F", "give_up", "patience")),
        "completed": (Timer("K", "linger_over", "t4"),),
    },
    "reliable_provisional": {
        "proceeding": (Timer("1xx", "resend_due", "t1", repeats=True, capped=False), Timer("1xx end", "give_up", "patience")),
    },
}


def step(kind: Kind, state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """The next state and what to do; the same state and nothing for a pair outside the table."""
    pair = state, event
    return TRANSITIONS[kind].get(pair, state), EFFECTS[kind].get(pair, ())


def response_event(status: int, *, sent: bool) -> Event:
    """The event that a status code is, for the side that sends it or the side that gets it."""
    if status < 200:
        return "send_provisional" if sent else "provisional"
    if status < 300:
        return "send_success" if sent else "success"
    return "send_failure" if sent else "failure"
