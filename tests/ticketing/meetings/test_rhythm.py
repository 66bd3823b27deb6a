"""Rhythms: the days they name, and where rest days move them."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import BadInput
from ticketing.clocks import WorkCalendar
from ticketing.meetings import rhythm
from ticketing.meetings.rhythm import Rhythm

CALENDAR = WorkCalendar(timezone=ZoneInfo("Asia/Shanghai"), day_starts=time(9), day_ends=time(17))
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@settings(deadline=None)
@given(since=DAYS, every=st.sampled_from(["weekly", "biweekly"]), weekday=st.integers(1, 7))
def test_a_weekly_rhythm_keeps_its_weekday_and_distance(since: date, every: Rhythm, weekday: int) -> None:
    first = rhythm.first_day(every, weekday, since)
    following = rhythm.day_after(every, first)
    assert first.isoweekday() == following.isoweekday() == weekday
    assert timedelta(0) <= first - since < timedelta(days=7)
    assert following - first == timedelta(weeks=1 if every == "weekly" else 2)


@settings(deadline=None)
@given(since=DAYS, day=st.integers(1, 28))
def test_a_monthly_rhythm_comes_once_in_every_month(since: date, day: int) -> None:
    days = list(rhythm.days_until("monthly", rhythm.first_day("monthly", day, since), since + timedelta(days=400)))
    assert all(one.day == day for one in days)
    months = [one.year * 12 + one.month for one in days]
    assert months == list(range(months[0], months[0] + len(months)))
    assert since <= days[0] < since + timedelta(days=32)


def test_a_rest_day_moves_the_meeting_to_the_next_working_day_at_the_same_hour() -> None:
    labour_day = date(2026, 5, 1)
    moved = rhythm.moment(labour_day, "14:30", CALENDAR)
    assert moved.date() > labour_day
    assert CALENDAR.is_working_day(moved.date())
    assert (moved.hour, moved.minute) == (14, 30)
    assert rhythm.moment(date(2026, 3, 4), "14:30", CALENDAR).date() == date(2026, 3, 4)


@pytest.mark.parametrize(("every", "day"), [("weekly", 8), ("weekly", 0), ("biweekly", 9), ("monthly", 29)])
def test_a_day_that_no_week_or_not_every_month_has_is_refused(every: Rhythm, day: int) -> None:
    with pytest.raises(BadInput):
        rhythm.check(every, day)
