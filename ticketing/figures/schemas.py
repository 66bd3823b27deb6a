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
    """``rate`` of calls answered in time; ``goal`` is a share 0-1; ``name`` is the variant in Chinese.

    ``own``: some queues have terms of their own, each call was counted by its queue's, and ``goal`` is the queues' together,
    weighted by their calls. ``threshold_s`` is None where the queues' seconds differ.
    """

    variant: Variant
    name: str
    threshold_s: float | None
    goal: float
    rate: Rate
    own: bool = False


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


class LevelOfInterval(Schema):
    """The interval from ``start``: calls answered and given up in it, and the service level of the day's variant."""

    start: datetime
    answered: int
    abandoned: int
    rate: Rate


class HourCompared(Schema):
    """``answered`` None: the hour is still to come. ``usual``: the median of ``days`` earlier days of this weekday."""

    hour: int
    answered: int | None
    usual: float | None
    days: int


class QueueLevel(Schema):
    """A queue's day by its own terms: answered within ``threshold_s``, of which the share ``goal`` is wanted.

    ``own``: they are the queue's, else the house's. ``rates`` are in the order of the day's ``levels``.
    """

    name: str
    threshold_s: float
    goal: float
    own: bool
    answered: int
    abandoned: int
    rates: tuple[Rate, ...]


class DayFigures(Schema):
    """The city's day up to ``at``. ``levels`` are the five variants by name; goals and ``intervals`` go by ``variant``.

    ``queues``: those that had calls today, and those with terms of their own.
    """

    at: datetime
    interval_s: int
    levels: tuple[ServiceLevel, ...]
    queues: tuple[QueueLevel, ...]
    variant: Variant
    intervals: tuple[LevelOfInterval, ...]
    connection_rate: Rate
    connection_goal: float
    answered: int
    abandoned: int
    average_speed_of_answer_s: float | None
    weeks: int
    hours: tuple[HourCompared, ...]


ShiftFigure = Literal[
    "calls", "calls_per_hour", "talk_s", "hold_s", "wrap_up_s", "handling_s", "occupancy", "on_the_spot", "missed", "pause_s",
    "drafts_kept",
]  # fmt: skip


class OwnLine(Schema):
    """One's own figure and the median of the colleagues of one's queues; None where there is none, or too few of them."""

    figure: ShiftFigure
    value: float | None
    median: float | None


class PausedFor(Schema):
    reason: str
    seconds: float


class OwnFigures(Schema):
    """Since the first time at the desk today (None: not yet); ``peers`` are those whose median stands beside."""

    at: datetime
    since: datetime | None
    peers: int
    figures: tuple[OwnLine, ...]
    pauses: tuple[PausedFor, ...]
