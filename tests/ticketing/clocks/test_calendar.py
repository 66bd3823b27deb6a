"""The official calendar, the table that wins over it, and settings that say what is wrong with them."""

from datetime import date
from pathlib import Path

import pytest

from config.errors import BadInput, BadSetting
from config.settings import Law, load
from ticketing.clocks import working_calendar

LAW = load().law


def law(**changed: str) -> Law:
    return LAW.model_copy(update=changed)


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2026, 3, 4), "workday", ""),
        (date(2026, 3, 7), "weekend", ""),
        (date(2026, 2, 17), "holiday", "春节"),
        (date(2026, 10, 3), "holiday", "国庆节"),
        (date(2026, 2, 14), "shifted_workday", "春节"),
        (date(2027, 2, 5), "holiday", "除夕"),
        (date(2027, 3, 6), "weekend", ""),
        (date(2030, 10, 1), "workday", ""),
    ],
)
def test_the_kind_of_a_day(day: date, kind: str, name: str) -> None:
    calendar = working_calendar(LAW)
    assert (calendar.kind(day), calendar.name(day)) == (kind, name)


def test_the_years_that_are_announced_are_known() -> None:
    calendar = working_calendar(LAW)
    assert (calendar.knows(2026), calendar.knows(2040)) == (True, False)


def test_a_city_table_wins_over_the_official_calendar(tmp_path: Path) -> None:
    (tmp_path / "calendar.csv").write_text("date,kind,name\n2026-03-04,holiday,雪灾停工\n2026-03-07,workday,补班\n", "utf-8")
    calendar = working_calendar(law(city_data=str(tmp_path)))
    assert calendar.kind(date(2026, 3, 4)) == "holiday"
    assert calendar.kind(date(2026, 3, 7)) == "shifted_workday"
    assert calendar.kind(date(2027, 2, 5)) == "holiday"


def test_a_wrong_day_in_the_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "calendar.csv").write_text("date,kind,name\n2026-02-30,holiday,x\n2026-03-01,free,y\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        working_calendar(law(city_data=str(tmp_path)))
    assert "calendar.csv:2 date" in caught.value.what
    assert "calendar.csv:3 kind" in caught.value.what


@pytest.mark.parametrize(
    ("changed", "setting"),
    [
        ({"day_ends": "25:00"}, "law.day_ends"),
        ({"day_starts": "nine"}, "law.day_starts"),
        ({"day_starts": "18:00"}, "law.day_ends"),
        ({"timezone": "Asia/Nowhere"}, "law.timezone"),
    ],
)
def test_a_wrong_setting_is_named(changed: dict[str, str], setting: str) -> None:
    with pytest.raises(BadSetting) as caught:
        working_calendar(law(**changed))
    assert caught.value.setting == setting
