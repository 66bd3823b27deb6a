"""The wallboard's day: service level by interval against the goal, and each hour against the same weekday of weeks before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median

from ticketing.figures.counting import NOTHING, Counted, Counting, by_interval, queues_of, total
from ticketing.figures.measures import average_speed_of_answer, connection_rate
from ticketing.figures.schemas import DayFigures, HourCompared, LevelOfInterval, QueueLevel, ServiceLevel
from ticketing.figures.service_level import NAMES, VARIANTS, service_level
from ticketing.figures.terms import goal_over
from ticketing.uow import UnitOfWork

HOUR_S = 3600
WEEK = timedelta(weeks=1)


def day_figures(
    uow: UnitOfWork, now: datetime, counting: Counting, *, interval_s: int = 900, intervals: int = 16, weeks: int = 4
) -> DayFigures:
    """Of the city's day of ``now`` (aware) up to now; ``intervals`` finished ones and the one that is running."""
    today = uow.calendar.local(now).date()
    midnight = beginning(uow, today)
    first = _floor(now, interval_s) - timedelta(seconds=intervals * interval_s)
    fine = by_interval(uow, first, now, interval_s, counting)
    by_queue = queues_of(by_interval(uow, midnight, now, HOUR_S, counting, by_queue=True))
    so_far = total(by_queue.values())
    return DayFigures(
        at=now,
        interval_s=interval_s,
        levels=service_levels(by_queue, counting),
        queues=queue_levels(by_queue, counting),
        variant=counting.variant,
        intervals=tuple(
            _level(start, fine.get((start, ""), NOTHING), counting)
            for start in (first + timedelta(seconds=n * interval_s) for n in range(intervals + 1))
        ),
        connection_rate=connection_rate(so_far.counts.answered, so_far.counts.answered + so_far.counts.abandoned),
        connection_goal=counting.connection_goal,
        answered=so_far.counts.answered,
        abandoned=so_far.counts.abandoned,
        average_speed_of_answer_s=average_speed_of_answer(so_far.waited_s, so_far.counts.answered),
        weeks=weeks,
        hours=hours_compared(uow, today, now, counting, weeks),
    )


def service_levels(by_queue: Mapping[str, Counted], counting: Counting) -> tuple[ServiceLevel, ...]:
    """All five variants side by side, each by its name, over all queues."""
    counts = {queue: counted.counts for queue, counted in by_queue.items()}
    together = total(by_queue.values()).counts
    return tuple(
        ServiceLevel(
            variant=variant,
            name=NAMES[variant],
            threshold_s=counting.house_threshold_s,
            goal=goal_over(counts.items(), counting, variant),
            rate=service_level(together, variant),
            own=bool(counting.queues),
        )
        for variant in VARIANTS
    )


def queue_levels(by_queue: Mapping[str, Counted], counting: Counting) -> tuple[QueueLevel, ...]:
    """Each queue by its own terms; calls of no queue are in the house's figure only."""
    return tuple(
        QueueLevel(
            name=name,
            threshold_s=counting.of(name).threshold_s,
            goal=counting.of(name).goal,
            own=name in counting.queues,
            answered=counted.counts.answered,
            abandoned=counted.counts.abandoned,
            rates=tuple(service_level(counted.counts, variant) for variant in VARIANTS),
        )
        for name in sorted({*by_queue, *counting.queues} - {""})
        for counted in (by_queue.get(name, NOTHING),)
    )


def hours_compared(uow: UnitOfWork, today: date, now: datetime, counting: Counting, weeks: int) -> tuple[HourCompared, ...]:
    """The hours of a day: what was answered, and the median of the same hour of that weekday in ``weeks`` weeks before."""
    here = _by_hour(uow, today, now, counting)
    before = [_by_hour(uow, today - WEEK * back, None, counting) for back in range(1, weeks + 1)]
    worked = [hours for hours in before if hours]
    local = uow.calendar.local(now)
    return tuple(
        HourCompared(
            hour=hour,
            answered=here.get(hour, NOTHING).counts.answered if local.date() > today or hour <= local.hour else None,
            usual=usual(hour, worked),
            days=len(worked),
        )
        for hour in range(24)
    )


def usual(hour: int, before: Sequence[Mapping[int, Counted]]) -> float | None:
    """The median over the days that had any call at all; None where there was no such day. Pure."""
    return median(hours.get(hour, NOTHING).counts.answered for hours in before) if before else None


def beginning(uow: UnitOfWork, day: date) -> datetime:
    """The day's first moment by the city's clock."""
    return datetime.combine(day, time(), tzinfo=uow.calendar.timezone)


def _by_hour(uow: UnitOfWork, day: date, now: datetime | None, counting: Counting) -> Mapping[int, Counted]:
    since, until = beginning(uow, day), beginning(uow, day + timedelta(days=1))
    found = by_interval(uow, since, min(now, until) if now else until, HOUR_S // 2, counting)
    hours: dict[int, list[Counted]] = {}
    for (start, _), counted in found.items():
        hours.setdefault(uow.calendar.local(start).hour, []).append(counted)
    return {hour: total(parts) for hour, parts in hours.items()}


def _level(start: datetime, counted: Counted, counting: Counting) -> LevelOfInterval:
    return LevelOfInterval(
        start=start,
        answered=counted.counts.answered,
        abandoned=counted.counts.abandoned,
        rate=service_level(counted.counts, counting.variant),
    )


def _floor(moment: datetime, step_s: int) -> datetime:
    return moment - timedelta(seconds=moment.timestamp() % step_s)
