"""A backup is whole or not marked; the state's page says how old the newest is."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.errors import BadInput, Unavailable
from config.settings import Settings, load
from hotline import backup as backups
from hotline.operation import standing

NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = load().model_copy(update={"home": tmp_path})
    with closing(sqlite3.connect(tmp_path / "hotline.db")) as database:
        database.execute("CREATE TABLE calls (id TEXT)")
        database.execute("INSERT INTO calls VALUES ('c1')")
        database.commit()
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "ca.key").write_text("key")
    return found


def backup_fact(settings: Settings, now: datetime) -> tuple[str, str]:
    fact = standing._backup(settings, now)
    return fact.state, fact.value


def test_a_copy_has_all_rows_also_those_of_a_database_in_use(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "hotline.db")) as in_use:
        in_use.execute("SELECT * FROM calls").fetchall()
        made = backups.backup(settings, tmp_path / "away", NOW, lambda line: None)
    with closing(sqlite3.connect(Path(made.to) / "hotline.db")) as copy:
        assert copy.execute("SELECT id FROM calls").fetchall() == [("c1",)]
    assert (Path(made.to) / "tls" / "ca.key").read_text() == "key"
    assert backups.last(settings) == made


def test_what_failed_leaves_the_mark_as_it_was(settings: Settings, tmp_path: Path) -> None:
    first = backups.backup(settings, tmp_path / "away", NOW, lambda line: None)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(Unavailable):
        backups.backup(settings, tmp_path / "file", NOW + timedelta(hours=1), lambda line: None)
    (tmp_path / "hotline.db").unlink()
    with pytest.raises(BadInput):
        backups.backup(settings, tmp_path / "away", NOW + timedelta(hours=2), lambda line: None)
    assert backups.last(settings) == first


@pytest.mark.parametrize(("hours", "state"), [(1, "ok"), (26, "ok"), (27, "note"), (52, "note"), (53, "missing")])
def test_the_older_the_backup_the_graver_the_line(settings: Settings, hours: int, state: str) -> None:
    backups.mark(settings, backups.Mark(at=NOW, to="/elsewhere", megabytes=0.0))
    told, value = backup_fact(settings, NOW + timedelta(hours=hours))
    assert (told, value) == (state, f"2026-03-04 12:00（{hours} 小时前）")


@pytest.mark.parametrize("text", [None, "", "{}", '{"at": "2026-03-04", "to": "x", "megabytes": 1}'])
def test_without_a_mark_that_can_be_read_there_is_no_backup(settings: Settings, tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / backups.MARK).write_text(text)
    assert backup_fact(settings, NOW)[0] == "missing"
