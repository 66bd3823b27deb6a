"""The figures that are counted from rows: service level and abandonment of the last finished interval, by queue and in all."""

from datetime import datetime, timedelta

from ticketing.alerts.kinds import HOUSE
from ticketing.alerts.merging import Figures
from ticketing.figures.counting import Counted, Counting, by_interval, queues_of, total
from ticketing.figures.rate import percent
from ticketing.figures.service_level import service_level
from ticketing.uow import UnitOfWork


def last_interval(uow: UnitOfWork, now: datetime, counting: Counting, interval_s: int) -> Figures:
    """An interval without a call has no service level: nobody is alarmed by nobody calling."""
    until = now - timedelta(seconds=now.timestamp() % interval_s)
    found = by_interval(uow, until - timedelta(seconds=interval_s), until, interval_s, counting, by_queue=True)
    summed = {queue: counted for queue, counted in queues_of(found).items() if queue}
    if found:
        summed[HOUSE] = total(found.values())
    return {
        "service_level": {subject: level for subject, one in summed.items() if (level := _level(one, counting)) is not None},
        "abandon_rate": {subject: lost for subject, one in summed.items() if (lost := _abandoned(one)) is not None},
    }


def _level(counted: Counted, counting: Counting) -> float | None:
    return service_level(counted.counts, counting.variant).percent


def _abandoned(counted: Counted) -> float | None:
    return percent(counted.counts.abandoned, counted.counts.answered + counted.counts.abandoned)
