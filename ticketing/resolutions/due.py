"""When something is due and when its owner is reminded, in working days. Pure."""

from datetime import date, datetime, timedelta

from ticketing.clocks import WorkCalendar, deadline
from ticketing.clocks.deadline import MAX_DAYS


def due_after(at: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The day's end of the ``days``-th working day, counted as a ticket's level is."""
    return deadline(at, days, calendar)


def remind_before(due: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The start of the working day that lies ``days`` working days before the day of ``due``."""
    day = calendar.local(due).date()
    left = days
    for _ in range(MAX_DAYS):
        if left == 0 and calendar.is_working_day(day):
            break
        day = _day_before(day)
        left -= calendar.is_working_day(day) and left > 0
    return datetime.combine(day, calendar.day_starts, tzinfo=calendar.timezone)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)
