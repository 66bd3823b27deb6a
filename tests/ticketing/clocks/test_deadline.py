"""A level's deadline: what counts as the first day, which days count, and that the explanation says the same."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from config.settings import load
from ticketing.clocks import WorkCalendar, add_working_days, deadline, explain_deadline, start_day, working_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = working_calendar(load().law)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("dispatched", "level", "due"),
    [
        ("2026-03-04T10:00", 1, "2026-03-05T17:00"),  # an ordinary Wednesday
        ("2026-03-04T00:01", 1, "2026-03-05T17:00"),  # before the day begins it is that day already
        ("2026-03-04T16:59", 1, "2026-03-05T17:00"),
        ("2026-03-04T16:59:59.999999", 1, "2026-03-05T17:00"),
        ("2026-03-04T17:00", 1, "2026-03-06T17:00"),  # at 17:00 it counts from the next working day
        ("2026-03-04T23:59", 3, "2026-03-10T17:00"),
        ("2026-03-06T16:00", 1, "2026-03-09T17:00"),  # Friday: the weekend does not count
        ("2026-03-07T10:00", 1, "2026-03-10T17:00"),  # Saturday counts from Monday
        ("2026-03-04T10:00", 7, "2026-03-13T17:00"),
        ("2026-03-04T10:00", 11, "2026-03-19T17:00"),
        ("2026-02-13T16:59", 1, "2026-02-14T17:00"),  # Spring Festival: Saturday 14 February is worked
        ("2026-02-13T17:00", 1, "2026-02-24T17:00"),  # counts from the 14th; 15 to 23 February are free
        ("2026-02-14T10:00", 3, "2026-02-26T17:00"),
        ("2026-02-18T10:00", 3, "2026-02-27T17:00"),  # within the holiday: counts from the 24th
        ("2026-02-24T10:00", 4, "2026-02-28T17:00"),  # Saturday 28 February is worked
        ("2026-09-30T16:59", 1, "2026-10-08T17:00"),  # National Day: 1 to 7 October are free
        ("2026-09-30T16:59", 3, "2026-10-10T17:00"),  # Saturday 10 October is worked
        ("2026-09-30T17:00", 1, "2026-10-09T17:00"),
        ("2026-10-04T12:00", 7, "2026-10-16T17:00"),
        ("2026-09-18T10:00", 1, "2026-09-20T17:00"),  # Sunday 20 September is worked
        ("2026-12-31T10:00", 1, "2027-01-04T17:00"),  # the year's end: New Year's Day stands in the table
        ("2026-12-31T17:00", 1, "2027-01-05T17:00"),
        ("2027-09-30T10:00", 1, "2027-10-04T17:00"),  # 2027 is not announced: statutory days and the week
    ],
)  # fmt: skip
def test_the_deadline_of_a_level(dispatched: str, level: int, due: str) -> None:
    assert deadline(at(dispatched), level, CALENDAR) == at(due)


def test_the_zone_of_the_input_does_not_matter() -> None:
    beijing = at("2026-03-04T16:59")
    assert deadline(beijing.astimezone(UTC), 1, CALENDAR) == deadline(beijing, 1, CALENDAR)
    assert deadline(beijing, 1, CALENDAR).utcoffset() == timedelta(hours=8)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(BadInput, match="no time zone"):
        deadline(datetime(2026, 3, 4, 10), 1, CALENDAR)


@pytest.mark.parametrize("level", [0, -1])
def test_a_level_below_one_is_refused(level: int) -> None:
    with pytest.raises(BadInput):
        deadline(at("2026-03-04T10:00"), level, CALENDAR)


def test_other_working_hours_move_the_limit() -> None:
    late = WorkCalendar(timezone=SHANGHAI, day_starts=time(8, 30), day_ends=time(18, 0))
    assert deadline(at("2026-03-04T17:30"), 1, late) == at("2026-03-05T18:00")


def test_the_explanation_tells_every_day() -> None:
    steps = explain_deadline(at("2026-09-30T17:00"), 3, CALENDAR)
    assert steps[0].text == "9月30日（周三）17:00派单，已过下班时间，顺延至下一工作日起算"
    assert steps[1].text == "10月1日（周四），国庆节放假，不计"
    assert steps[8].text == "10月8日（周四），起算日"
    assert steps[10].text == "10月10日（周六），调休上班，第2个工作日"
    assert steps[-1].text == "10月12日（周一），工作日，第3个工作日，17:00到期"


def test_the_explanation_owns_up_to_a_year_that_is_not_announced() -> None:
    texts = [step.text for step in explain_deadline(at("2026-12-31T10:00"), 1, CALENDAR)]
    assert "官方放假安排未录入" in texts[-1]
    assert "元旦放假" in texts[1]
    assert "未录入" not in texts[0]


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 11, 30), timezones=st.just(SHANGHAI))
STEPS = st.integers(0, 60 * 60 * 24 * 40)


@given(MOMENTS, st.sampled_from([1, 3, 7, 11]))
def test_a_deadline_is_a_day_end_of_a_working_day_with_exactly_the_level_between(start: datetime, level: int) -> None:
    due = deadline(start, level, CALENDAR)
    assert due.timetz().replace(tzinfo=None) == time(17)
    assert CALENDAR.is_working_day(due.date())
    first = start_day(start, CALENDAR)
    between = [first + timedelta(days=n) for n in range(1, (due.date() - first).days + 1)]
    assert sum(map(CALENDAR.is_working_day, between)) == level


@given(MOMENTS, STEPS, st.sampled_from([1, 3, 7, 11]))
def test_a_later_dispatch_is_never_due_earlier(start: datetime, seconds: int, level: int) -> None:
    later = start + timedelta(seconds=seconds)
    assert deadline(start, level, CALENDAR) <= deadline(later, level, CALENDAR)


@given(MOMENTS, st.sampled_from([1, 3, 7, 11]))
def test_the_explanation_counts_to_the_same_deadline(start: datetime, level: int) -> None:
    steps = explain_deadline(start, level, CALENDAR)
    due = deadline(start, level, CALENDAR)
    assert (steps[-1].day, steps[-1].counted) == (due.date(), level)
    assert [step.counted for step in steps if step.counted] == list(range(1, level + 1))


@given(st.dates(date(2026, 1, 1), date(2027, 10, 1)), st.integers(0, 20), st.integers(0, 20))
def test_working_days_add_up(day: date, some: int, more: int) -> None:
    assert add_working_days(add_working_days(day, some, CALENDAR), more, CALENDAR) == add_working_days(day, some + more, CALENDAR)
