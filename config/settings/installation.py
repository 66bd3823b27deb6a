"""Where one installation listens, keeps its data and logs."""

from pathlib import Path
from typing import Literal

from config.settings.values import Port, Seconds, Section


class Web(Section):
    host: str
    port: Port
    certificate: Path | None = None
    key: Path | None = None
    session_hours: Seconds


class Database(Section):
    """SQLAlchemy URL. ``{home}`` stands for the data folder. SQLite by default; ``postgresql+psycopg://…`` for a city."""

    url: str
    backup_old_s: Seconds = 93_600.0
    """An older backup is told as too old: a day, and two hours for a backup that runs late."""


class Nodes(Section):
    """How several nodes over one database tell each other what happens. ``bus`` is Redis' URL (``redis://``, ``rediss://``)."""

    bus: str = ""
    name: str = ""
    """For people and in the ledger: whose calls are whose. It must stay the same when the node starts again."""
    address: str = ""
    """Where this node's pages are, as the other nodes' people reach them."""


class Folders(Section):
    """Where large things lie; ``{home}`` stands for the data folder. Several instances may share all but recordings."""

    recordings: str
    models: str
    prompts: str
    native: str = "{home}/native"
    attachments: str = "{home}/attachments"


class Log(Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    format: Literal["console", "json"]
