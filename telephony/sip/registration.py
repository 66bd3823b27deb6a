"""One registration as a table that never gives up (RFC 3261 §10.2), with its back-off and refresh as pure rules.

A registrar of a group may stand by while another of the group serves: ``retiring`` removes the binding first. Which of a
group are to be registered says `active`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

State = Literal["trying", "registered", "waiting", "standby", "retiring", "leaving", "stopped"]
Event = Literal["accepted", "refused", "too_brief", "silent", "due", "stand_by", "take_over", "stop"]
Shown = Literal["registered", "trying", "failed", "standby"]

TRANSITIONS: Mapping[tuple[State, Event], State] = {
    ("trying", "accepted"): "registered",
    ("trying", "refused"): "waiting",
    ("trying", "silent"): "waiting",
    ("trying", "too_brief"): "trying",
    ("trying", "stand_by"): "retiring",
    ("trying", "stop"): "leaving",
    ("registered", "due"): "trying",
    ("registered", "stand_by"): "retiring",
    ("registered", "stop"): "leaving",
    ("waiting", "due"): "trying",
    ("waiting", "stand_by"): "standby",
    ("waiting", "stop"): "stopped",
    ("standby", "take_over"): "trying",
    ("standby", "stop"): "stopped",
    ("retiring", "accepted"): "standby",
    ("retiring", "refused"): "standby",
    ("retiring", "silent"): "standby",
    ("retiring", "too_brief"): "standby",
    ("retiring", "stop"): "leaving",
    ("leaving", "accepted"): "stopped",
    ("leaving", "refused"): "stopped",
    ("leaving", "silent"): "stopped",
    ("leaving", "too_brief"): "stopped",
}

FIRST_RETRY_S = 2.0
LONGEST_RETRY_S = 60.0
LONGEST_EXPIRES_S = 86_400
LAST_WORDS_S = 32.0
"""What a REGISTER and its retransmissions may take (Timer F, RFC 3261 §17.1.2.2)."""
SPREAD = 0.2
"""Share of a waiting time that chance takes away, so that many nodes do not come back in one moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """``expires_s`` is what we ask for, ``granted_s`` what the registrar gave; ``failures`` in a row."""

    expires_s: int
    state: State = "trying"
    granted_s: int = 0
    failures: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What came with an event: the seconds granted (2xx), wanted at least (423), or asked to wait (Retry-After); the reason.

    ``chance`` from 0 to 1 spreads the waiting times.
    """

    granted_s: int = 0
    min_expires_s: int = 0
    retry_after_s: int = 0
    reason: str = ""
    chance: float = 0.0


@dataclass(frozen=True, slots=True)
class Next:
    """What the shell does: ``send`` a REGISTER with this expiry now (0 removes), or come back ``due_in_s`` later."""

    send: int | None = None
    due_in_s: float | None = None


NOTHING = Word()


def begin(expires_s: int) -> tuple[Registration, Next]:
    return Registration(expires_s=expires_s), Next(send=expires_s)


def rest(expires_s: int) -> Registration:
    """A registration that stands by from the start."""
    return Registration(expires_s=expires_s, state="standby")


def step(registration: Registration, event: Event, word: Word = NOTHING) -> tuple[Registration, Next]:
    """The registration after an event, and what to do. A pair outside the table changes nothing."""
    state = TRANSITIONS.get((registration.state, event))
    if state is None:
        return registration, Next()
    moved = replace(registration, state=state, reason=word.reason)
    if state == "registered":
        return replace(moved, granted_s=word.granted_s, failures=0), Next(due_in_s=refresh_after(word.granted_s, word.chance))
    if state == "waiting":
        return replace(moved, failures=moved.failures + 1), Next(due_in_s=_wait(moved.failures, word))
    if state == "standby":
        return replace(moved, failures=0), Next()
    if event == "too_brief" and state == "trying":
        return _longer(moved, word)
    asks: dict[State, int | None] = {
        "trying": moved.expires_s,
        "leaving": None if registration.state == "retiring" else 0,
        "retiring": 0,
    }
    return moved, Next(send=asks.get(state))


def _longer(registration: Registration, word: Word) -> tuple[Registration, Next]:
    """423 (§10.2.8): ask again for what it wants; a registrar that wants nothing longer is refused like any failure."""
    if not registration.expires_s < word.min_expires_s <= LONGEST_EXPIRES_S:
        failed = replace(registration, state="waiting", failures=registration.failures + 1)
        return failed, Next(due_in_s=_wait(registration.failures, word))
    return replace(registration, expires_s=word.min_expires_s), Next(send=word.min_expires_s)


def _wait(failures: int, word: Word) -> float:
    """Our own patience, or what the registrar asks for with Retry-After (§20.33), within our bound."""
    return max(retry_after(failures, word.chance), float(min(word.retry_after_s, LONGEST_RETRY_S)))


def refresh_after(granted_s: int, chance: float = 0.0) -> float:
    """When to refresh: at 80 % of the grant, sooner where a lost REGISTER would not fit into the rest, never before half."""
    latest = max(min(granted_s * 0.8, granted_s - LAST_WORDS_S), granted_s * 0.5)
    return max(latest * (1 - SPREAD * chance), 1.0)


def retry_after(failures: int, chance: float = 0.0) -> float:
    """2, 4, 8 … 60 s after the n-th failure in a row (n from 0)."""
    return min(FIRST_RETRY_S * 2.0 ** min(failures, 10), LONGEST_RETRY_S) * (1 - SPREAD * chance)


def active(group: Sequence[Shown]) -> int:
    """How many of a group, the preferred first, are to be registered or to try: up to the first that is or may become so.

    A failed one keeps trying beside its stand-in; as soon as it is registered again, those behind it stand by.
    """
    for place, shown in enumerate(group):
        if shown != "failed":
            return place + 1
    return len(group)
