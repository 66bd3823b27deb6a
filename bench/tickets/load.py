"""Rows into a database, in bulk: indexes go first and come back at the end, so that a million tickets take minutes."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Engine, Table, text

from bench.tickets.seed import Batch, Row, Seeder, as_json
from ticketing.models import metadata

PAGE = 5_000
MAKERS, AHEAD = 2, 4
TOLD_EVERY = 100_000
TABLES = ("people", "tickets", "ticket_legs", "ticket_steps", "ticket_texts")
VECTOR = "CREATE INDEX ix_ticket_texts_vector ON ticket_texts USING gin (vector)"
ADDED = (
    "CREATE TRIGGER ticket_texts_added AFTER INSERT ON ticket_texts BEGIN"
    " INSERT INTO ticket_fts(rowid, tokens) VALUES (new.seq, new.tokens); END"
)


class Loader:
    """One database. ``close`` puts back what was taken away and gathers its statistics."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.postgresql = engine.dialect.name == "postgresql"
        self._columns: dict[str, tuple[list[str], dict[str, Any]]] = {}
        self._indexes = [index for table in TABLES for index in metadata.tables[table].indexes]
        with engine.begin() as connection:
            for index in self._indexes:
                index.drop(connection)
            connection.execute(
                text("DROP INDEX ix_ticket_texts_vector" if self.postgresql else "DROP TRIGGER ticket_texts_added")
            )

    def write(self, table: str, rows: Sequence[Row]) -> None:
        own, further = self._columns.setdefault(table, needed(metadata.tables[table], rows[0]))
        constants = tuple(further.values())
        cells = itemgetter(*own)
        filled = ((*cells(row), *constants) for row in rows)
        names = ", ".join((*own, *further))
        connection = self.engine.raw_connection()
        try:
            cursor: Any = connection.cursor()
            if self.postgresql:
                cursor.execute("SET TIME ZONE 'UTC'")
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    copy.write("".join(map(_line, filled)))
            else:
                marks = ", ".join("?" * (len(own) + len(further)))
                cursor.execute("BEGIN IMMEDIATE")
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", filled)
            connection.commit()
        finally:
            connection.close()

    def close(self) -> None:
        with self.engine.begin() as connection:
            for index in self._indexes:
                index.create(connection)
            if self.postgresql:
                connection.execute(text(VECTOR))
                connection.execute(text("SELECT setval('ticket_texts_seq_seq', (SELECT MAX(seq) FROM ticket_texts))"))
            else:
                connection.execute(text("INSERT INTO ticket_fts(ticket_fts) VALUES ('rebuild')"))
                connection.execute(text(ADDED))
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE" if self.postgresql else "ANALYZE"))
            if self.postgresql:
                connection.execute(text("CHECKPOINT"))


def load(source: Callable[[], Seeder], engines: Iterable[Engine]) -> None:
    """All tickets of the seeder, made once in other processes, into every database."""
    seeder = source()
    loaders = [Loader(engine) for engine in engines]
    people = list(seeder.people())
    for loader in loaders:
        loader.write("people", people)
    for done, batch in made_ahead(source, seeder.scale):
        for loader in loaders:
            _write_all(loader, batch)
        if done % TOLD_EVERY == 0:
            print(f"{done:,} of {seeder.scale:,} tickets loaded", file=sys.stderr, flush=True)
    for loader in loaders:
        loader.close()


_ours: list[Seeder] = []
"""The seeder of a making process."""


def made_ahead(source: Callable[[], Seeder], scale: int) -> Iterator[tuple[int, Batch]]:
    """Batches in their order with the number of tickets up to then; at most `AHEAD` wait, so memory stays flat."""
    waiting: deque[tuple[int, Future[Batch]]] = deque()
    with ProcessPoolExecutor(MAKERS, get_context("spawn"), _begin, (source,)) as makers:
        for first in range(0, scale, PAGE):
            last = min(first + PAGE, scale)
            waiting.append((last, makers.submit(_make, first, last)))
            if len(waiting) > AHEAD:
                done, batch = waiting.popleft()
                yield done, batch.result()
        for done, batch in waiting:
            yield done, batch.result()


def _begin(source: Callable[[], Seeder]) -> None:
    _ours.append(source())


def _make(first: int, last: int) -> Batch:
    return _ours[0].batch(first, last)


def _write_all(loader: Loader, batch: Batch) -> None:
    for table in TABLES:
        if rows := batch.rows.get(table):
            loader.write(table, rows)


def needed(table: Table, row: Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """The columns that the rows have, and what stands in those that may not be empty: the model's own value."""
    unknown = set(row) - {column.name for column in table.columns}
    if unknown:
        raise KeyError(f"{table.name} has no {', '.join(sorted(unknown))}")
    missing = [column for column in table.columns if column.name not in row and not column.nullable]
    return [column.name for column in table.columns if column.name in row], {column.name: default(column) for column in missing}


def default(column: Column[Any]) -> Any:
    """The value that the model gives where none is written; KeyError where it gives none."""
    given: Any = column.default
    if given is None:
        raise KeyError(f"{column.table.name}.{column.name} must be seeded")
    value = given.arg(None) if given.is_callable else given.arg
    return as_json(value) if isinstance(value, (dict, list)) else value


def _line(cells: Sequence[Any]) -> str:
    return "\t".join("\\N" if cell is None else _escaped(str(cell)) for cell in cells) + "\n"


def _escaped(cell: str) -> str:
    return cell.replace("\\", "\\\\") if "\\" in cell else cell
