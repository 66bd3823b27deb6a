"""Contacts stand beside the city's tables and may be missing; a wrong row is named."""

from pathlib import Path

import pytest

from config.errors import BadInput
from tests.ticketing.directory.city_data import write_city
from ticketing.directory import load_city

HEADER = "name,number,unit_code,quick\n"


def test_a_city_without_contacts_loads(tmp_path: Path) -> None:
    assert load_city(str(write_city(tmp_path))).contacts == ()


def test_contacts_are_found_by_name_unit_and_number() -> None:
    city = load_city("builtin")
    assert city.search_contacts("110")[0].number == "110"
    assert city.search_contacts("供水")[0].unit_code == "UT-GS"
    assert [contact.quick for contact in city.search_contacts("119 火警")][:1] == [True]


@pytest.mark.parametrize(
    ("row", "column"),
    [("供水,abc,,no", "number"), (",110,,no", "name"), ("供水,110,X9,no", "unit_code"), ("供水,110,,maybe", "quick")],
)
def test_a_wrong_contact_is_named_by_line_and_column(tmp_path: Path, row: str, column: str) -> None:
    folder = write_city(tmp_path)
    (folder / "contacts.csv").write_text(HEADER + row + "\n", "utf-8")
    with pytest.raises(BadInput, match=f"contacts.csv:2 {column}"):
        load_city(str(folder))
