"""How each figure grows with the calls, as one SVG of small plots. Written here: a library for it would weigh 60 MB."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from bench.telephony.figures import DELAY_GOAL_MS, LATE_GOAL, Rung

WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 44
INK, GRID = "#30343b", "#d5d9e0"
COLOURS = ("#1f6feb", "#8250df", "#1a7f37")
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One small plot: curves by name, and a dashed ``goal``."""

    title: str
    curves: dict[str, Callable[[Rung], float]]
    goal: float | None = None


PANELS = (
    Panel(
        title="CPU, % of one core",
        curves={
            "media process": lambda one: 100 * one.cpu_media,
            "whole service": lambda one: 100 * one.cpu_service,
            "bare loop": lambda one: 100 * one.cpu_bare,
        },
    ),
    Panel(
        title="CPU per leg, media over bare loop",
        curves={"ratio": lambda one: one.cpu_media / one.cpu_bare},
        goal=1.3,
    ),
    Panel(title="p99 of the added delay, ms", curves={"added": lambda one: one.delay_ms}, goal=DELAY_GOAL_MS),
    Panel(
        title="late and lost frames over the bare loop, %",
        curves={"late": lambda one: 100 * one.late_share, "lost": lambda one: 100 * one.lost_share},
        goal=100 * LATE_GOAL,
    ),
)


def ceiling(highest: float) -> float:
    """The next round number, so that a scale of four parts reads well."""
    if highest <= 0:
        return 1.0
    power = 1.0
    while power > highest:
        power /= 10
    while power * 10 <= highest:
        power *= 10
    return next(step * power for step in STEPS if step * power >= highest)


def growth(rungs: Sequence[Rung]) -> str:
    """The picture; empty plots where there are no rungs."""
    columns = 2
    rows = (len(PANELS) + columns - 1) // columns
    size = f'width="{columns * WIDTH}" height="{rows * HEIGHT}" viewBox="0 0 {columns * WIDTH} {rows * HEIGHT}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
             '<rect width="100%" height="100%" fill="#ffffff"/>']  # fmt: skip
    for number, panel in enumerate(PANELS):
        x, y = number % columns * WIDTH, number // columns * HEIGHT
        parts.append(f'<g transform="translate({x} {y})">{_panel(panel, rungs)}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, rungs: Sequence[Rung]) -> str:
    values = [read(one) for read in panel.curves.values() for one in rungs]
    top = ceiling(max([*values, panel.goal or 0.0], default=1.0))
    widest = max((one.calls for one in rungs), default=1)

    def at(calls: float, value: float) -> tuple[float, float]:
        x = LEFT + calls / widest * (WIDTH - LEFT - RIGHT)
        return round(x, 1), round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    drawn = [f'<text x="{LEFT}" y="20" fill="{INK}" font-weight="bold">{escape(panel.title)}</text>']
    for part in range(5):
        x, y = at(0, top * part / 4)
        drawn.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{GRID}"/>')
        drawn.append(f'<text x="{x - 6}" y="{y + 4}" fill="{INK}" text-anchor="end">{top * part / 4:g}</text>')
    for one in rungs:
        x, y = at(one.calls, 0)
        drawn.append(f'<text x="{x}" y="{y + 16}" fill="{INK}" text-anchor="middle">{one.calls}</text>')
    drawn.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" fill="{INK}" text-anchor="end">bridged, recorded calls</text>')
    drawn += _goal(panel, at)
    for number, (name, read) in enumerate(panel.curves.items()):
        drawn += _curve(name, [at(one.calls, read(one)) for one in rungs], COLOURS[number % len(COLOURS)], number)
    return "".join(drawn)


def _goal(panel: Panel, at: Callable[[float, float], tuple[float, float]]) -> list[str]:
    if panel.goal is None:
        return []
    x, y = at(0, panel.goal)
    return [
        f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#cf222e" stroke-dasharray="5 4"/>',
        f'<text x="{WIDTH - RIGHT}" y="{y - 4}" fill="#cf222e" text-anchor="end">goal</text>',
    ]


def _curve(name: str, points: Sequence[tuple[float, float]], colour: str, number: int) -> list[str]:
    way = " ".join(f"{x},{y}" for x, y in points)
    return [
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points),
        f'<text x="{LEFT + 8 + 110 * number}" y="{TOP - 6}" fill="{colour}">{escape(name)}</text>',
    ]
