"""A version's tables as files: what goes out can come back in and changes nothing."""

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.orm import Session

from ticketing.directory import contents, versions
from ticketing.directory.columns import COLUMNS, TITLES, TableName
from ticketing.directory.schemas import TablePage
from ticketing.spreadsheets import write_csv, write_xlsx

Format = Literal["csv", "xlsx"]


def exported(session: Session, version: str, table: TableName, format: Format) -> bytes:
    """CSV has the headers and codes of a city's folder; .xlsx has them in Chinese. An import takes both."""
    rows = [row.values for row in contents.table_of(session, versions.get(session, version), table)]
    if format == "csv":
        return write_csv(COLUMNS[table], rows)
    return write_xlsx(COLUMNS[table], rows, sheet=TITLES[table])


def page(session: Session, version: str, table: TableName, q: str, offset: int, limit: int) -> TablePage:
    """Rows that hold ``q`` in any cell; a version never changes, so a position in it stays one."""
    rows = [row.values for row in contents.table_of(session, versions.get(session, version), table)]
    fitting = [row for row in rows if _holds(row, q.strip())]
    return TablePage(
        table=table,
        columns=tuple((column.name, column.title) for column in COLUMNS[table]),
        rows=tuple(_worded(table, row) for row in fitting[offset : offset + limit]),
        total=len(fitting),
    )


def _holds(row: Mapping[str, str], q: str) -> bool:
    return not q or any(q in cell for cell in row.values())


def _worded(table: TableName, row: Mapping[str, str]) -> dict[str, str]:
    return {column.name: column.word(row.get(column.name, "")) for column in COLUMNS[table]}
