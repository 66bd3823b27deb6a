"""When a rhythm's meetings are: weekly, every two weeks, monthly; a rest day moves one to the next working day. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Literal

from config.errors import BadInput
from ticketing.clocks import WorkCalendar
from ticketing.clocks.deadline import add_working_days

Rhythm = Literal["weekly", "biweekly", "monthly"]
LAST_DAY = 28
"""The highest day of the month that a monthly rhythm may name: every month has it."""
_WEEKS = {"weekly": 1, "biweekly": 2}


def check(rhythm: Rhythm, day: int) -> None:
    """BadInput unless ``day`` is a weekday 1-7, or a day of the month 1-28 for a monthly rhythm."""
    if not 1 <= day <= (LAST_DAY if rhythm == "monthly" else 7):
        raise BadInput(f"“{day}”不是可用的日子。", f"每周和每两周填 1–7（周一至周日），每月填 1–{LAST_DAY}。")


def first_day(rhythm: Rhythm, day: int, since: date) -> date:
    """The rhythm's first day that is not before ``since``."""
    if rhythm != "monthly":
        return since + timedelta(days=(day - since.isoweekday()) % 7)
    return since.replace(day=day) if since.day <= day else _next_month(since.replace(day=day))


def day_after(rhythm: Rhythm, last: date) -> date:
    """The rhythm's day that follows ``last``."""
    return _next_month(last) if rhythm == "monthly" else last + timedelta(weeks=_WEEKS[rhythm])


def days_until(rhythm: Rhythm, first: date, until: date) -> Iterator[date]:
    """The rhythm's days from ``first`` to ``until``, both counted."""
    day = first
    while day <= until:
        yield day
        day = day_after(rhythm, day)


def moment(day: date, starts: str, calendar: WorkCalendar) -> datetime:
    """When the meeting of that day begins: on a rest day at the same hour of the next working day. ``starts`` is HH:MM."""
    worked = day if calendar.is_working_day(day) else add_working_days(day, 1, calendar)
    return datetime.combine(worked, time.fromisoformat(starts), tzinfo=calendar.timezone)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=day.day)
