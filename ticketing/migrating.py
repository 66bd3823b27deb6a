"""Bringing a database to this program's version, from nothing or from any earlier version."""

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
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        config = _config(connection)
        _refuse_newer(connection, ScriptDirectory.from_config(config))
        command.upgrade(config, "head")


def version(engine: Engine) -> str | None:
    """Return the version that the database has, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _refuse_newer(connection: Connection, scripts: ScriptDirectory) -> None:
    known = {script.revision for script in scripts.walk_revisions()}
    present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and present not in known:
        raise BadSetting(
            "database.url",
            f"the database is of version {present}, newer than this program (its newest is {scripts.get_current_head()}).",
            "Start the newer program, or name another database.",
        )
