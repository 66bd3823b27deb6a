"""A database that is in use is brought to this program's version with all that is in it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, text

from config.errors import BadSetting
from tests.ticketing.conftest import LAW
from ticketing import migrating
from ticketing.db import open_database
from ticketing.directory import City
from ticketing.engine import make_engine, parse_url

BEFORE = "0015"
AT = datetime(2026, 3, 4, 4, 0, tzinfo=UTC).isoformat()


@pytest.fixture
def earlier(tmp_path: Path) -> str:
    """A SQLite database as a program of an earlier version left it, without a row."""
    url = f"sqlite:///{tmp_path / 'earlier.db'}"
    engine = make_engine(parse_url(url))
    with engine.begin() as connection:
        command.upgrade(migrating._config(connection), BEFORE)
    engine.dispose()
    return url


def _write(url: str, work: Callable[[Engine], None]) -> None:
    engine = make_engine(parse_url(url))
    work(engine)
    engine.dispose()


def _row(engine: Engine, table: str, **given: str) -> None:
    """A row with something in each column that must have it; the references are not looked at here."""
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        wanted = {
            column.name: given.get(column.name, column.stand_in)
            for column in map(_Column, connection.execute(text(f"PRAGMA table_info({table})")))
            if column.name in given or column.needed
        }
        names = ", ".join(wanted)
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(':' + name for name in wanted)})"), wanted)
        connection.commit()


class _Column:
    def __init__(self, row: tuple[int, str, str, int, object, int]) -> None:
        self.name, kind, self.needed = row[1], row[2], bool(row[3])
        self.stand_in = {"DATETIME": AT, "JSON": "[]", "INTEGER": 1, "BOOLEAN": 1, "FLOAT": 1.0}.get(kind, "x")


def _called_back(engine: Engine) -> None:
    _row(engine, "tickets", id="t1", number="20260304-000001")
    _row(engine, "ticket_steps", id="s1", ticket_id="t1")
    _row(engine, "evaluations", id="e1", ticket_id="t1", of_ticket="t1")
    _row(engine, "evaluation_tries", id="y1", evaluation_id="e1")


def test_tables_that_others_refer_to_are_made_anew_with_their_rows(earlier: str, city: City) -> None:
    _write(earlier, _called_back)
    opened = open_database(earlier, city=city, law=LAW)
    with opened.engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM evaluation_tries")).scalar_one() == "y1"
        assert connection.execute(text("SELECT number FROM tickets")).scalar_one() == "20260304-000001"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    opened.close()


def test_an_upgrade_that_would_leave_a_reference_to_nothing_is_undone(earlier: str, city: City) -> None:
    _write(earlier, lambda engine: _row(engine, "ticket_steps", id="s1", ticket_id="nowhere"))
    with pytest.raises(BadSetting, match=r"ticket_steps.*tickets"):
        open_database(earlier, city=city, law=LAW)
    engine = make_engine(parse_url(earlier))
    assert migrating.version(engine) == BEFORE
    engine.dispose()
