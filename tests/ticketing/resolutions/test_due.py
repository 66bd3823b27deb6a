"""When something is due and when its owner is reminded, in working days."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing.clocks import WorkCalendar, add_working_days
from ticketing.resolutions.due import due_after, remind_before

CALENDAR = WorkCalendar(timezone=ZoneInfo("Asia/Shanghai"), day_starts=time(9), day_ends=time(17))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC))


@settings(deadline=None)
@given(at=MOMENTS, days=st.integers(1, 15), before=st.integers(0, 5))
def test_a_reminder_comes_on_the_working_day_that_lies_so_many_before(at: datetime, days: int, before: int) -> None:
    due = due_after(at, days, CALENDAR)
    reminded = remind_before(due, before, CALENDAR)
    assert reminded.time() == time(9)
    assert CALENDAR.is_working_day(reminded.date())
    assert add_working_days(reminded.date(), before, CALENDAR) == due.date()


def test_the_reminder_before_a_long_holiday_comes_before_it() -> None:
    due = datetime(2026, 10, 8, 17, tzinfo=CALENDAR.timezone)  # the first working day after the week of National Day
    assert remind_before(due, 1, CALENDAR) == datetime(2026, 9, 30, 9, tzinfo=CALENDAR.timezone)


def test_a_due_date_on_a_rest_day_is_reminded_of_on_the_working_day_before() -> None:
    sunday = datetime(2026, 3, 8, 12, tzinfo=CALENDAR.timezone)
    assert remind_before(sunday, 0, CALENDAR) == datetime(2026, 3, 6, 9, tzinfo=CALENDAR.timezone)
    assert remind_before(sunday + timedelta(days=1), 1, CALENDAR).date() == datetime(2026, 3, 6).date()
