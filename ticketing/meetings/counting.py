"""Meetings that were held, by kind, mode and half-year. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ticketing.schema import Schema


@dataclass(frozen=True, slots=True)
class Held:
    """``day`` is the local day on which it was held."""

    kind: str
    mode: str
    day: date
    prevented: bool = False


class HalfYear(Schema):
    """``half`` is 1 or 2; ``prevented`` counts meetings after which no ticket was needed (未诉先办)."""

    half: int
    total: int
    by_kind: dict[str, int]
    by_mode: dict[str, int]
    prevented: int


def by_half_year(meetings: Iterable[Held]) -> tuple[HalfYear, HalfYear]:
    """The first and the second half of one year."""
    listed = list(meetings)
    halves = [[one for one in listed if (one.day.month > 6) == second] for second in (False, True)]
    first, second = (_half(number, held) for number, held in enumerate(halves, 1))
    return first, second


def _half(number: int, held: list[Held]) -> HalfYear:
    return HalfYear(
        half=number,
        total=len(held),
        by_kind=dict(Counter(one.kind for one in held)),
        by_mode=dict(Counter(one.mode for one in held)),
        prevented=sum(one.prevented for one in held),
    )
