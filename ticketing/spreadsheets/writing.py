"""Tables for people's spreadsheets: whatever a citizen wrote into a cell stays text there."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ticketing.spreadsheets.guards import guarded
from ticketing.spreadsheets.sheet import Column

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cells = Mapping[str, Any]
"""A row by the names of its columns: text, whole numbers, floats, or None for nothing."""


def write_csv(columns: Sequence[Column], rows: Iterable[Cells], *, titles: bool = False) -> bytes:
    """UTF-8 with its mark, for spreadsheets go by it. Headers are names and cells codes, with ``titles`` Chinese words."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.title if titles else column.name for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(_shown(column, row, titles)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(columns: Sequence[Column], rows: Iterable[Cells], *, sheet: str = "Sheet1", titles: bool = True) -> bytes:
    """One sheet with a fixed header; text cells are marked as text, so that numbers keep their zeros and nothing runs."""
    from ticketing.spreadsheets import workbook_out  # the library takes long to load, and most processes never need it

    shown = [[_shown(column, row, titles) for column in columns] for row in rows]
    return workbook_out.written([column.title if titles else column.name for column in columns], shown, sheet)


def _shown(column: Column, row: Cells, titles: bool) -> Any:
    value = row.get(column.name)
    return column.word(value) if titles and isinstance(value, str) else value


def _csv_cell(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value
