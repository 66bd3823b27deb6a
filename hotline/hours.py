"""Opening hours of queues from the settings ``[hours.NAME]`` and the calendar of working days. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import cast

from config.settings import Hours, minutes_of
from config.settings.queues import WeekDay
from telephony.waiting.hours import ALWAYS, OPEN, Opening
from ticketing.clocks.calendar import DayKind, WorkCalendar

LOOK_AHEAD_DAYS = 15  # longer than any holiday


class OpeningHours:
    """Asked by the exchange for the hours that a queue names; a name that nobody has set is always open."""

    def __init__(self, hours: Mapping[str, Hours], calendar: WorkCalendar) -> None:
        self._hours = hours
        self._calendar = calendar

    def __call__(self, name: str, now: datetime) -> Opening:
        hours = self._hours.get(name)
        if name == ALWAYS or hours is None:
            return OPEN
        local = self._calendar.local(now)
        kind = self._calendar.kind(local.date())
        minute = local.hour * 60 + local.minute
        if any(starts <= minute < ends for starts, ends in _spans(hours, kind, local.date())):
            return OPEN
        return Opening(open=False, holiday=kind == "holiday", opens_at=self._opens_at(hours, local))

    def _opens_at(self, hours: Hours, local: datetime) -> datetime | None:
        """The next beginning of a span within `LOOK_AHEAD_DAYS`."""
        for ahead in range(LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=ahead)
            midnight = datetime.combine(day, time(), tzinfo=local.tzinfo)
            for starts, _ in sorted(_spans(hours, self._calendar.kind(day), day)):
                begins = midnight + timedelta(minutes=starts)
                if begins > local:
                    return begins
        return None


def _spans(hours: Hours, kind: DayKind, day: date) -> Sequence[tuple[int, int]]:
    """Minutes since midnight, end exclusive: of the date, else of an ordinary day's week-day, else of such a day."""
    own = hours.weekdays.get(cast(WeekDay, str(day.isoweekday()))) if kind in ("workday", "weekend") else None
    by_kind = {"weekend": hours.weekend, "holiday": hours.holiday}.get(kind, hours.workday)
    written = hours.days.get(day, by_kind if own is None else own)
    return [(minutes_of(starts), minutes_of(ends)) for starts, ends in (span.split("-") for span in written)]
