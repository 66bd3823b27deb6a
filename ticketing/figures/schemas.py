"""The stored half of the wallboard."""

from datetime import datetime
from typing import Literal

from ticketing.figures.rate import Rate
from ticketing.schema import Schema

Variant = Literal["of_answered", "abandons_in_time_count", "of_offered", "long_abandons_count", "short_abandons_out"]


class Interval(Schema):
    """Five minutes from ``start``: calls by the time at which they were answered or given up."""

    start: datetime
    answered: int
    abandoned: int


class ServiceLevel(Schema):
    """``rate`` of calls answered within ``threshold_s``; ``goal`` is a share 0-1; ``name`` is the variant in Chinese."""

    variant: Variant
    name: str
    threshold_s: float
    goal: float
    rate: Rate


class Wallboard(Schema):
    """The last hour: times in seconds, None where nothing was counted. Occupancy is a share in percent."""

    at: datetime
    since: datetime
    answered: int
    abandoned: int
    intervals: tuple[Interval, ...]
    service_level: ServiceLevel
    connection_rate: Rate
    average_speed_of_answer_s: float | None
    average_handling_time_s: float | None
    occupancy: float | None
