"""A city loads whole or not at all, and every mistake is named by file, line and column."""

from pathlib import Path

import pytest

from config.errors import BadInput
from tests.ticketing.directory.city_data import TABLES, shared_data, write_city
from ticketing.directory import Place, load_city


def test_the_builtin_city_holds_what_a_hotline_needs() -> None:
    city = load_city("builtin")
    assert city.name == "宁湾市"
    assert len(city.categories) >= 80
    assert len(city.places) >= 120
    assert {"人民路", "幸福小区", "阳光花园"} <= {entry.name for entry in city.places}


def test_every_builtin_category_has_a_responsible_unit_everywhere() -> None:
    city = load_city("builtin")
    for code in city.categories:
        for entry in city.places[::10]:
            place = Place(text=entry.name, district=entry.district, street_code=entry.street_code)
            found = city.responsible(code, place)
            assert found.rule == "directory"
            assert city.unit(found.lead_unit)


def test_the_shared_city_loads_whole() -> None:
    city = load_city(str(shared_data() / "city"))
    assert (len(city.units), len(city.places), len(city.categories)) == (204, 298, 233)


def test_the_version_changes_with_any_byte_of_the_tables(tmp_path: Path) -> None:
    first = load_city(str(write_city(tmp_path))).version
    assert load_city(str(write_city(tmp_path))).version == first
    changed = TABLES["gazetteer.csv"].replace("人民路", "人民街")
    assert load_city(str(write_city(tmp_path, gazetteer=changed))).version != first


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("units", "D1,东区人民政府,territory,C", "D1,东区人民政府,territory,X", "units.csv:5 parent_code"),
        ("units", "territory,D1,street", "place,D1,street", "units.csv:8 kind"),
        ("units", "territory,C,district,500\nD1-CG", "territory,C,district,many\nD1-CG", "units.csv:5 population"),
        ("units", "D1,东区人民政府,territory,C,", "D1,东区人民政府,territory,S1,", "成环"),
        ("gazetteer", "road,S1", "road,S9", "gazetteer.csv:2 street_unit_code"),
        ("gazetteer", "幸福小区", "人民路", "gazetteer.csv:3 name"),
        ("categories", "0101010102,", "010101,", "categories.csv:3 code"),
        ("categories", "邻居,3,0", "邻居,4,0", "categories.csv:3 default_level"),
        ("duty", "district:城管局,street", "district:无此局,street", "duty.csv:3 lead_rule"),
        ("duty", "城管局;C-ZW", "城管局;C-XX", "duty.csv:4 co_units"),
        ("duty", "permits", "whoever", "duty.csv:4 basis"),
        ("duty", ",city,C-ZW", ",city,street", "duty.csv:2 lead_rule"),
        ("duty", "01,district,", "010,district,", "duty.csv:3 category_code"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_by_line_and_column(tmp_path: Path, table: str, old: str, new: str, said: str) -> None:
    text = TABLES[f"{table}.csv"]
    assert old in text
    with pytest.raises(BadInput) as caught:
        load_city(str(write_city(tmp_path, **{table: text.replace(old, new, 1)})))
    assert said in str(caught.value)


def test_all_mistakes_are_listed_at_once(tmp_path: Path) -> None:
    units = TABLES["units.csv"].replace("S2,二街道,territory", "S2,二街道,area")
    duty = TABLES["duty.csv"].replace("permits", "whoever")
    with pytest.raises(BadInput) as caught:
        load_city(str(write_city(tmp_path, units=units, duty=duty)))
    assert "units.csv:9 kind" in caught.value.what
    assert "duty.csv:4 basis" in caught.value.what


def test_a_missing_table_says_which_and_what_to_do(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "duty.csv").unlink()
    with pytest.raises(BadInput, match=r"duty\.csv") as caught:
        load_city(str(tmp_path))
    assert "law.city_data" in caught.value.remedy


def test_a_table_in_the_national_encoding_loads(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "gazetteer.csv").write_bytes(TABLES["gazetteer.csv"].encode("gb18030"))
    assert load_city(str(tmp_path)).places[0].name == "人民路"


def test_a_table_in_no_known_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    write_city(tmp_path)
    (tmp_path / "gazetteer.csv").write_bytes(TABLES["gazetteer.csv"].encode("utf-16-le"))
    with pytest.raises(BadInput, match=r"gazetteer\.csv:\d"):
        load_city(str(tmp_path))


def test_one_code_has_one_name_at_each_level(tmp_path: Path) -> None:
    text = TABLES["categories.csv"].replace("扰民,邻里噪声", "安宁,邻里噪声")
    with pytest.raises(BadInput, match=r"categories\.csv:3 level4"):
        load_city(str(write_city(tmp_path, categories=text)))


def test_a_deep_tree_is_checked_once_for_circles(tmp_path: Path) -> None:
    chain = "".join(f"X{n},单位{n},industry,{f'X{n - 1}' if n else 'C'},city,\n" for n in range(20_000))
    assert len(load_city(str(write_city(tmp_path, units=TABLES["units.csv"] + chain))).units) == 20_008


def test_a_row_with_a_cell_too_many_is_refused(tmp_path: Path) -> None:
    text = TABLES["gazetteer.csv"] + "长,长,road,S1,东区\n"
    with pytest.raises(BadInput, match=r"gazetteer\.csv:4: 有 5 格"):
        load_city(str(write_city(tmp_path, gazetteer=text)))
