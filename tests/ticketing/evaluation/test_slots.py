"""Tries at different times: never in the same part of the same day, never out of hours, always soon enough."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings.evaluation import Evaluation
from tests.ticketing.conftest import LAW
from ticketing.clocks import working_calendar
from ticketing.evaluation.slots import next_try, slot_of

RULES, CALENDAR = Evaluation(), working_calendar(LAW)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=SHANGHAI))


def local(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        (local(8, 59), None),
        (local(9), "2026-03-04 morning"),
        (local(11, 59), "2026-03-04 morning"),
        (local(12), "2026-03-04 afternoon"),
        (local(17), "2026-03-04 evening"),
        (local(19, 59), "2026-03-04 evening"),
        (local(20), None),
    ],
)
def test_a_day_has_three_parts_and_a_night(at: datetime, slot: str | None) -> None:
    assert slot_of(at, RULES, CALENDAR) == slot


@given(MOMENTS)
def test_three_tries_are_at_three_times_far_enough_apart(now: datetime) -> None:
    used: set[str] = set()
    last: datetime | None = None
    for _ in range(3):
        at = next_try(last, now, used, RULES, CALENDAR)
        slot = slot_of(at, RULES, CALENDAR)
        assert slot is not None
        assert slot not in used
        assert at >= now
        assert last is None or at - last >= timedelta(hours=RULES.apart_h)
        assert at - max(now, last or now) <= timedelta(days=2)
        used.add(slot)
        last = at


def test_late_in_the_evening_the_next_try_is_tomorrow_at_nine() -> None:
    assert next_try(local(19), local(19), {"2026-03-04 evening"}, RULES, CALENDAR) == local(9, day=5)
