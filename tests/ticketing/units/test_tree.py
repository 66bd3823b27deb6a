"""Kinship of units: the district a street lies in, and the bureau that a short name means there."""

import pytest

from config.errors import NotFound
from ticketing.directory import load_city

UNITS = load_city("builtin").units


def test_a_grid_lies_in_its_street_and_district() -> None:
    assert [unit.level for unit in UNITS.ancestors("S01-C1-G1")] == ["grid", "community", "street", "district", "city"]
    district = UNITS.district_of("S01-C1-G1")
    assert district is not None
    assert district.code == "D1"


def test_a_bureau_of_the_city_lies_in_no_district() -> None:
    assert UNITS.district_of("NW-CG") is None


@pytest.mark.parametrize(
    ("short", "district", "code"),
    [
        ("城管局", "湖滨区", "D1-CG"),
        ("住建局", "老城区", "D2-ZJ"),
        ("市场监管局", "开发区", "D3-SJ"),
        ("人社局", "北郊县", "D4-RS"),
        ("生态环境局", "湖滨区", "D1-HB"),
        ("公安局", "老城区", "D2-GA"),
        ("城管局", None, "NW-CG"),
        ("公安局", None, "NW-GA"),
    ],
)
def test_a_short_name_means_one_bureau(short: str, district: str | None, code: str) -> None:
    found = UNITS.counterpart(short, UNITS.district_named(district) if district else None)
    assert found is not None
    assert found.code == code


def test_a_bureau_that_does_not_exist_is_none() -> None:
    assert UNITS.counterpart("海事局", UNITS.district_named("湖滨区")) is None
    assert UNITS.district_named("") is None


def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFound):
        list(UNITS.ancestors("D9"))
