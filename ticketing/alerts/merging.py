"""The figures of several nodes as one: each node knows its own callers, agents and lines, and an alarm is the house's. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ticketing.alerts.kinds import EACH, HOUSE, KINDS, Kind, Nodes

Figures = Mapping[str, Mapping[str, float]]
"""By kind and subject (a queue's, trunk's or line's name; ``""`` for the house together)."""
_MERGED: Mapping[Nodes, Callable[[Iterable[float]], float]] = {"sum": sum, "max": max, "min": min}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one node sees ``at``; ``titles`` are the subjects' names for people."""

    node: str
    at: datetime
    figures: Figures
    titles: Mapping[str, str]


def merged(readings: Sequence[Reading], stored: Figures | None = None) -> Figures:
    """One figure for each kind and subject; ``stored`` are those that are counted from rows and alike on all nodes."""
    gathered: dict[str, dict[str, list[float]]] = {}
    for reading in readings:
        for kind, subjects in reading.figures.items():
            for subject, figure in subjects.items():
                gathered.setdefault(kind, {}).setdefault(subject, []).append(figure)
    live = {
        kind: {subject: _one(kind, figures) for subject, figures in subjects.items()}
        for kind, subjects in gathered.items()
        if kind in KINDS
    }
    return {**live, **(stored or {})}


def titles(readings: Sequence[Reading]) -> Mapping[str, str]:
    return {subject: title for reading in readings for subject, title in reading.titles.items()}


def concerned(figures: Figures, kind: Kind, scope: str) -> Mapping[str, float | None]:
    """The subjects of a rule with their figures; one that is named and not there has none."""
    known = figures.get(kind, {})
    if scope == EACH:
        return {subject: figure for subject, figure in known.items() if subject != HOUSE}
    return {scope: known.get(scope)}


def _one(kind: str, figures: Sequence[float]) -> float:
    nodes = next(known.nodes for name, known in KINDS.items() if name == kind)
    return _MERGED[nodes](figures) if nodes else figures[-1]
