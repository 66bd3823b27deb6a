"""The SQLAlchemy engine: SQLite with explicit transactions, or PostgreSQL through psycopg."""

from sqlite3 import Connection as SqliteConnection
from typing import Any

from psycopg import Connection as PostgresqlConnection
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from config.errors import BadSetting

BUSY_TIMEOUT_MS = 5_000
POOL_SIZE = 10
POOL_WAIT_S = 10
CONNECT_TIMEOUT_S = 5
READING = "hotline_reading"

_REMEDY = "Write sqlite:///PATH/hotline.db or postgresql+psycopg://USER:PASSWORD@HOST/NAME."


def parse_url(text: str) -> URL:
    """Return the URL; BadSetting for a database that is neither a SQLite file nor PostgreSQL through psycopg."""
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        raise BadSetting("database.url", "is no database address.", _REMEDY) from None
    if backend not in ("sqlite", "postgresql"):
        raise BadSetting("database.url", f"{backend} is not supported.", _REMEDY)
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise BadSetting("database.url", "a database in memory would lose every call at the first restart.", _REMEDY)
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def make_engine(url: URL) -> Engine:
    """Return an engine whose transactions begin with BEGIN IMMEDIATE on SQLite, so that no writer fails half-way."""
    bounds: dict[str, Any] = {"pool_size": POOL_SIZE, "max_overflow": POOL_SIZE, "pool_timeout": POOL_WAIT_S}
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, **bounds)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        url,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        **bounds,
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: PostgresqlConnection, _record: object) -> None:
    """Our queries take milliseconds; compiling one that the planner takes for long costs a tenth of a second."""
    connection.execute("SET jit = off")
    connection.commit()


def _prepare_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin or commit by itself
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
