"""How live recognition degrades past its limit."""

from collections.abc import Callable, Sequence

from bench.asr.live import LATE_S, Step
from bench.plot import Panel, svg

FIGURES: tuple[tuple[str, Callable[[Step], float], float | None], ...] = (
    ("lag of finals, p95, s", lambda step: step.p95_s or 0.0, LATE_S),
    ("read after the call, % of audio", lambda step: 100 * step.put_off_s / step.audio_s, None),
)
ENGINES = (("pipeline", False), ("stock options", True))


def degradation(steps: Sequence[Step]) -> str:
    """The picture; empty plots where there are no steps."""
    panels = [
        Panel(
            title=title,
            curves={name: [(step.legs, read(step)) for step in steps if step.stock == stock] for name, stock in ENGINES},
            goal=goal,
        )
        for title, read, goal in FIGURES
    ]
    return svg(panels, "live legs")
