"""Points of time that callers hear: names of clips, chosen at call time. Pure.

As a speaker says them: 今天下午一点三十分, 星期四上午九点, and from a week ahead on 九天后上午九点. The part of the day and the
hour of a twelve-hour clock are one clip; minutes are told in quarters, never too early.
"""

from datetime import date, datetime, timedelta

from config.errors import BadInput
from telephony.prompts.numerals import numeral

HOURS = range(24)
QUARTER = 15
QUARTERS = (15, 30, 45)
WEEK_DAYS = 7
MOST_DAYS = 16
"""Days ahead that can be told."""
_NEAR = ("day_today", "day_tomorrow", "day_after_tomorrow")
# The hour from which a part of the day is no longer said.
_PARTS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def moment(at: datetime, now: datetime) -> tuple[str, ...]:
    """Names of the clips that say ``at``; both times are those of the caller's clocks.

    BadInput for a day that is over, or further ahead than `MOST_DAYS`.
    """
    at += timedelta(minutes=-at.minute % QUARTER)
    return (day(at.date(), now.date()), f"hour_{at.hour}", *((f"minute_{at.minute}",) if at.minute else ()))


def day(at: date, today: date) -> str:
    ahead = (at - today).days
    if not 0 <= ahead <= MOST_DAYS:
        raise BadInput(f"{at} cannot be told on {today}.", f"Announce one of the next {MOST_DAYS} days.")
    if ahead < len(_NEAR):
        return _NEAR[ahead]
    return f"weekday_{at.isoweekday()}" if ahead < WEEK_DAYS else f"days_{ahead}"


def hour_text(hour: int) -> str:
    """上午九点, 下午两点."""
    part = next(word for until, word in _PARTS if hour < until)
    return f"{part}{numeral(hour if hour <= 12 else hour - 12, counts=True)}点"
