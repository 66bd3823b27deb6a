"""A private PostgreSQL on a Unix socket in a folder of its own, for tests and benches; as another user when we are root.

It is stopped by its own pg_ctl; what it says stands in `output` beside its data.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.errors import Unavailable

PROGRAMS = "/usr/lib/postgresql"
SERVER_USER = "postgres"
START_S, COMMAND_S = 30, 120
QUICK = ("fsync=off", "full_page_writes=off")
"""Settings for tests: what a crash would leave behind is nobody's."""


def why_not() -> str | None:
    """Why no server can be started here, in one sentence; None where one can."""
    if not _programs():
        return "No PostgreSQL server is installed (apt package postgresql)."
    if os.geteuid() == 0 and SERVER_USER not in {entry.pw_name for entry in pwd.getpwall()}:
        return "PostgreSQL refuses to run as root, and there is no user postgres."
    return None


class PostgresServer:
    """``folder`` is its own and empty, or holds the data of an earlier run; the server's user must be able to reach it."""

    def __init__(self, folder: Path, settings: Sequence[str] = QUICK) -> None:
        if trouble := why_not():
            raise Unavailable(trouble, "Install it, or leave PostgreSQL out.")
        self.binaries, self.folder, self.settings = _programs()[-1].parent, folder, settings
        self.user = SERVER_USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Make the data where there is none, then listen."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, SERVER_USER)
        if not self._data.exists():
            self._run("initdb", "-D", str(self._data), "-U", "hotline", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = " ".join(f"-c {setting}" for setting in (*self.settings, "listen_addresses=''"))
        self._run("pg_ctl", "-D", str(self._data), "-w", "-t", str(START_S), "-o", f"{options} -k {self.folder}", "start")

    def stop(self, mode: str = "immediate") -> None:
        """``immediate`` for data that is thrown away, ``fast`` for data that is kept."""
        self._run("pg_ctl", "-D", str(self._data), "-m", mode, "stop")

    def url(self, name: str = "postgres") -> str:
        return f"postgresql+psycopg://hotline@/{name}?host={quote(str(self.folder))}"

    def made(self, name: str, *, fresh: bool = False) -> str:
        """The address of a database of this name, made where there is none; ``fresh``: one that is there goes first."""
        with self._connected() as connection:
            if fresh:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def forget(self, prefix: str, *, but: str) -> None:
        """Drop the databases whose names begin so, but one."""
        with self._connected() as connection:
            names = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (prefix,)).fetchall()
            for (name,) in names:
                if name != but:
                    connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))

    def _connected(self) -> "psycopg.Connection[tuple[Any, ...]]":
        return psycopg.connect(f"host={self.folder} user=hotline dbname=postgres", autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        other = self.user if os.geteuid() == 0 else None
        with (self.folder / "output").open("ab") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, cwd=self.folder, timeout=COMMAND_S, user=other)


def _programs() -> list[Path]:
    return sorted(Path(PROGRAMS).glob("*/bin/initdb"))
