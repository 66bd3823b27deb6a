"""The days of a bulletin: each period is whole, they follow each other without gap, and the year before is found."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.ticketing.conftest import LAW
from ticketing.bulletins.periods import KINDS, BulletinKind, before, last_year, moments, name, parts, period
from ticketing.bulletins.worked_hours import WorkedHours
from ticketing.clocks import working_calendar, working_time

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@given(st.sampled_from(KINDS), DAYS)
def test_a_day_lies_in_its_period_and_the_one_before_ends_the_day_before(kind: BulletinKind, day: date) -> None:
    shown = period(kind, day)
    assert shown.first <= day <= shown.last
    assert period(kind, shown.first) == period(kind, shown.last) == shown
    assert before(shown).last == shown.first - timedelta(days=1)


@given(st.sampled_from(KINDS), DAYS)
def test_the_parts_of_a_trend_fill_the_period_from_its_first_moment(kind: BulletinKind, day: date) -> None:
    shown = period(kind, day)
    since, until = moments(shown, ZONE)
    begins = [at for _, at in parts(shown, ZONE)]
    assert begins[0] == since
    assert begins == sorted(set(begins))
    assert begins[-1] < until


def test_periods_are_named_as_papers_name_them() -> None:
    day = date(2026, 3, 4)
    assert [name(period(kind, day)) for kind in KINDS] == ["2026年3月4日", "2026年3月2日至3月8日", "2026年3月", "2026年"]
    assert name(period("weekly", date(2026, 12, 31))) == "2026年12月28日至2027年1月3日"


def test_a_month_is_compared_with_the_whole_month_of_last_year() -> None:
    assert last_year(period("monthly", date(2025, 2, 3))).last == date(2024, 2, 29)
    assert last_year(period("monthly", date(2024, 2, 29))).last == date(2023, 2, 28)
    assert last_year(period("daily", date(2024, 2, 29))).first == date(2023, 2, 28)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 31), timezones=st.just(ZONE))


@given(MOMENTS, MOMENTS)
def test_working_time_summed_by_days_is_that_of_the_clocks(one: datetime, other: datetime) -> None:
    calendar = working_calendar(LAW)
    worked = WorkedHours(calendar, date(2026, 1, 1), date(2026, 3, 31))
    start, end = sorted((one, other))
    assert abs(worked.between(start, end) - working_time(start, end, calendar).total_seconds()) < 1e-3
    assert worked.between(end, start) <= worked.between(start, end)
