"""One's own shift: the figures of an agent since the sign-in today, and the median of those who serve the same queues.

Nobody's figures are shown by name here but one's own, and a median of too few is not shown: it would tell of one of them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from ticketing.figures.measures import average_handling_time, occupancy
from ticketing.figures.presence import AVAILABLE, BUSY
from ticketing.figures.schemas import OwnFigures, OwnLine, PausedFor, ShiftFigure
from ticketing.figures.states import StateChange

OFFLINE, PAUSED = "offline", "paused"


@dataclass(slots=True, kw_only=True)
class Shift:
    """An agent's day so far, in seconds and calls; ``since`` is the first time at the desk today."""

    since: datetime | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    pauses: dict[str, float] = field(default_factory=dict)
    calls: int = 0
    on_the_spot: int = 0
    missed: int = 0
    drafts: float | None = None
    """Of the fields that the machine had filled, the share in percent that was kept."""

    @property
    def busy_s(self) -> float:
        return sum(self.seconds.get(state, 0.0) for state in BUSY)

    @property
    def available_s(self) -> float:
        return sum(self.seconds.get(state, 0.0) for state in AVAILABLE)


def shifts(course: Iterable[StateChange], midnight: datetime, now: datetime) -> dict[str, Shift]:
    """By agent, from changes of state in their order; who was there at midnight is there since midnight. Pure."""
    found: dict[str, Shift] = {}
    present: dict[str, StateChange] = {}
    for change in course:
        _spend(found, present.get(change.agent), change.at, midnight)
        present[change.agent] = change
        shift = found.setdefault(change.agent, Shift())
        if change.state != OFFLINE and shift.since is None:
            shift.since = max(change.at, midnight)
    for last in present.values():
        _spend(found, last, now, midnight)
    return {agent: shift for agent, shift in found.items() if shift.since is not None}


def figures_of(shift: Shift) -> Mapping[ShiftFigure, float | None]:
    """Seconds, counts, percent; None where there is nothing to divide by."""
    at_desk = sum(seconds for state, seconds in shift.seconds.items() if state != OFFLINE)
    talked, held, wrapped = (shift.seconds.get(state, 0.0) for state in ("talking", "held", "wrap_up"))
    return {
        "calls": shift.calls,
        "calls_per_hour": round(3600 * shift.calls / at_desk, 1) if at_desk else None,
        "talk_s": round(talked),
        "hold_s": round(held),
        "wrap_up_s": round(wrapped),
        "handling_s": average_handling_time(talked, held, wrapped, shift.calls),
        "occupancy": occupancy(shift.busy_s, shift.available_s),
        "on_the_spot": shift.on_the_spot,
        "missed": shift.missed,
        "pause_s": round(sum(shift.pauses.values())),
        "drafts_kept": shift.drafts,
    }


def own(
    agent: str, house: Mapping[str, Shift], queues: Mapping[str, Collection[str]], now: datetime, *, least_peers: int
) -> OwnFigures:
    """The agent's figures, each with the median of the others who serve one of the same queues and were here today. Pure."""
    mine = house.get(agent, Shift())
    served = set(queues.get(agent, ()))
    peers = [figures_of(shift) for other, shift in house.items() if other != agent and served & set(queues.get(other, ()))]
    lines = figures_of(mine)
    return OwnFigures(
        at=now,
        since=mine.since,
        peers=len(peers),
        figures=tuple(
            OwnLine(figure=name, value=value, median=_median([one[name] for one in peers], least_peers))
            for name, value in lines.items()
        ),
        pauses=tuple(
            PausedFor(reason=reason, seconds=round(seconds))
            for reason, seconds in sorted(mine.pauses.items(), key=lambda one: -one[1])
        ),
    )


def _median(values: Sequence[float | None], least: int) -> float | None:
    known = [value for value in values if value is not None]
    return round(median(known), 1) if len(known) >= least else None


def _spend(found: dict[str, Shift], state: StateChange | None, until: datetime, midnight: datetime) -> None:
    if state is None or until <= midnight:
        return
    seconds = (until - max(state.at, midnight)).total_seconds()
    shift = found.setdefault(state.agent, Shift())
    shift.seconds[state.state] = shift.seconds.get(state.state, 0.0) + seconds
    if state.state == PAUSED:
        shift.pauses[state.reason] = shift.pauses.get(state.reason, 0.0) + seconds
