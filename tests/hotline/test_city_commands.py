"""An operator looks at, imports and exports the city's tables from a terminal, also beside a running service."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from config.errors import BadInput
from config.settings import Database, Settings, load
from hotline import city_commands, cli
from ticketing.db import open_database

RUNNER = CliRunner()


@pytest.fixture
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    found = load(database=Database(url=f"sqlite:///{tmp_path / 'hotline.db'}"))
    monkeypatch.setattr(city_commands, "settings", lambda: found)
    return found


def run(*words: str) -> Result:
    return RUNNER.invoke(cli.app, ["city", *words])


def test_what_is_exported_is_looked_at_changed_and_imported(at_home: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    assert run("export", str(folder)).exit_code == 0
    assert "0 added, 0 changed, 0 removed" in run("preview", str(folder)).stdout
    units = folder / "units.csv"
    units.write_text(units.read_text("utf-8-sig").replace("市城市管理局,", "市城市管理和综合执法局,"), "utf-8")
    shown = run("preview", str(units)).stdout
    assert "1 changed" in shown
    assert "名称 市城市管理局 -> 市城市管理和综合执法局" in shown
    running = open_database(at_home.database_url, law=at_home.law)
    done = run("import", str(units), "--note", "机构改革")
    assert done.exit_code == 0, done.output
    running.close()
    listed = run("versions").stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["2", "1"]
    assert "机构改革" in listed.splitlines()[0]


def test_a_later_date_is_the_citys_own_time(at_home: Settings, tmp_path: Path) -> None:
    run("export", str(tmp_path / "t"), "--xlsx")
    contacts = tmp_path / "联系方式.csv"
    contacts.write_text("name,number,unit_code,quick\n新热线,02510099999,,no\n", "utf-8")
    done = run("import", "--merge", str(contacts), "--at", "2099-01-01 00:00")
    assert "in force from 2099-01-01 00:00" in done.stdout, done.output
    assert "waiting" in run("versions").stdout.splitlines()[0]


def test_mistakes_are_listed_and_end_the_command(at_home: Settings, tmp_path: Path) -> None:
    wrong = tmp_path / "contacts.csv"
    wrong.write_text("name,number,unit_code,quick\n热线,abc,XX,no\n", "utf-8")
    done = run("import", str(wrong))
    assert isinstance(done.exception, BadInput)
    assert "contacts.csv:2 number" in done.stdout
    assert "contacts.csv:2 unit_code" in done.stdout
    assert isinstance(run("preview", str(tmp_path / "missing.csv")).exception, BadInput)
