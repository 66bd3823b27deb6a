"""Which days are worked: the official calendar with its shifted working days, a table for what it does not know yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

import chinese_calendar

from config.errors import BadInput

DayKind = Literal["workday", "shifted_workday", "weekend", "holiday"]
_KNOWN_YEARS = frozenset(day.year for day in chinese_calendar.holidays)


@dataclass(frozen=True, slots=True)
class Override:
    """A day the table decides: worked or not, and its name (e.g. 春节)."""

    worked: bool
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """Working days and hours of one place. ``overrides`` win over the official calendar, which wins over the week.

    A year that the official calendar does not cover follows the week (Saturday and Sunday are free) and the table.
    """

    timezone: ZoneInfo
    day_starts: time
    day_ends: time
    overrides: Mapping[date, Override] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        return self.kind(day) in ("workday", "shifted_workday")

    def kind(self, day: date) -> DayKind:
        free_by_week = day.weekday() >= 5
        worked = self._worked(day)
        if worked:
            return "shifted_workday" if free_by_week else "workday"
        return "weekend" if free_by_week and not self.name(day) else "holiday"

    def name(self, day: date) -> str:
        """The holiday's Chinese name, empty on ordinary days."""
        if day in self.overrides:
            return self.overrides[day].name
        if not self.knows(day.year):
            return ""
        english = chinese_calendar.get_holiday_detail(day)[1]
        return str(chinese_calendar.Holiday(english).chinese) if english else ""

    def knows(self, year: int) -> bool:
        """Whether the official arrangement of that year is built in."""
        return year in _KNOWN_YEARS

    def local(self, moment: datetime) -> datetime:
        """The moment on this place's clock; BadInput for a time without a zone, which could mean anything."""
        if moment.tzinfo is None:
            raise BadInput(f"The time {moment.isoformat()} has no time zone.", "Pass an aware time, e.g. with +08:00.")
        return moment.astimezone(self.timezone)

    def _worked(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day].worked
        if self.knows(day.year):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5
