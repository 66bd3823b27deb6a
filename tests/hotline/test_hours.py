"""Opening hours: spans of working days, free days and holidays of the official calendar, and when it opens next."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from config.errors import BadSetting
from config.settings import Hours, load
from hotline.hours import OpeningHours
from ticketing.clocks.calendar import Override, WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(
    timezone=SHANGHAI,
    day_starts=time(9),
    day_ends=time(17),
    overrides={
        date(2031, 10, 1): Override(worked=False, name="国庆节"),
        date(2031, 10, 5): Override(worked=True, name="国庆节"),
    },
)
OFFICE = Hours(workday=("09:00-12:00", "13:30-17:30"), weekend=("10:00-11:00",))
asked = OpeningHours({"office": OFFICE, "never": Hours()}, CALENDAR)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """In October 2031, of which the calendar knows only the table: the 1st (Wednesday) is a holiday."""
    return datetime(2031, 10, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (local(2, 8, 59), False),
        (local(2, 9), True),
        (local(2, 12), False),
        (local(2, 13, 30), True),
        (local(2, 17, 30), False),
        (local(4, 10, 30), True),
        (local(4, 9, 30), False),
        (local(5, 9, 30), True),
        (local(1, 10), False),
    ],
)
def test_spans_of_working_days_free_days_and_shifted_working_days(moment: datetime, is_open: bool) -> None:
    assert asked("office", moment).open is is_open


def test_only_a_named_free_day_is_a_holiday() -> None:
    assert asked("office", local(1, 10)).holiday
    assert not asked("office", local(4, 20)).holiday


def test_it_says_when_it_opens_next() -> None:
    assert asked("office", local(1, 10)).opens_at == local(2, 9)
    assert asked("office", local(2, 12, 10)).opens_at == local(2, 13, 30)
    assert asked("office", local(3, 18)).opens_at == local(4, 10)
    assert asked("never", local(3, 18)).opens_at is None


def test_any_zone_may_ask() -> None:
    assert asked("office", datetime(2031, 10, 2, 1, 0, tzinfo=UTC)).open


def test_a_queue_without_hours_is_always_open() -> None:
    assert asked("always", local(1, 3)).open
    assert asked("unknown", local(1, 3)).open


@pytest.mark.parametrize("span", ["9-12", "12:00-09:00", "09:00", "09:00-24:30", "09:60-10:00"])
def test_a_wrong_span_is_named(span: str) -> None:
    with pytest.raises(BadSetting) as error:
        load(hours={"office": {"workday": [span]}})
    assert "hours.office.workday" in str(error.value)


def test_a_queue_cannot_name_hours_that_nobody_has_set() -> None:
    with pytest.raises(BadSetting) as error:
        load(queues=[{"name": "general", "title": "综合", "hours": "night"}])
    assert "night" in str(error.value)


def test_a_week_day_of_its_own_wins_over_its_kind_but_not_over_a_holiday() -> None:
    own = Hours(workday=("09:00-17:00",), weekdays={"3": ("10:00-11:00",), "6": ("10:00-11:00",)})
    asked = OpeningHours({"own": own}, CALENDAR)
    open_at = {day: asked("own", datetime.fromisoformat(f"{day}T10:30+08:00")).open for day in ("2026-03-04", "2026-03-07")}
    assert open_at == {"2026-03-04": True, "2026-03-07": True}
    assert not asked("own", datetime.fromisoformat("2026-03-04T09:30+08:00")).open
    assert asked("own", datetime.fromisoformat("2026-03-05T09:30+08:00")).open
    assert not asked("own", datetime.fromisoformat("2031-10-01T10:30+08:00")).open  # a Wednesday, and a holiday


def test_an_exceptional_date_wins_over_everything() -> None:
    days = {date(2026, 3, 4): (), date(2031, 10, 1): ("08:00-12:00",)}
    asked = OpeningHours({"own": Hours(workday=("09:00-17:00",), days=days)}, CALENDAR)
    closed = asked("own", datetime.fromisoformat("2026-03-04T10:00+08:00"))
    assert closed.opens_at == datetime.fromisoformat("2026-03-05T09:00+08:00")
    assert asked("own", datetime.fromisoformat("2031-10-01T08:30+08:00")).open
