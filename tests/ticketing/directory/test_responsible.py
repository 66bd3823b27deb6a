"""The directory first, then the first receiver, the named unit, the fallback; the longest prefix wins."""

import json
from pathlib import Path

import pytest

from config.errors import BadInput, NotFound
from tests.ticketing.directory.city_data import shared_data, write_city
from ticketing.directory import City, Place, load_city

EAST = Place(text="人民路", district="东区", street_code="S1", gazetteer="人民路")
UNCOVERED = "0201010101"


@pytest.fixture
def city(tmp_path: Path) -> City:
    return load_city(str(write_city(tmp_path)))


def test_a_district_bureau_leads_where_the_matter_is(city: City) -> None:
    found = city.responsible("0101010101", EAST)
    assert (found.lead_unit, found.co_units, found.rule, found.basis) == ("D1-CG", ("S1",), "directory", "in_charge")
    assert found.dispatch_level == "district"
    assert "东区城市管理局" in found.why


def test_the_longest_prefix_wins(city: City) -> None:
    found = city.responsible("0101010102", EAST)
    assert (found.lead_unit, found.co_units) == ("S1", ("D1-CG", "C-ZW"))


def test_a_place_that_names_only_a_district_is_enough_for_its_bureau(city: City) -> None:
    assert city.responsible("0101010101", Place(text="东区", district="东区")).lead_unit == "D1-CG"


def test_without_a_place_or_a_counterpart_the_city_bureau_takes_it(city: City) -> None:
    assert city.responsible("0101010101").lead_unit == "C-CG"
    assert city.responsible("0101010101", Place(text="西区", district="西区")).lead_unit == "C-CG"


def test_where_the_street_is_unknown_the_order_goes_on(city: City) -> None:
    assert city.responsible("0101010102", first_receiver="S2", named="D1").rule == "first_receiver"
    assert city.responsible("0101010102", named="D1").lead_unit == "D1"
    assert city.responsible("0101010102").rule == "fallback"


def test_what_no_row_covers_ends_at_the_fallback_unit_with_the_reason(city: City) -> None:
    found = city.responsible(UNCOVERED, EAST)
    assert (found.lead_unit, found.rule, found.basis, found.dispatch_level) == ("C-ZW", "fallback", "fallback", "city")
    assert found.why.startswith("兜底负责")


@pytest.mark.parametrize("category", ["", "99", "9999999999"])
def test_an_unknown_category_still_finds_somebody(city: City, category: str) -> None:
    assert city.responsible(category, EAST).lead_unit == "C-ZW"


def test_an_unknown_code_is_not_found_in_chinese(city: City) -> None:
    with pytest.raises(NotFound, match="没有编码为“X”的单位"):
        city.unit("X")
    with pytest.raises(NotFound, match="事项分类"):
        city.category("X")


def test_search_finds_by_code_part_and_near_name() -> None:
    city = load_city("builtin")
    assert city.search_units("D1-CG")[0].name == "湖滨区城市管理局"
    assert city.search_places("人民")[0].name == "人民路"
    assert city.search_places("幸福小去")[0].name == "幸福小区"
    assert city.search_categories("路灯")[0].name == "路灯不亮"
    assert city.search_categories("包工头")[0].name == "农民工工资"
    assert city.search_places("根本没有这样的地方") == []
    assert len(city.search_units("")) == 20


def test_the_shared_calls_go_to_the_unit_that_a_good_dispatcher_chose() -> None:
    data = shared_data()
    city = load_city(str(data / "city"))
    calls = [json.loads(line) for line in (data / "calls-zh.jsonl").read_text(encoding="utf-8").splitlines()]
    right = 0
    for call in calls:
        place = call["facts"]["place"]
        where = Place(text=place["text"] or "", district=place["district"], street_code=place["street"])
        right += city.responsible(call["facts"]["category_code"], where).lead_unit == call["lead_unit"]
    assert right >= 86  # four calls are sent by the object of the praise or the operator, which no directory row knows


def test_among_rows_of_one_category_the_one_for_the_narrowest_place_wins(tmp_path: Path) -> None:
    rows = "category_code,place_scope,lead_rule,co_units,basis,dispatch_level,place\n" + "".join(
        f"{code},city,{lead},,approves,city,{place}\n"
        for code, lead, place in (
            ("", "C-ZW", ""),
            ("01", "C-CG", ""),
            ("01", "D1-CG", "D1"),
            ("01", "S1", "S1"),
            ("0101", "C", ""),
        )
    )
    city = load_city(str(write_city(tmp_path, duty=rows.replace("0101,city,C,,approves,city,\n", ""))))
    west = Place(text="幸福小区", district="西区", street_code="S2", gazetteer="幸福小区")
    east = Place(text="东区某处", district="东区")
    leads = [city.responsible("0101010101", place).lead_unit for place in (EAST, east, west, None)]
    assert leads == ["S1", "D1-CG", "C-CG", "C-CG"]
    longer = load_city(str(write_city(tmp_path, duty=rows)))
    assert longer.responsible("0101010101", EAST).lead_unit == "C"


@pytest.mark.parametrize(("code", "place"), [("01", "C-CG"), ("01", "X9"), ("", "D1")])
def test_a_row_is_for_a_territory_or_the_whole_city(tmp_path: Path, code: str, place: str) -> None:
    rows = f"category_code,place_scope,lead_rule,co_units,basis,dispatch_level,place\n{code},city,C-ZW,,approves,city,{place}\n"
    with pytest.raises(BadInput, match=r"duty\.csv:2 place"):
        load_city(str(write_city(tmp_path, duty=rows)))
