"""When a part is due, worked out another way than the product does: on a list of all working days, by their places in it."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

ZONE = ZoneInfo("Asia/Shanghai")
END = time(17)
LONGEST_PAUSE = timedelta(days=5)
HOURS = {"simple": 24, "complex": 72}
_FIRST, _LAST = date(2025, 12, 1), date(2026, 12, 31)
DAYS = [day for n in range((_LAST - _FIRST).days + 1) if chinese_calendar.is_workday(day := _FIRST + timedelta(days=n))]


def place(moment: datetime) -> int:
    """Where in the list the working day stands that this moment counts from."""
    local = moment.astimezone(ZONE)
    return (bisect_right if local.time() >= END else bisect_left)(DAYS, local.date())


def end_of(place: int) -> datetime:
    return datetime.combine(DAYS[place], END, tzinfo=ZONE)


@dataclass
class Hand:
    """One part's clock: ``due`` as it must be, ``asked`` when a pause began, ``done`` once the unit has reported."""

    scheme: str
    level: int
    due: datetime
    asked: datetime | None = None
    done: bool = False

    @classmethod
    def begun(cls, at: datetime, scheme: str, level: int) -> "Hand":
        hand = cls(scheme, level, at)
        hand.again(at)
        return hand

    def again(self, at: datetime) -> None:
        """Counted anew from ``at``, by the same scheme and level."""
        self.asked, self.done = None, False
        hours = HOURS.get(self.scheme)
        self.due = at + timedelta(hours=hours) if hours else end_of(place(at) + self.level)

    def pause(self, at: datetime) -> None:
        if not self.done and at <= self.due:
            self.asked = at

    def go_on(self, at: datetime) -> None:
        if self.asked is None or self.done:
            return
        end = min(at, self.asked + LONGEST_PAUSE)
        if self.scheme in HOURS:
            self.due += end - self.asked
        elif place(end) > place(self.asked):
            self.prolong(place(end) - place(self.asked))
        self.asked = None

    def prolong(self, days: int) -> None:
        if self.scheme in HOURS:
            self.due += timedelta(days=days)
        else:
            self.due = end_of(bisect_right(DAYS, self.due.astimezone(ZONE).date()) - 1 + days)
