"""Whether a peer lives, by its answers to our OPTIONS (RFC 3261 §11.2), with hysteresis; pure.

Any answer shows a living peer, also 404, 405 or 603, except those that say that it cannot serve now: 408 and most of 5xx.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

HealthState = Literal["unknown", "up", "down"]
Outcome = Literal["answered", "failed"]

TRANSITIONS: Mapping[tuple[HealthState, Outcome], HealthState] = {
    ("unknown", "answered"): "up",
    ("unknown", "failed"): "down",
    ("up", "failed"): "down",
    ("down", "answered"): "up",
}
SERVES_NOT = frozenset({408, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Hysteresis:
    """How many keep-alives in a row change the state; the first answer of all counts at once."""

    down_after: int
    up_after: int

    def needed(self, state: HealthState, outcome: Outcome) -> int:
        return self.down_after if outcome == "failed" else self.up_after if state == "down" else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """``streak`` counts the keep-alives in a row that speak against ``state``; ``round_trip_ms`` is that of the last answer."""

    state: HealthState = "unknown"
    reason: str = ""
    round_trip_ms: float | None = None
    streak: int = 0


def probed(health: Health, rule: Hysteresis, *, status: int, reason: str, round_trip_ms: float | None) -> Health:
    """The health after one keep-alive; ``status`` 0 means that nothing was answered."""
    outcome: Outcome = "failed" if status == 0 or status in SERVES_NOT else "answered"
    seen = replace(health, round_trip_ms=round_trip_ms if status else health.round_trip_ms)
    moved = TRANSITIONS.get((health.state, outcome))
    if moved is None:
        return replace(seen, streak=0, reason="" if outcome == "answered" else reason)
    if health.streak + 1 < rule.needed(health.state, outcome):
        return replace(seen, streak=health.streak + 1)
    return replace(seen, state=moved, streak=0, reason="" if outcome == "answered" else reason)
