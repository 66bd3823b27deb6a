"""Points of time that callers hear, put together at call time from clips that were made at set-up. Pure.

As a speaker says them: 今天下午一点三十分, 星期四上午九点, and from a week ahead on the date (十月九日). Behind the part of
the day stand the hours of a twelve-hour clock, and two of them are 两点.
"""

from datetime import date, datetime, time

from config.errors import BadInput
from telephony.prompts.numbers import spoken

NOON = 12
WEEK_DAYS = 7
_NEAR = ("day_today", "day_tomorrow", "day_after_tomorrow")
# The hour from which a part of the day is no longer said, and its clip.
_PARTS = ((6, "day_small_hours"), (12, "day_morning"), (13, "day_noon"), (18, "day_afternoon"), (24, "day_evening"))


def moment(at: datetime, now: datetime) -> tuple[str, ...]:
    """Names of the clips that say ``at``; both times are those of the caller's clocks. BadInput for a day that is over."""
    return (*day(at.date(), now.date()), *time_of_day(at.time()))


def day(at: date, today: date) -> tuple[str, ...]:
    ahead = (at - today).days
    if ahead < 0:
        raise BadInput(f"{at} is over by {today}.", "Announce a day to come.")
    if ahead < len(_NEAR):
        return (_NEAR[ahead],)
    if ahead < WEEK_DAYS:
        return (f"weekday_{at.isoweekday()}",)
    return (*spoken(at.month), "unit_month", *spoken(at.day), "unit_day")


def time_of_day(at: time) -> tuple[str, ...]:
    """To the minute; a full hour without minutes."""
    part = next(clip for until, clip in _PARTS if at.hour < until)
    hour = at.hour if at.hour <= NOON else at.hour - NOON
    return (part, *spoken(hour, "hours"), *_minutes(at.minute))


def _minutes(minute: int) -> tuple[str, ...]:
    """零五分, 三十分."""
    if minute == 0:
        return ()
    return (*(("num_0",) if minute < 10 else ()), *spoken(minute), "unit_minute_of_hour")
