"""Every ticketing test runs on SQLite, and again on a private PostgreSQL where its server is installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text

from config.settings import Law
from tests.ticketing.story import NOON, Story
from ticketing.db import Database, open_database
from ticketing.directory import City, load_city
from ticketing.people import passwords

LAW = Law(
    timezone="Asia/Shanghai",
    day_starts="09:00",
    day_ends="17:00",
    city_data="builtin",
    session_closes_after_s=1800.0,
    default_level=7,
)
SERVER_USER = "postgres"
NEWEST = "0015"
"""The version that the migrations lead to."""


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its cheapest: its cost is not what these tests are about."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def city() -> City:
    return load_city(str(Path(__file__).with_name("city")))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, city: City) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    open_database(f"sqlite:///{path}", city=city, law=LAW).close()
    return path


class PostgresServer:
    """A server of its own on a Unix socket in a temporary folder, as another user when we are root."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder = binaries, folder
        self.user = SERVER_USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        other = self.user if os.geteuid() == 0 else None
        with (self.folder / "output").open("ab") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, cwd=self.folder, timeout=60, user=other)

    def start(self) -> None:
        data, quick = str(self.folder / "data"), "-c fsync=off -c full_page_writes=off -c listen_addresses=''"
        self.run("initdb", "-D", data, "-U", "hotline", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.run("pg_ctl", "-D", data, "-w", "-t", "30", "-o", f"{quick} -k {self.folder}", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://hotline@/{name}?host={quote(str(self.folder))}"

    def emptied(self) -> str:
        """The one migrated database without a row: emptying tables is ten times quicker than making databases."""
        engine = create_engine(self.url("postgres"))
        with engine.begin() as connection:
            found = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
            tables = ", ".join(sorted(set(found) - {"alembic_version"}))
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{NEWEST}'"))
        engine.dispose()
        return self.url("postgres")


@pytest.fixture(scope="session")
def postgres(city: City) -> Iterator[PostgresServer]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("No PostgreSQL server is installed (apt package postgresql).")
    if os.geteuid() == 0 and SERVER_USER not in {entry.pw_name for entry in pwd.getpwall()}:
        pytest.skip("PostgreSQL refuses to run as root, and there is no user postgres.")
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    server = PostgresServer(found[-1].parent, folder)
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    try:
        server.start()
        open_database(server.url("postgres"), city=city, law=LAW).close()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of this test's own, already migrated."""
    if request.param == "sqlite":
        path = tmp_path / "hotline.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server: PostgresServer = request.getfixturevalue("postgres")
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
