"""Working time between two moments, quick enough for a year of tickets: the days between are summed once. Pure."""

from datetime import date, datetime, timedelta
from itertools import accumulate

from ticketing.clocks import WorkCalendar

DAY = timedelta(days=1)


class WorkedHours:
    """The same as `ticketing.clocks.working_time`, for moments from ``first`` to ``last`` (local days, both included)."""

    def __init__(self, calendar: WorkCalendar, first: date, last: date) -> None:
        self._calendar, self._first = calendar, first
        days = [first + n * DAY for n in range((last - first).days + 1)]
        opens, closes = (datetime.combine(first, at) for at in (calendar.day_starts, calendar.day_ends))
        self._opens_s = (opens - datetime.combine(first, datetime.min.time())).total_seconds()
        self._day_s = (closes - opens).total_seconds()
        self._works = [calendar.is_working_day(day) for day in days]
        self._before_s = [0.0, *accumulate(self._day_s * works for works in self._works)]

    def between(self, start: datetime, end: datetime) -> float:
        """Seconds; none when ``end`` is not later."""
        return max(0.0, self._until(end) - self._until(start))

    def _until(self, moment: datetime) -> float:
        local = self._calendar.local(moment)
        at = (local.date() - self._first).days
        if at < 0:
            return 0.0
        if at >= len(self._works):
            return self._before_s[-1]
        second = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
        worked = min(max(second - self._opens_s, 0.0), self._day_s) if self._works[at] else 0.0
        return self._before_s[at] + worked
