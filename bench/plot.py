"""Small plots side by side as one SVG. Written here: a library for it would weigh 60 MB."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 44
INK, GRID, GOAL = "#30343b", "#d5d9e0", "#cf222e"
COLOURS = ("#1f6feb", "#8250df", "#1a7f37")
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One small plot: curves of (load, value) by name, and a dashed ``goal``."""

    title: str
    curves: Mapping[str, Sequence[Point]]
    goal: float | None = None


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


def svg(panels: Sequence[Panel], load: str, columns: int = 2) -> str:
    """The picture; ``load`` names the axis along which each curve grows. Panels without points stay empty."""
    rows = (len(panels) + columns - 1) // columns
    size = f'width="{columns * WIDTH}" height="{rows * HEIGHT}" viewBox="0 0 {columns * WIDTH} {rows * HEIGHT}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
             '<rect width="100%" height="100%" fill="#ffffff"/>']  # fmt: skip
    for number, panel in enumerate(panels):
        x, y = number % columns * WIDTH, number // columns * HEIGHT
        parts.append(f'<g transform="translate({x} {y})">{_panel(panel, load)}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, load: str) -> str:
    points = [point for curve in panel.curves.values() for point in curve]
    top = ceiling(max([*(value for _, value in points), panel.goal or 0.0]))
    widest = max((x for x, _ in points), default=1.0)

    def at(x: float, value: float) -> Point:
        along = LEFT + x / widest * (WIDTH - LEFT - RIGHT)
        return round(along, 1), round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    drawn = [f'<text x="{LEFT}" y="20" fill="{INK}" font-weight="bold">{escape(panel.title)}</text>']
    drawn += _scales(at, top, sorted({x for x, _ in points}), load)
    if panel.goal is not None:
        drawn += _goal(at(0, panel.goal))
    for number, (name, curve) in enumerate(panel.curves.items()):
        drawn += _curve(name, [at(*point) for point in curve], number)
    return "".join(drawn)


def _scales(at: Callable[[float, float], Point], top: float, loads: Sequence[float], load: str) -> list[str]:
    drawn = []
    for part in range(5):
        x, y = at(0, top * part / 4)
        drawn.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{GRID}"/>')
        drawn.append(f'<text x="{x - 6}" y="{y + 4}" fill="{INK}" text-anchor="end">{top * part / 4:g}</text>')
    for one in loads:
        x, y = at(one, 0)
        drawn.append(f'<text x="{x}" y="{y + 16}" fill="{INK}" text-anchor="middle">{one:g}</text>')
    return [*drawn, f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" fill="{INK}" text-anchor="end">{escape(load)}</text>']


def _goal(place: Point) -> list[str]:
    x, y = place
    return [
        f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{GOAL}" stroke-dasharray="5 4"/>',
        f'<text x="{WIDTH - RIGHT}" y="{y - 4}" fill="{GOAL}" text-anchor="end">goal</text>',
    ]


def _curve(name: str, points: Sequence[Point], number: int) -> list[str]:
    way, colour = " ".join(f"{x},{y}" for x, y in points), COLOURS[number % len(COLOURS)]
    return [
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points),
        f'<text x="{LEFT + 8 + 110 * number}" y="{TOP - 6}" fill="{colour}">{escape(name)}</text>',
    ]
