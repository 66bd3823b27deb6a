"""``hotline backup``: a copy of the database in use, what cannot be made anew beside it, and a mark of when.

The mark stands under ``home``, so that the page of the state says how old the newest backup is. Whoever backs up by other means
(a snapshot of the disk, a server's own tool) writes only the mark.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from config.errors import BadInput, Unavailable
from config.settings import Settings
from ticketing.engine import parse_url

Say = Callable[[str], None]
MARK = "last-backup.json"
KEPT = (Path("prompts") / "custom", Path("tls"))
"""Below ``home``: sounds of this house and the authority's key; recordings are too large for this and never change, sync them."""
DUMP_S = 4 * 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """``at`` is aware; ``megabytes`` 0 where only the mark was written."""

    at: datetime
    to: str
    megabytes: float


def backup(settings: Settings, folder: Path, now: datetime, say: Say) -> Mark:
    """Copy into a new folder below ``folder``; only a whole copy is marked. BadInput, Unavailable where it cannot be done."""
    target = folder / f"hotline-{now:%Y%m%d-%H%M%S}"
    try:
        target.mkdir(parents=True)
        _database(settings, target)
        for part in KEPT:
            if (settings.home / part).is_dir():
                shutil.copytree(settings.home / part, target / part)
    except (OSError, sqlite3.Error) as error:
        raise Unavailable(f"the backup failed: {error}", "Look at the folder, its disk and its rights, and try again.") from error
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file()) / 1e6
    made = Mark(at=now, to=str(target), megabytes=round(size, 1))
    mark(settings, made)
    say(f"{target}: {made.megabytes} MB, without recordings ({settings.recordings})")
    return made


def mark(settings: Settings, made: Mark) -> None:
    """Say that there is a backup; whole or not at all, also where the power goes."""
    path = settings.home / MARK
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(asdict(made) | {"at": made.at.isoformat()}), encoding="utf-8")
    os.replace(unfinished, path)


def last(settings: Settings) -> Mark | None:
    """The newest backup that was marked; None where there is none, or nobody can read the mark."""
    try:
        told = json.loads((settings.home / MARK).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(told["at"])
        return Mark(at=at, to=str(told["to"]), megabytes=float(told["megabytes"])) if at.tzinfo else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _database(settings: Settings, target: Path) -> None:
    url = settings.database_url
    if url.startswith("sqlite"):
        _sqlite(Path(url.partition(":///")[2]), target / "hotline.db")
    else:
        _postgresql(url, target / "hotline.dump")


def _sqlite(source: Path, copy: Path) -> None:
    if not source.is_file():
        raise BadInput(f"there is no database at {source}.", "Start the service once, or name the right home.")
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as there, closing(sqlite3.connect(copy)) as here:
        there.backup(here)
        [(found,)] = here.execute("PRAGMA quick_check").fetchall()[:1]
    if found != "ok":
        raise Unavailable(f"the copy is damaged: {found}", "Check the disk; the database itself may be damaged.")


def _postgresql(url: str, copy: Path) -> None:
    """By pg_dump, with the password in its environment, where no list of processes shows it."""
    there = parse_url(url)
    plain = there.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    command = ["pg_dump", "--format=custom", f"--file={copy}", plain]
    given = os.environ | ({"PGPASSWORD": str(there.password)} if there.password else {})
    try:
        subprocess.run(command, check=True, env=given, capture_output=True, text=True, timeout=DUMP_S)
    except FileNotFoundError:
        raise Unavailable(
            "there is no pg_dump on this machine.", "Install PostgreSQL's client of the server's version."
        ) from None
    except subprocess.TimeoutExpired:
        raise Unavailable(f"pg_dump took longer than {DUMP_S} s.", "Back up on the server, then hotline backup --mark.") from None
    except subprocess.CalledProcessError as error:
        raise Unavailable(
            f"pg_dump failed: {error.stderr.strip()[-300:]}", "Check the server and the account's rights."
        ) from None
