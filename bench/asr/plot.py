"""How live recognition degrades past its limit, as one SVG of two plots."""

from collections.abc import Callable, Sequence
from html import escape

from bench.asr.live import LATE_S, Step
from bench.telephony.plot import BOTTOM, COLOURS, GRID, HEIGHT, INK, LEFT, RIGHT, TOP, WIDTH, ceiling

Read = Callable[[Step], float]
PANELS: tuple[tuple[str, Read, float | None], ...] = (
    ("lag of finals, p95, s", lambda step: step.p95_s or 0.0, LATE_S),
    ("read after the call, % of audio", lambda step: 100 * step.put_off_s / step.audio_s, None),
)
ENGINES = (("pipeline", False), ("stock options", True))


def degradation(steps: Sequence[Step]) -> str:
    """The picture; empty plots where there are no steps."""
    size = f'width="{len(PANELS) * WIDTH}" height="{HEIGHT}" viewBox="0 0 {len(PANELS) * WIDTH} {HEIGHT}"'
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
             '<rect width="100%" height="100%" fill="#ffffff"/>']  # fmt: skip
    for number, (title, read, goal) in enumerate(PANELS):
        parts.append(f'<g transform="translate({number * WIDTH} 0)">{_panel(title, read, goal, steps)}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _panel(title: str, read: Read, goal: float | None, steps: Sequence[Step]) -> str:
    top = ceiling(max([*(read(step) for step in steps), goal or 0.0], default=1.0))
    widest = max((step.legs for step in steps), default=1)

    def at(legs: float, value: float) -> tuple[float, float]:
        x = LEFT + legs / widest * (WIDTH - LEFT - RIGHT)
        return round(x, 1), round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    drawn = [f'<text x="{LEFT}" y="20" fill="{INK}" font-weight="bold">{escape(title)}</text>']
    for part in range(5):
        x, y = at(0, top * part / 4)
        drawn.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{GRID}"/>')
        drawn.append(f'<text x="{x - 6}" y="{y + 4}" fill="{INK}" text-anchor="end">{top * part / 4:g}</text>')
    for legs in sorted({step.legs for step in steps}):
        x, y = at(legs, 0)
        drawn.append(f'<text x="{x}" y="{y + 16}" fill="{INK}" text-anchor="middle">{legs}</text>')
    drawn.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" fill="{INK}" text-anchor="end">live legs</text>')
    if goal is not None:
        x, y = at(0, goal)
        drawn.append(f'<line x1="{x}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#cf222e" stroke-dasharray="5 4"/>')
    for number, (name, stock) in enumerate(ENGINES):
        drawn += _curve(name, number, [at(step.legs, read(step)) for step in steps if step.stock == stock])
    return "".join(drawn)


def _curve(name: str, number: int, points: Sequence[tuple[float, float]]) -> list[str]:
    way, colour = " ".join(f"{x},{y}" for x, y in points), COLOURS[number]
    return [
        f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points),
        f'<text x="{LEFT + 8 + 110 * number}" y="{TOP - 6}" fill="{colour}">{escape(name)}</text>',
    ]
