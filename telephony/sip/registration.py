"""One registration as a table that never gives up (RFC 3261 §10.2), with its back-off and refresh as pure rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

State = Literal["trying", "registered", "waiting", "leaving", "stopped"]
Event = Literal["accepted", "refused", "too_brief", "silent", "due", "stop"]

TRANSITIONS: Mapping[tuple[State, Event], State] = {
    ("trying", "accepted"): "registered",
    ("trying", "refused"): "waiting",
    ("trying", "silent"): "waiting",
    ("trying", "too_brief"): "trying",
    ("trying", "stop"): "leaving",
    ("registered", "due"): "trying",
    ("registered", "stop"): "leaving",
    ("waiting", "due"): "trying",
    ("waiting", "stop"): "stopped",
    ("leaving", "accepted"): "stopped",
    ("leaving", "refused"): "stopped",
    ("leaving", "silent"): "stopped",
    ("leaving", "too_brief"): "stopped",
}

FIRST_RETRY_S = 2.0
LONGEST_RETRY_S = 60.0
LONGEST_EXPIRES_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """``expires_s`` is what we ask for, ``granted_s`` what the registrar gave; ``failures`` in a row."""

    expires_s: int
    state: State = "trying"
    granted_s: int = 0
    failures: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """What the shell does: ``send`` a REGISTER with this expiry now (0 removes), or come back ``due_in_s`` later."""

    send: int | None = None
    due_in_s: float | None = None


def begin(expires_s: int) -> tuple[Registration, Next]:
    return Registration(expires_s=expires_s), Next(send=expires_s)


def step(
    registration: Registration, event: Event, *, granted_s: int = 0, min_expires_s: int = 0, reason: str = ""
) -> tuple[Registration, Next]:
    """The registration after an event, and what to do. A pair outside the table changes nothing."""
    state = TRANSITIONS.get((registration.state, event))
    if state is None:
        return registration, Next()
    moved = replace(registration, state=state, reason=reason)
    if state == "registered":
        return replace(moved, granted_s=granted_s, failures=0), Next(due_in_s=refresh_after(granted_s))
    if state == "waiting":
        return replace(moved, failures=moved.failures + 1), Next(due_in_s=retry_after(moved.failures))
    if event == "too_brief" and state == "trying":
        return _longer(moved, min_expires_s)
    return moved, Next(send={"trying": moved.expires_s, "leaving": 0}.get(state))


def _longer(registration: Registration, min_expires_s: int) -> tuple[Registration, Next]:
    """423 (§10.2.8): ask again for what it wants; a registrar that wants nothing longer is refused like any failure."""
    if not registration.expires_s < min_expires_s <= LONGEST_EXPIRES_S:
        failed = replace(registration, state="waiting", failures=registration.failures + 1)
        return failed, Next(due_in_s=retry_after(registration.failures))
    return replace(registration, expires_s=min_expires_s), Next(send=min_expires_s)


def refresh_after(granted_s: int) -> float:
    """Refresh at 80 % of what was granted, so that a lost REGISTER and its retransmissions still fit before the end."""
    return max(granted_s * 0.8, 1.0)


def retry_after(failures: int) -> float:
    """2, 4, 8 … 60 s after the n-th failure in a row (n from 0)."""
    return min(FIRST_RETRY_S * 2.0 ** min(failures, 10), LONGEST_RETRY_S)
