"""Tables as they are kept: each content once, under a hash of itself."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ticketing.directory.building import canonical
from ticketing.directory.columns import COLUMNS, TABLES, TITLES, TableName
from ticketing.directory.models import DirectoryTableRow, DirectoryVersionRow
from ticketing.directory.table import Row

Tables = Mapping[TableName, Sequence[Mapping[str, str]]]
VERSION_DIGITS = 12


def content_ids(tables: Tables) -> dict[str, str]:
    """A hash for each table; the same rows in the same order have the same one, wherever they came from."""
    return {name: _hash(name, _cells(name, tables[name])) for name in TABLES}


def version_id(contents: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(contents, sort_keys=True).encode()).hexdigest()[:VERSION_DIGITS]


def keep(session: Session, tables: Tables) -> dict[str, str]:
    """Write what is not there yet; the ids of all."""
    ids = content_ids(tables)
    known = set(session.scalars(select(DirectoryTableRow.id).where(DirectoryTableRow.id.in_(ids.values()))))
    for name in TABLES:
        if ids[name] not in known:
            columns, cells = [column.name for column in COLUMNS[name]], _cells(name, tables[name])
            session.add(DirectoryTableRow(id=ids[name], name=name, columns=columns, rows=cells, count=len(cells)))
    session.flush()
    return ids


def rows_of(session: Session, version: DirectoryVersionRow) -> dict[TableName, list[Row]]:
    """The rows of each table, with the line that they have in its export. Columns that came later are empty."""
    return {name: table_of(session, version, name) for name in TABLES}


def table_of(session: Session, version: DirectoryVersionRow, name: TableName) -> list[Row]:
    return _rows(session.get_one(DirectoryTableRow, version.tables[name]), name)


def table_rows(tables: Tables, name: TableName) -> list[Row]:
    """The rows of a version at hand."""
    return [Row(held(name), line, values) for line, values in enumerate(tables[name], start=2)]


def held(name: TableName) -> str:
    """What mistakes call a table that is held already: they are in none of the files of an import."""
    return f"{TITLES[name]}（现行）"


def _rows(content: DirectoryTableRow, name: TableName) -> list[Row]:
    empty = {column.name: "" for column in COLUMNS[name]}
    values = (dict(zip(content.columns, cells, strict=True)) for cells in content.rows)
    return [
        Row(TITLES[name], line, canonical(name, {c: row.get(c, "") for c in empty})) for line, row in enumerate(values, start=2)
    ]


def _cells(name: TableName, rows: Sequence[Mapping[str, str]]) -> list[list[str]]:
    return [[row.get(column.name, "") for column in COLUMNS[name]] for row in rows]


def _hash(name: str, cells: Sequence[Sequence[str]]) -> str:
    text = json.dumps([name, cells], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
