"""The days that a bulletin is about, the period before it, and the same one of last year. Pure; days are local."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, get_args

from ticketing.figures.year_on_year import year_before

BulletinKind = Literal["daily", "weekly", "monthly", "yearly"]
KINDS: tuple[BulletinKind, ...] = get_args(BulletinKind)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both included."""

    kind: BulletinKind
    first: date
    last: date


def period(kind: BulletinKind, day: date) -> Period:
    """The period of this kind that ``day`` lies in; a week begins on Monday."""
    if kind == "daily":
        return Period(kind, day, day)
    if kind == "weekly":
        monday = day - day.weekday() * DAY
        return Period(kind, monday, monday + 6 * DAY)
    if kind == "monthly":
        first = day.replace(day=1)
        return Period(kind, first, (first + 31 * DAY).replace(day=1) - DAY)
    return Period(kind, day.replace(month=1, day=1), day.replace(month=12, day=31))


def before(shown: Period) -> Period:
    """The period of the same kind just before (环比)."""
    return period(shown.kind, shown.first - DAY)


def last_year(shown: Period) -> Period:
    """The same days a year before (同比); a month keeps its whole length."""
    if shown.kind in ("monthly", "yearly"):
        return period(shown.kind, year_before(shown.first))
    return Period(shown.kind, year_before(shown.first), year_before(shown.last))


def moments(shown: Period, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the first day's midnight to before the midnight that ends the last, in UTC."""
    return _midnight(shown.first, zone), _midnight(shown.last + DAY, zone)


def name(shown: Period) -> str:
    """2026年3月4日; 2026年3月2日至3月8日; 2026年3月; 2026年."""
    first, last = shown.first, shown.last
    if shown.kind == "daily":
        return f"{first.year}年{first.month}月{first.day}日"
    if shown.kind == "weekly":
        year = "" if last.year == first.year else f"{last.year}年"
        return f"{first.year}年{first.month}月{first.day}日至{year}{last.month}月{last.day}日"
    return f"{first.year}年{first.month}月" if shown.kind == "monthly" else f"{first.year}年"


def parts(shown: Period, zone: tzinfo) -> tuple[tuple[str, datetime], ...]:
    """What a trend is drawn over: the period's hours, days or months, each with the moment at which it begins."""
    if shown.kind == "daily":
        begins = datetime.combine(shown.first, time(), tzinfo=zone)
        return tuple((f"{hour}时", begins.replace(hour=hour).astimezone(UTC)) for hour in range(24))
    if shown.kind == "yearly":
        months = [shown.first.replace(month=month) for month in range(1, 13)]
        return tuple((f"{one.month}月", _midnight(one, zone)) for one in months)
    days = [shown.first + n * DAY for n in range((shown.last - shown.first).days + 1)]
    return tuple((f"{one.month}-{one.day}", _midnight(one, zone)) for one in days)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
