"""Every ticketing test runs on SQLite, and again on a private PostgreSQL where its server is installed."""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import pytest
from argon2 import PasswordHasher
from sqlalchemy import URL, Engine

from config.settings import Law
from hotline.demo.postgres import PostgresServer, why_not
from tests.ticketing.story import NOON, Story
from ticketing import db
from ticketing.db import Database, open_database
from ticketing.directory import City, load_city
from ticketing.engine import make_engine
from ticketing.migrating import SCRIPTS
from ticketing.people import passwords

LAW = Law(
    timezone="Asia/Shanghai",
    day_starts="09:00",
    day_ends="17:00",
    city_data="builtin",
    session_closes_after_s=1800.0,
    default_level=7,
)
NEWEST = max(file.name[:4] for file in (SCRIPTS / "versions").glob("0*.py"))
"""The version that the migrations lead to."""


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its cheapest: its cost is not what these tests are about."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def city() -> City:
    return load_city(str(Path(__file__).with_name("city")))


@pytest.fixture(scope="session")
def given_back() -> dict[URL, list[Engine]]:
    """Engines of tests that are over, by their database."""
    return defaultdict(list)


@pytest.fixture(autouse=True)
def engines(given_back: dict[URL, list[Engine]], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test gets engines that earlier ones gave back: they have compiled most statements. Within a test none has two owners."""
    lent: list[Engine] = []
    lending = Lock()

    def lend(url: URL) -> Engine:
        with lending:
            engine = given_back[url].pop() if given_back[url] else make_engine(url)
            lent.append(engine)
        return engine

    monkeypatch.setattr(db, "make_engine", lend)
    yield
    for engine in lent:
        engine.dispose()
        given_back[engine.url].append(engine)


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test of this worker finds its own database; always the same place, for `engines`."""
    return tmp_path_factory.mktemp("database") / "hotline.db"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, city: City) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    open_database(f"sqlite:///{path}", city=city, law=LAW).close()
    return path


EMPTY = """
DO $$
DECLARE
    one text;
    filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', one); END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE schemaname = 'public';
END $$
"""
"""Only what has rows is emptied, without looking after references: a hundred times quicker than TRUNCATE of all tables."""


class TestServer(PostgresServer):
    """The one migrated database of all tests, emptied for each: ten times quicker than making databases."""

    __test__ = False

    def emptied(self) -> str:
        with self._connected() as connection:
            connection.execute(EMPTY)
            connection.execute(f"UPDATE alembic_version SET version_num = '{NEWEST}'")
        return self.url()


@pytest.fixture(scope="session")
def postgres(city: City) -> Iterator[TestServer]:
    if trouble := why_not():
        pytest.skip(trouble)
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    server = TestServer(folder)
    try:
        server.start()
        open_database(server.url(), city=city, law=LAW).close()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, sqlite_file: Path) -> str:
    """A database of this test's own, already migrated."""
    if request.param == "sqlite":
        path = sqlite_file
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server: TestServer = request.getfixturevalue("postgres")
    return server.emptied()


@pytest.fixture
def clock() -> list[datetime]:
    """The one time that the database's own clock shows; tests set its only item."""
    return [NOON]


@pytest.fixture
def database(url: str, city: City, clock: list[datetime]) -> Iterator[Database]:
    database = open_database(url, city=city, law=LAW, clock=lambda: clock[0].astimezone(UTC))
    yield database
    database.close()


@pytest.fixture
def story(database: Database) -> Story:
    return Story(database)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The seeds by which histories were made by chance (`tests.ticketing.chance`), also of runs that passed."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    said = (text for report in reports for _, text in getattr(report, "sections", ()))
    seeds = {line for text in said for line in text.splitlines() if line.startswith("LAW_SEED=")}
    for seed in sorted(seeds):
        terminalreporter.write_line(f"histories by chance: {seed} repeats them")
