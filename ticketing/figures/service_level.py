"""Service level in its five usual variants; they differ in how callers who gave up are counted. Pure.

Source: the five formulas stand side by side in the project's domain notes with one worked example, 860 of 1,000
answered in time, 60 given up of which 20 in time and 10 at once: 86.00, 83.02, 81.13, 82.69 and 81.90 %.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from ticketing.figures.rate import Rate, rate
from ticketing.figures.schemas import Variant

VARIANTS: tuple[Variant, ...] = get_args(Variant)
DEFAULT: Variant = "short_abandons_out"
NAMES: Mapping[Variant, str] = {
    "of_answered": "按接通数",
    "abandons_in_time_count": "时限内放弃计为达标",
    "of_offered": "按呼入数",
    "long_abandons_count": "仅超时限放弃计入",
    "short_abandons_out": "短时放弃不计入",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Calls of a period: answered and given up, in all, within the threshold, and (given up) at once."""

    answered: int
    answered_in_time: int
    abandoned: int
    abandoned_in_time: int
    abandoned_short: int


def count(answered_waits: Iterable[float], abandoned_waits: Iterable[float], threshold_s: float, short_s: float) -> Counts:
    """Count waiting times in seconds; exactly the threshold is still in time."""
    answered, abandoned = list(answered_waits), list(abandoned_waits)
    return Counts(
        answered=len(answered),
        answered_in_time=sum(wait <= threshold_s for wait in answered),
        abandoned=len(abandoned),
        abandoned_in_time=sum(wait <= threshold_s for wait in abandoned),
        abandoned_short=sum(wait <= short_s for wait in abandoned),
    )


def together(parts: Iterable[Counts]) -> Counts:
    """The calls of several queues, each of which was counted by its own threshold."""
    whole = list(parts)
    return Counts(**{name: sum(getattr(one, name) for one in whole) for name in Counts.__dataclass_fields__})


def service_level(counts: Counts, variant: Variant = DEFAULT) -> Rate:
    """The share of calls served in time; the variant's name is the rate's base."""
    offered = counts.answered + counts.abandoned
    in_time = counts.answered_in_time
    numerator, denominator = {
        "of_answered": (in_time, counts.answered),
        "abandons_in_time_count": (in_time + counts.abandoned_in_time, offered),
        "of_offered": (in_time, offered),
        "long_abandons_count": (in_time, offered - counts.abandoned_in_time),
        "short_abandons_out": (in_time, offered - counts.abandoned_short),
    }[variant]
    return rate(numerator, denominator, NAMES[variant])
