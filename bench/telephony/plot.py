"""How each figure grows with the calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.plot import Panel, svg
from bench.telephony.figures import DELAY_GOAL_MS, LATE_GOAL, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What one plot shows: curves by name, and the goal."""

    title: str
    curves: dict[str, Callable[[Rung], float]]
    goal: float | None = None


GROWTHS = (
    Growth(
        title="CPU, % of one core",
        curves={
            "media process": lambda one: 100 * one.cpu_media,
            "whole service": lambda one: 100 * one.cpu_service,
            "bare loop": lambda one: 100 * one.cpu_bare,
        },
    ),
    Growth(
        title="CPU per leg, media over bare loop",
        curves={"ratio": lambda one: one.cpu_media / one.cpu_bare},
        goal=1.3,
    ),
    Growth(title="p99 of the added delay, ms", curves={"added": lambda one: one.delay_ms}, goal=DELAY_GOAL_MS),
    Growth(
        title="late and lost frames over the bare loop, %",
        curves={"late": lambda one: 100 * one.late_share, "lost": lambda one: 100 * one.lost_share},
        goal=100 * LATE_GOAL,
    ),
)


def growth(rungs: Sequence[Rung]) -> str:
    """The picture; empty plots where there are no rungs."""
    panels = [
        Panel(
            title=one.title,
            curves={name: [(rung.calls, read(rung)) for rung in rungs] for name, read in one.curves.items()},
            goal=one.goal,
        )
        for one in GROWTHS
    ]
    return svg(panels, "bridged, recorded calls")
