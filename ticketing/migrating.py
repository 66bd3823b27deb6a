"""Bringing a database to this program's version, from nothing or from any earlier version."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from config.errors import BadSetting

SCRIPTS = Path(__file__).with_name("migrations")
ADVISORY_LOCK = 12345


def migrate(engine: Engine) -> None:
    """Run what is missing in one transaction; BadSetting when the database is of a newer version than we know."""
    with engine.connect() as connection, _tables_made_anew(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        present = MigrationContext.configure(connection).get_current_revision()
        _refuse_newer(present, _scripts())
        if present != _scripts().get_current_head():
            command.upgrade(_config(connection), "head")
            _require_whole(connection)


def version(engine: Engine) -> str | None:
    """Return the version that the database has, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _tables_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew: for that moment others refer to nothing, which only a connection that does not
    look lets pass (https://www.sqlite.org/lang_altertable.html, 7). The switch does nothing within a transaction.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    switch = connection.connection.cursor()
    switch.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        switch.execute("PRAGMA foreign_keys=ON")
        switch.close()


def _require_whole(connection: Connection) -> None:
    """Nothing refers to a row that is not there, or the upgrade is undone."""
    if connection.dialect.name == "sqlite" and (broken := connection.execute(text("PRAGMA foreign_key_check")).first()):
        raise BadSetting(
            "database.url",
            f"the upgrade would leave rows of {broken[0]} that refer to rows of {broken[2]} which are not there.",
            "Restore the backup, run the program of before, and report this.",
        )


@cache
def _scripts() -> ScriptDirectory:
    """The versions that this program knows, read once: a database that is up to date is opened at once."""
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _refuse_newer(present: str | None, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    if present is not None and present not in known:
        raise BadSetting(
            "database.url",
            f"the database is of version {present}, newer than this program (its newest is {scripts.get_current_head()}).",
            "Start the newer program, or name another database.",
        )
