"""What both printers say alike: days, places to sign, and how columns share the width. Pure."""

from datetime import date

from ticketing.documents.content import MAX_ROWS, Bars, Signature, Table


def day(value: date) -> str:
    """2026年3月4日, as official papers write it."""
    return f"{value.year}年{value.month}月{value.day}日"


def signature_lines(block: Signature) -> tuple[str, ...]:
    """Places to sign with room for a hand, then the name and the day where they are given."""
    by_hand = tuple(f"{line}：{'＿' * 8}" for line in block.lines)
    return (*by_hand, *filter(None, (block.name, day(block.day) if block.day else "")))


def widths(table: Table) -> tuple[float, ...]:
    """Each column's share of the width; shares that are given are scaled to 1, without them columns are alike."""
    count = max(1, len(table.columns))
    given = table.widths if len(table.widths) == count and sum(table.widths) > 0 else (1.0,) * count
    return tuple(share / sum(given) for share in given)


def rows_of(table: Table) -> list[tuple[str, ...]]:
    """The rows, each with as many cells as there are columns; past `MAX_ROWS` one row says how many are not printed."""
    count = len(table.columns)
    rows = [(*row, *("",) * count)[:count] for row in table.rows[:MAX_ROWS]]
    left = len(table.rows) - MAX_ROWS
    return rows if left <= 0 else [*rows, (f"另有 {left} 行未印出", *("",) * (count - 1))]


def lengths(bars: Bars) -> tuple[float, ...]:
    """Each bar's share of the longest, from 0 to 1; what is below zero has no length."""
    longest = max((value for _, value, _ in bars.rows), default=0.0)
    return tuple(max(0.0, value) / longest if longest > 0 else 0.0 for _, value, _ in bars.rows)
