"""The lamp of a ticket, the terms in calendar hours, and working time between two moments."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.settings import load
from ticketing.clocks import (
    acceptance_due,
    contact_due,
    light,
    scheme_deadline,
    signing_due,
    working_calendar,
    working_time,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 4, 10, tzinfo=SHANGHAI)
DUE = START + timedelta(hours=100)
CALENDAR = working_calendar(load().law)


@pytest.mark.parametrize(
    ("hours", "flags", "colour"),
    [
        (0, {}, "blue"),
        (79.9, {}, "blue"),
        (80, {}, "yellow"),  # 20 % left
        (100, {}, "yellow"),
        (100.01, {}, "red"),
        (1, {"risk_word": True}, "yellow"),
        (1, {"group": True}, "yellow"),
        (1, {"sensitive": True}, "red"),
        (1, {"sensitive": True, "risk_word": True}, "red"),
        (500, {"closed": True, "sensitive": True}, "green"),
        (60, {"warning_share": 0.5}, "yellow"),
    ],
)
def test_the_colour_of_the_lamp(hours: float, flags: dict[str, bool], colour: str) -> None:
    assert light(START + timedelta(hours=hours), start=START, due=DUE, **flags) == colour


def test_terms_run_in_calendar_hours_through_nights_and_holidays() -> None:
    eve = datetime(2026, 9, 30, 23, 30, tzinfo=SHANGHAI)
    assert acceptance_due(eve) - eve == timedelta(hours=1)
    assert signing_due(eve) - eve == timedelta(hours=2)
    assert contact_due(eve) - eve == timedelta(hours=24)
    assert scheme_deadline(eve, "simple") - eve == timedelta(hours=24)
    assert scheme_deadline(eve, "complex") - eve == timedelta(days=3)


@pytest.mark.parametrize(
    ("end", "hours"),
    [
        (datetime(2026, 3, 4, 9), 0),
        (datetime(2026, 3, 4, 12, 30), 2.5),
        (datetime(2026, 3, 4, 20), 7),
        (datetime(2026, 3, 5, 10), 8),
        (datetime(2026, 3, 9, 10), 7 + 8 + 8 + 1),
    ],
)
def test_working_time_leaves_out_nights_and_weekends(end: datetime, hours: float) -> None:
    assert working_time(START, end.replace(tzinfo=SHANGHAI), CALENDAR) == timedelta(hours=hours)
