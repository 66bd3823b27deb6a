"""What citizens see of the ledger: the published figures, small units apart, nobody's name, and any day that is over."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from config.errors import BadInput
from tests.ticketing.story import NOON, Story
from ticketing.duty import past, past_lines, public, published
from ticketing.spreadsheets import write_csv

YEAR = 2025
AFTER = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))


def test_the_published_years_stand_on_the_public_page_as_of_either_day(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    story.do(published.write, leader, "Q-CG", YEAR)
    for one in (published.NOVEMBER, published.YEARS_END):
        shown = story.do(public.figures, AFTER, until=date(YEAR, *one.until))
        sums = (shown.total.sessions, shown.total.connected, shown.total.on_the_spot, shown.total.rate.percent)
        assert sums == (one.sessions, one.calls, one.on_the_spot, one.percent)
    whole = story.do(public.figures, AFTER, year=YEAR)
    assert (whole.total.rate.percent, whole.until, whole.years) == (66.83, date(YEAR, 12, 31), (2026, 2025))
    assert story.do(public.figures, AFTER).total.sessions == 0
    assert "名l1" not in whole.model_dump_json()
    assert leader not in whole.model_dump_json()


def test_a_unit_with_too_few_calls_is_apart_and_the_others_stand_by_their_rate(story: Story) -> None:
    story.person("l1", "leader", unit="Q-CG")
    boss = story.person("s1", "supervisor")
    row = {"begins": "09:00", "finishes": "11:00", "leader": "l1"}
    sheets = [
        row | {"day": "2025-03-04", "unit": "市城市管理局", "connected": 20, "on_the_spot": 10},
        row | {"day": "2025-03-05", "unit": "Q-HB", "connected": 5, "on_the_spot": 4},
        row | {"day": "2025-03-06", "unit": "Q", "connected": 1, "on_the_spot": 1},
    ]
    story.do(past.take, "2025.csv", write_csv(past_lines.COLUMNS, sheets, titles=True), boss, NOON)
    shown = story.do(public.figures, AFTER, year=YEAR)
    assert [one.key for one in shown.by_unit] == ["Q-HB", "Q-CG"]
    assert [one.key for one in shown.apart] == ["Q"]
    assert (shown.total.connected, shown.total.on_the_spot, shown.least) == (26, 15, 5)


def test_a_day_to_come_is_refused_and_today_is_counted_up_to_now() -> None:
    now = datetime(2026, 3, 4, 12, 0, tzinfo=BEIJING)
    assert public.moment_of(now, year=None, until=None) == now
    assert public.moment_of(now, year=2026, until=None) == now
    assert public.moment_of(now, year=None, until=date(2026, 3, 4)) == now
    assert public.moment_of(now, year=2025, until=None) == datetime(2025, 12, 31, 23, 59, 59, 999_999, BEIJING)
    for year, until in ((2027, None), (None, date(2026, 3, 5)), (None, date(1999, 12, 31))):
        with pytest.raises(BadInput):
            public.moment_of(now, year=year, until=until)
