"""``hotline duty``: a preview writes nothing, mistakes are told by line, and the ledger and sheets come out of the database."""

from pathlib import Path

import pytest

from config.errors import BadInput
from config.settings import Settings, load
from hotline import duty_ledger
from ticketing.db import open_database
from ticketing.directory import load_city
from ticketing.duty import past_lines
from ticketing.people import service as people
from ticketing.spreadsheets import write_csv

ROW = {"day": "2025-03-04", "begins": "09:00", "finishes": "11:00", "leader": "老局长", "connected": 20, "on_the_spot": 14}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("HOTLINE_CONFIG", raising=False)
    found = load(home=tmp_path)
    database = open_database(found.database_url, city=load_city(found.law.city_data), law=found.law)
    with database.unit_of_work() as uow:
        people.first_admin(uow)
    database.close()
    return found


def test_a_file_is_shown_then_taken_in_and_counts_in_its_year(settings: Settings, tmp_path: Path) -> None:
    unit = next(iter(load_city(settings.law.city_data).units)).name
    file, said = tmp_path / "2025.csv", list[str]()
    file.write_bytes(write_csv(past_lines.COLUMNS, [ROW | {"unit": unit}], titles=True))
    assert duty_ledger.take_in(settings, file, "admin", yes=False, say=said.append)
    duty_ledger.ledger(settings, "2025-12-31", as_json=False, say=said.append)
    assert duty_ledger.take_in(settings, file, "admin", yes=True, say=said.append)
    duty_ledger.ledger(settings, "2025-12-31", as_json=False, say=said.append)
    words = "\n".join(said)
    assert "2025: 1 sessions, 14/20 = 70.0 %" in words
    assert "nothing was written" in words
    assert [line.split("\n")[0] for line in said if line.startswith("合计")] == [
        "合计\t0 sessions\t0/0\tn/a", "合计\t1 sessions\t14/20\t70.00 %",
    ]  # fmt: skip


def test_mistakes_are_told_by_line_and_nothing_is_written(settings: Settings, tmp_path: Path) -> None:
    file, said = tmp_path / "2025.csv", list[str]()
    file.write_bytes(write_csv(past_lines.COLUMNS, [ROW | {"unit": "没有的局"}]))
    assert not duty_ledger.take_in(settings, file, "admin", yes=True, say=said.append)
    assert any("2025.csv:2 带班单位" in line for line in said)


def test_a_sheet_is_pdf_or_word_and_a_day_is_a_day(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="neither"):
        duty_ledger.write_sheet(settings, "none", tmp_path / "sheet.txt", say=print)
    with pytest.raises(BadInput, match="no day"):
        duty_ledger.ledger(settings, "yesterday", as_json=False, say=print)


def test_the_ledger_is_written_as_a_table(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    duty_ledger.write_ledger(settings, "2025-12-31", file, say=print)
    assert "2025年，截至2025-12-31 23:59" in file.read_text("utf-8-sig")
    with pytest.raises(BadInput, match="neither"):
        duty_ledger.write_ledger(settings, "", tmp_path / "ledger.pdf", say=print)
