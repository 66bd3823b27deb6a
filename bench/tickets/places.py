"""Where the databases of a run lie: made once for a scale and kept, so that a second run only measures."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.tickets.load import TABLES, load
from bench.tickets.seed import Seeder
from config.settings import load as settings
from hotline.demo.postgres import PostgresServer, why_not
from ticketing.clocks import working_calendar
from ticketing.db import Database, open_database
from ticketing.directory import load_city
from ticketing.models import metadata

HOME = Path(__file__).parents[2] / "var" / "bench"
# What a small server of a city is given; durable as in operation.
SERVER = ("shared_buffers=1GB", "work_mem=32MB", "maintenance_work_mem=1GB", "max_wal_size=8GB", "effective_cache_size=4GB")
READY = "ready"


@dataclass(frozen=True, slots=True)
class Filled:
    """A database with ``scale`` tickets."""

    name: str
    scale: int
    database: Database


@contextmanager
def filled(scales: tuple[int, ...], kinds: tuple[str, ...], say: Any) -> Iterator[list[Filled]]:
    """Databases of each kind and size, opened; those that are not there are made."""
    with ExitStack() as stack:
        server = _server(stack, say) if "postgresql" in kinds else None
        found = []
        for scale in scales:
            folder = HOME / f"tickets-{scale}-{_shape()}"
            _forget_others(folder, server, scale)
            folder.mkdir(parents=True, exist_ok=True)
            there = [kind for kind in kinds if kind == "sqlite" or server]
            missing = [kind for kind in there if not (folder / f"{kind}.{READY}").exists()]
            urls = {kind: _url(folder, server if kind == "postgresql" else None, scale, fresh=kind in missing) for kind in there}
            databases = {kind: stack.enter_context(_opened(url)) for kind, url in urls.items()}
            if missing:
                say(f"{scale:,} tickets are written to {' and '.join(missing)}")
                load(partial(seeder_of, scale), [databases[kind].engine for kind in missing])
                for kind in missing:
                    (folder / f"{kind}.{READY}").touch()
            found += [Filled(kind, scale, database) for kind, database in databases.items()]
        yield found


def _forget_others(folder: Path, server: PostgresServer | None, scale: int) -> None:
    """What was made for tables of another shape is of no use any more: gigabytes."""
    for other in HOME.glob(f"tickets-{scale}-*"):
        if other != folder:
            shutil.rmtree(other)
    if server is not None:
        server.forget(f"tickets_{scale}_", but=_database(scale))


def seeder_of(scale: int) -> Seeder:
    law = settings().law
    return Seeder(load_city("builtin"), working_calendar(law), scale)


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = open_database(url, lock=False)
    try:
        yield database
    finally:
        database.close()


def _server(stack: ExitStack, say: Any) -> PostgresServer | None:
    if trouble := why_not():
        say(trouble)
        return None
    folder = HOME / "postgresql"
    folder.mkdir(parents=True, exist_ok=True)
    server = PostgresServer(folder, SERVER)
    server.start()
    stack.callback(server.stop, "fast")
    return server


def _url(folder: Path, server: PostgresServer | None, scale: int, *, fresh: bool) -> str:
    """``fresh``: what an earlier run left half-made goes first."""
    if server is not None:
        return server.made(_database(scale), fresh=fresh)
    for file in folder.glob("hotline.db*") if fresh else ():
        file.unlink()
    return f"sqlite:///{folder / 'hotline.db'}"


def _database(scale: int) -> str:
    return f"tickets_{scale}_{_shape()}"


def _shape() -> str:
    """Names the seeded tables as they are now: what was made for others is made anew."""
    columns = [f"{table}.{column.name}" for table in TABLES for column in metadata.tables[table].columns]
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()[:8]
