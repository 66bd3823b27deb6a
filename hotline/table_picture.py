"""A state table as a picture: a row for each state to come from, a column for each to go to, the commands where they meet.

A web of arrows cannot be read with this many steps; a grid can. Plain SVG by our own hand, the same bytes for the same table.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

LINE, PAD, NAME, TOP, CHAR = 13, 6, 110, 66, 5.6
"""Pixels: a command's line, the room around a cell, the column of names, the head, a letter."""
STYLE = (
    "text{font:10px monospace;fill:#1d2833}.n{font:600 12px sans-serif}.t{font:600 16px sans-serif}"
    ".l{stroke:#dfe4e8}.on{fill:#eaf0f5}.stay{fill:#f6f3ea}"
)
Table = Mapping[tuple[Any, Any], Any]


def picture(title: str, table: Table) -> str:
    """The SVG of one table; steps that stay where they are stand on the diagonal, in a tone of their own."""
    cells: dict[tuple[str, str], list[str]] = {}
    for (state, command), after in table.items():
        cells.setdefault((str(state), str(after)), []).append(str(command))
    rows = list(dict.fromkeys(start for start, _ in cells))
    columns = [name for name in dict.fromkeys([*rows, *(end for _, end in cells)]) if any(end == name for _, end in cells)]
    widths = {end: _width(end, [cells.get((start, end), []) for start in rows]) for end in columns}
    heights = {start: 2 * PAD + LINE * max(len(cells.get((start, end), [])) for end in columns) for start in rows}
    total, tall = NAME + sum(widths.values()) + PAD, TOP + sum(heights.values()) + PAD
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {tall}" width="{total}" height="{tall}">',
        f'<style>{STYLE}</style><text class="t" x="{PAD}" y="22">{escape(title)}</text>',
    ]
    x = NAME
    for end in columns:
        parts.append(f'<text class="n" x="{x + PAD}" y="{TOP - 10}">→ {escape(end)}</text>')
        parts.append(f'<line class="l" x1="{x}" y1="{TOP - 26}" x2="{x}" y2="{tall}"/>')
        x += widths[end]
    y = TOP
    for start in rows:
        parts.append(f'<line class="l" x1="0" y1="{y}" x2="{total}" y2="{y}"/>')
        parts.append(f'<text class="n" x="{PAD}" y="{y + PAD + 10}">{escape(start)}</text>')
        parts += _row(start, columns, cells, widths, y, heights[start])
        y += heights[start]
    return "\n".join([*parts, "</svg>", ""])


def _row(
    start: str, columns: list[str], cells: Mapping[tuple[str, str], list[str]], widths: Mapping[str, int], y: int, height: int
) -> list[str]:
    parts, x = [], NAME
    for end in columns:
        commands = cells.get((start, end), [])
        if commands:
            tone = "stay" if start == end else "on"
            parts.append(f'<rect class="{tone}" x="{x + 1}" y="{y + 1}" width="{widths[end] - 2}" height="{height - 2}" rx="3"/>')
        for number, command in enumerate(commands):
            parts.append(f'<text x="{x + PAD}" y="{y + PAD + 10 + number * LINE}">{escape(command)}</text>')
        x += widths[end]
    return parts


def _width(name: str, cells: list[list[str]]) -> int:
    longest = max((len(command) for cell in cells for command in cell), default=0)
    return 2 * PAD + int(max(longest * CHAR * 1.1, (len(name) + 2) * CHAR * 1.5))
