"""What a set of files would make of the city: pure, from bytes to a new city with its changes, or to all mistakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from ticketing.directory import contents
from ticketing.directory.building import build, canonical
from ticketing.directory.changes import Changes, compare, key_of
from ticketing.directory.city import City
from ticketing.directory.columns import COLUMNS, KEYS, TABLES, TITLES, TableName, table_of
from ticketing.directory.table import Problems, Row
from ticketing.spreadsheets import Bounds, Mistake, Sheet, read, sheets

Mode = Literal["replace", "merge"]
"""``replace``: the file is the whole table, what it lacks goes. ``merge``: it only adds and changes."""
BOUNDS = Bounds(bytes=8 * 1_048_576, rows=50_000)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came. Without ``table`` its name says which it is, and a workbook's sheets do."""

    name: str
    content: bytes
    table: TableName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """``city`` is None where there are mistakes; ``digest`` names the tables that would come of it."""

    city: City | None
    mistakes: tuple[Mistake, ...]
    read: Mapping[TableName, int]
    changes: Mapping[TableName, Changes]
    digest: str
    named: Mapping[str, TableName]
    """Which table each file's rows are of, by the name that mistakes give the file."""

    @property
    def changed(self) -> bool:
        return any(changes.rows for changes in self.changes.values())


def propose(base: City, uploads: Sequence[Upload], mode: Mode) -> Proposal:
    """All tables are checked together, for a unit that goes may be named in another table."""
    problems = Problems()
    found = _read(uploads, problems)
    rows = {name: contents.table_rows(base.tables, name) for name in TABLES}
    for name, sheet in found.items():
        rows[name] = _merged(name, rows[name], sheet, mode)
    city = None if problems.found else build("", rows, problems)
    read_counts = {name: len(sheet.rows) for name, sheet in found.items()}
    named = {contents.held(name): name for name in TABLES} | _labels(uploads)
    if city is None:
        return Proposal(city=None, mistakes=tuple(problems.found), read=read_counts, changes={}, digest="", named=named)
    digest = contents.version_id(contents.content_ids(city.tables))
    changes = {name: compare(base.tables[name], city.tables[name], KEYS[name]) for name in found}
    return Proposal(
        city=replace(city, version=digest), mistakes=(), read=read_counts, changes=changes, digest=digest, named=named
    )


def _labels(uploads: Sequence[Upload]) -> dict[str, TableName]:
    parts = chain.from_iterable(map(_parts, uploads))
    return {f"{upload.name}[{sheet}]" if sheet else upload.name: table for upload, table, sheet in parts if table}


def _read(uploads: Sequence[Upload], problems: Problems) -> dict[TableName, Sheet]:
    found: dict[TableName, Sheet] = {}
    for upload, table, sheet in chain.from_iterable(map(_parts, uploads)):
        if table is None:
            known = "、".join(TITLES.values())
            problems.found.append(Mistake(upload.name, 0, "", f"看不出是哪张表，请选择，或以表名命名文件、工作表（{known}）。"))
        elif table in found:
            problems.found.append(Mistake(upload.name, 0, "", f"“{TITLES[table]}”表在这一批里出现了两次。"))
        else:
            found[table] = read(upload.name, upload.content, COLUMNS[table], sheet=sheet, bounds=BOUNDS)
            problems.found.extend(found[table].mistakes)
    return found


def _parts(upload: Upload) -> list[tuple[Upload, TableName | None, str | None]]:
    """The tables within one file: itself, or each sheet of a workbook that is called after a table."""
    if upload.table is not None:
        return [(upload, upload.table, None)]
    named: list[tuple[Upload, TableName | None, str | None]] = [
        (upload, table, sheet) for sheet in sheets(upload.content, bounds=BOUNDS) if (table := table_of(sheet))
    ]
    return named or [(upload, table_of(upload.name), None)]


def _merged(name: TableName, base: Sequence[Row], sheet: Sheet, mode: Mode) -> list[Row]:
    """A column that the file does not have keeps what it was, so that an older form of a table wipes nothing."""
    known = {key_of(canonical(name, row.values), KEYS[name]): row for row in base}
    rows = [_over(known.get(key_of(row.values, KEYS[name])), row, sheet.columns) for row in sheet.rows]
    if mode == "replace":
        return rows
    given = {key_of(row.values, KEYS[name]): row for row in reversed(rows)}  # the first of a key; the check names the second
    kept = [given.get(key, row) for key, row in known.items()]
    return kept + [row for row in rows if key_of(row.values, KEYS[name]) not in known or _again(row, given, name)]


def _again(row: Row, given: Mapping[tuple[str, ...], Row], name: TableName) -> bool:
    """A second row of the same key in the file: it goes in as well, so that the check names it."""
    return given[key_of(row.values, KEYS[name])] is not row


def _over(was: Row | None, row: Row, columns: Sequence[str]) -> Row:
    if was is None:
        return row
    return Row(row.file, row.line, {**was.values, **{column: row.values[column] for column in columns}})
