"""Scores gathered by week: from Monday to Monday of the city's own calendar. Pure; scores in hundredths."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

WEEK = timedelta(days=7)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Week:
    """Days from ``first`` to before ``after``, and the scores that fell into them."""

    first: date
    after: date
    scores: tuple[int, ...]


def weeks(scored: Iterable[tuple[datetime, int]], since: date, until: date) -> Sequence[Week]:
    """Every week that touches ``since`` to ``until``, empty ones too; the times are local."""
    by_week: dict[date, list[int]] = {}
    for at, score in scored:
        by_week.setdefault(_monday(at.date()), []).append(score)
    found, monday = [], _monday(since)
    while monday <= until:
        found.append(Week(monday, monday + WEEK, tuple(by_week.get(monday, ()))))
        monday += WEEK
    return found


def mean(scores: Sequence[int]) -> float | None:
    """In points with two places, half up; None where there are no scores."""
    if not scores:
        return None
    return float((Decimal(sum(scores)) / HUNDRED / len(scores)).quantize(CENT, ROUND_HALF_UP))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
