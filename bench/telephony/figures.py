"""What is printed, and how several steps become one figure. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from bench.telephony.generator import Window

LATE_GOAL = 0.001
DELAY_GOAL_MS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the bench. ``baseline`` is what the same run saw elsewhere, ``ratio`` is value to baseline unless said."""

    name: str
    value: float | int | None
    unit: str
    baseline: float | int | None = None
    ratio: float | None = None

    def line(self) -> str:
        rounded = {key: round(field, 6) if isinstance(field, float) else field for key, field in asdict(self).items()}
        return json.dumps(rounded)


def compared(name: str, value: float, unit: str, baseline: float) -> Figure:
    """A figure beside its baseline, with their ratio (None where the baseline is 0)."""
    return Figure(name=name, value=value, unit=unit, baseline=baseline, ratio=value / baseline if baseline else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One window at one load. ``cpu`` is each process's share of a core; ``held`` calls were heard both ways at its end."""

    calls: int
    held: int
    window: Window
    cpu: Mapping[str, float]
    stolen: float

    @property
    def whole_cpu(self) -> float:
        return sum(self.cpu.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One load on the ladder: the medians of its repetitions, the service's beside the bare loop's.

    Shares are differences to the bare loop; ``cpu_media`` and ``cpu_bare`` are shares of a core.
    """

    calls: int
    held: int
    late_share: float
    lost_share: float
    late_bare: float
    lost_bare: float
    delay_ms: float
    delay_bare_ms: float
    cpu_media: float
    cpu_bare: float
    cpu_service: float
    stolen: float

    @property
    def holds(self) -> bool:
        """All calls stand, and late, lost and delayed frames are within their goals."""
        kept = self.held >= self.calls and self.late_share < LATE_GOAL and self.lost_share < LATE_GOAL
        return kept and self.delay_ms <= DELAY_GOAL_MS

    @property
    def limit(self) -> str:
        """What keeps this rung from holding; empty where it holds."""
        found = (
            (self.held < self.calls, f"{self.calls - self.held} of {self.calls} calls not bridged both ways"),
            (self.late_share >= LATE_GOAL, f"late frames {self.late_share:.3%}"),
            (self.lost_share >= LATE_GOAL, f"lost frames {self.lost_share:.3%}"),
            (self.delay_ms > DELAY_GOAL_MS, f"p99 of the added delay {self.delay_ms:.1f} ms"),
        )
        return ", ".join(words for wrong, words in found if wrong)


def rung(calls: int, ours: Sequence[Step], bare: Sequence[Step], *, media: str) -> Rung:
    """Medians over the repetitions of both."""

    def of(steps: Sequence[Step], read: str) -> float:
        return median(float(getattr(step.window, read)) for step in steps)

    return Rung(
        calls=calls,
        held=min(step.held for step in ours),
        late_share=max(0.0, of(ours, "late_share") - of(bare, "late_share")),
        lost_share=max(0.0, of(ours, "lost_share") - of(bare, "lost_share")),
        late_bare=of(bare, "late_share"),
        lost_bare=of(bare, "lost_share"),
        delay_ms=of(ours, "delay_p99_ms") - of(bare, "delay_p99_ms"),
        delay_bare_ms=of(bare, "delay_p99_ms"),
        cpu_media=median(step.cpu.get(media, 0.0) for step in ours),
        cpu_bare=median(step.whole_cpu for step in bare),
        cpu_service=median(step.whole_cpu for step in ours),
        stolen=max(step.stolen for step in (*ours, *bare)),
    )


def best(rungs: Sequence[Rung]) -> Rung | None:
    """The highest rung that holds and stands on none that does not."""
    found = None
    for one in sorted(rungs, key=lambda rung: rung.calls):
        if not one.holds:
            break
        found = one
    return found


def ladder_figures(rungs: Sequence[Rung]) -> list[Figure]:
    """The headline figures, taken where the most calls hold (else at the lowest rung), then each rung's own."""
    held = best(rungs)
    at = held or min(rungs, key=lambda rung: rung.calls)
    head = [Figure(name="bridged_calls_held", value=held.calls if held else 0, unit="calls", baseline=120,
                   ratio=(held.calls if held else 0) / 120)]  # fmt: skip
    return head + _of_rung(at, "") + [figure for one in rungs for figure in _of_rung(one, f"_at_{one.calls}")]


def _of_rung(one: Rung, suffix: str) -> list[Figure]:
    return [
        Figure(name=f"late_frame_share{suffix}", value=one.late_share, unit="share", baseline=one.late_bare),
        Figure(name=f"lost_frame_share{suffix}", value=one.lost_share, unit="share", baseline=one.lost_bare),
        compared(f"added_delay_p99_ms{suffix}", one.delay_ms, "ms", one.delay_bare_ms),
        Figure(
            name=f"cpu_per_leg_over_bare_loop{suffix}",
            value=one.cpu_media / one.cpu_bare,
            unit="ratio",
            baseline=1.3,
            ratio=one.cpu_media / one.cpu_bare / 1.3,
        ),
        compared(f"cpu_per_leg{suffix}", one.cpu_media / (2 * one.calls) * 1000, "ms/s", one.cpu_bare / (2 * one.calls) * 1000),
    ]
