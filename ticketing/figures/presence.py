"""How long agents were in which state: from their changes of state to seconds within a period. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime

BUSY = frozenset({"talking", "held", "wrap_up"})
AVAILABLE = frozenset({"available", "reserved"})

Change = tuple[datetime, str, str]


def seconds_in_states(changes: Iterable[Change], since: datetime, until: datetime) -> Mapping[str, float]:
    """Sum over all agents, by state. ``changes`` are (time, agent, state); those before ``since`` set the beginning."""
    sums: dict[str, float] = {}
    present: dict[str, tuple[datetime, str]] = {}
    for at, agent, state in sorted(changes):
        if at > until:
            break
        _add(sums, present.get(agent), since, at)
        present[agent] = (at, state)
    for left in present.values():
        _add(sums, left, since, until)
    return sums


def busy_and_available(changes: Iterable[Change], since: datetime, until: datetime) -> tuple[float, float]:
    """Seconds busy (talk, hold, wrap-up) and seconds ready for the next call."""
    sums = seconds_in_states(changes, since, until)
    return sum(sums.get(state, 0.0) for state in BUSY), sum(sums.get(state, 0.0) for state in AVAILABLE)


def _add(sums: dict[str, float], before: tuple[datetime, str] | None, since: datetime, until: datetime) -> None:
    if before:
        seconds = (until - max(before[0], since)).total_seconds()
        sums[before[1]] = sums.get(before[1], 0.0) + max(0.0, seconds)
