"""How much working time lies between two moments: the second column beside calendar time in every mean."""

from datetime import datetime, timedelta

from ticketing.clocks.calendar import WorkCalendar


def working_time(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """Time inside working hours of working days from ``start`` to ``end``; zero when ``end`` is not later."""
    first, last = calendar.local(start), calendar.local(end)
    total = timedelta()
    day = first.date()
    while day <= last.date():
        if calendar.is_working_day(day):
            opens = datetime.combine(day, calendar.day_starts, tzinfo=calendar.timezone)
            closes = datetime.combine(day, calendar.day_ends, tzinfo=calendar.timezone)
            total += max(min(last, closes) - max(first, opens), timedelta())
        day += timedelta(days=1)
    return total
