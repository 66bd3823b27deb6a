"""The database opens in one sentence or not at all, and a unit of work is committed once or not at all."""

import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text

from config.errors import BadInput, BadSetting, Conflict, NotFound, Unavailable
from tests.ticketing.conftest import LAW, NEWEST
from tests.ticketing.story import NOON, Story
from ticketing import engine
from ticketing.db import Database, open_database
from ticketing.directory import City
from ticketing.migrating import version
from ticketing.models import metadata
from ticketing.outbox import service as outbox
from ticketing.people import service as people
from ticketing.people.schemas import PersonIn
from ticketing.tickets.models import TicketRow


def opened(url: str, city: City) -> Database:
    return open_database(url, city=city, law=LAW)


def _of_full_text(name: str | None) -> bool:
    """What each database has of its own kind over the tables of tokens: virtual tables here, indexes of expressions there."""
    own = ("ticket_fts", "ix_ticket_texts_vector", "knowledge_fts")
    return str(name).startswith(own) or (name is not None and name.endswith("vector"))


def test_migrations_from_zero_make_exactly_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        options = {"compare_type": True, "include_name": lambda name, kind, parents: not _of_full_text(name)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    assert version(database.engine) == NEWEST


def test_opening_again_keeps_what_is_there(url: str, city: City) -> None:
    first = opened(url, city)
    with first.unit_of_work() as uow:
        people.first_admin(uow)
    first.close()
    again = opened(url, city)
    with again.reading() as uow:
        assert [person.username for person in people.list_people(uow)] == ["admin"]
    again.close()


def test_a_database_of_a_newer_version_is_refused_with_both_versions(database: Database, url: str, city: City) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(BadSetting, match=rf"database\.url: .*9999.*{NEWEST}"):
        opened(url, city)
    opened_lock = pytest.raises(BadSetting)  # the lock was given back: the second try says the same, not "in use"
    with opened_lock:
        opened(url, city)


@pytest.mark.parametrize("address", ["nonsense", "mysql://u:secret@h/x", "sqlite://", "oracle+none://h/x"])
def test_an_address_that_cannot_be_names_the_setting_and_the_remedy(address: str, city: City) -> None:
    with pytest.raises(BadSetting) as caught:
        opened(address, city)
    assert caught.value.setting == "database.url"
    assert "sqlite:///" in caught.value.remedy
    assert "secret" not in str(caught.value)


def test_an_unreachable_server_is_one_sentence_without_the_password(city: City, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        opened(f"postgresql+psycopg://u:secret@/x?host={tmp_path}", city)
    assert "secret" not in str(caught.value)
    assert "\n" not in caught.value.what


def test_two_processes_do_not_serve_one_sqlite(tmp_path: Path, city: City) -> None:
    url = f"sqlite:///{tmp_path / 'one.db'}"
    first = opened(url, city)
    with pytest.raises(Conflict, match="already serves"):
        opened(url, city)
    open_database(url, city=city, law=LAW, lock=False).close()
    first.close()
    opened(url, city).close()


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path, city: City) -> None:
    path = tmp_path / "broken.db"
    path.write_bytes(b"this is not a database " * 200)
    with pytest.raises(Unavailable, match="damaged"):
        opened(f"sqlite:///{path}", city)


@pytest.mark.parametrize("beyond", [datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))), 10**30])
def test_what_no_column_holds_is_wrong_input_and_no_fault_of_the_house(database: Database, beyond: datetime | int) -> None:
    column = TicketRow.created_at if isinstance(beyond, datetime) else TicketRow.version
    with pytest.raises(BadInput, match="超出"), database.reading() as uow:
        uow.session.scalars(select(TicketRow).where(column == beyond)).all()
    with database.reading() as uow:
        assert uow.session.scalar(text("SELECT 1")) == 1


def test_a_locked_database_is_said_to_be_locked(tmp_path: Path, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "held.db"
    opened(f"sqlite:///{path}", city).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(Unavailable, match="locked"):
            opened(f"sqlite:///{path}", city)
    finally:
        holder.close()


def test_a_folder_that_cannot_be_made_names_the_setting(tmp_path: Path, city: City) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetting, match="cannot be written"):
        opened(f"sqlite:///{tmp_path / 'file' / 'x.db'}", city)


def test_an_error_leaves_nothing_behind_and_tells_nobody(database: Database, story: Story) -> None:
    def half_done() -> None:
        with database.unit_of_work() as uow:
            people.create(uow, PersonIn(username="half", name="半", roles=("agent",)))
            uow.emit("todo", {"items": []}, roles=["agent"])
            raise BadInput("no")

    with pytest.raises(BadInput):
        half_done()
    assert story.do(people.list_people) == []
    assert story.events == []
    assert story.do(outbox.since, 0) == []


def test_events_go_out_after_the_commit_and_in_order(database: Database) -> None:
    seen: list[tuple[str, list[str]]] = []

    def listener(rows: object) -> None:
        with database.reading() as uow:  # the rows are already there for everybody
            seen.extend((row["type"], row["roles"]) for row in outbox.since(uow, 0))

    database.after_commit(listener)
    with database.unit_of_work() as uow:
        uow.emit("draft", {"n": 1}, people=["b", "a", "a"])
        uow.emit("board", {"n": 2}, roles=["supervisor"])
        assert seen == []
    assert seen == [("draft", []), ("board", ["supervisor"])]


def test_a_listener_that_fails_undoes_nothing_and_stops_no_other(database: Database, story: Story) -> None:
    def broken(_rows: object) -> None:
        raise RuntimeError("listener")

    database._listeners.insert(0, broken)
    with database.unit_of_work() as uow:
        uow.emit("board", {})
    assert len(story.events) == 1


def test_a_kept_error_is_raised_after_its_work_is_committed(database: Database, story: Story) -> None:
    def counted_miss() -> None:
        with database.unit_of_work() as uow:
            people.create(uow, PersonIn(username="kept", name="留", roles=("agent",)))
            raise uow.keep(NotFound("said"))

    with pytest.raises(NotFound, match="said"):
        counted_miss()
    assert [person.username for person in story.do(people.list_people)] == ["kept"]


def test_two_writers_at_one_unique_name_end_in_a_conflict(database: Database) -> None:
    from ticketing.people.models import PersonRow

    def twice() -> None:
        with database.unit_of_work() as uow:
            people.create(uow, PersonIn(username="one", name="一", roles=("agent",)))
            copy = {c.name: getattr(uow.session.query(PersonRow).one(), c.name) for c in PersonRow.__table__.columns}
            uow.session.add(PersonRow(**(copy | {"id": "other"})))

    with pytest.raises(Conflict):
        twice()


def test_a_reading_unit_keeps_nothing(database: Database, story: Story) -> None:
    with database.reading() as uow:
        people.create(uow, PersonIn(username="ghost", name="影", roles=("agent",)))
    assert story.do(people.list_people) == []


def test_a_time_without_a_zone_is_refused(database: Database, clock: list[datetime]) -> None:
    clock[0] = NOON
    with pytest.raises(Exception, match="no time zone"), database.unit_of_work() as uow:
        outbox.purge(uow, NOON.replace(tzinfo=None))
