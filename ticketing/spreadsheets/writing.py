"""Tables for people's spreadsheets: whatever a citizen wrote into a cell stays text there."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ticketing.spreadsheets.guards import guarded
from ticketing.spreadsheets.sheet import Column

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cells = Mapping[str, Any]
"""A row by the names of its columns: text, whole numbers, floats, or None for nothing."""
WIDTHS = (8, 48)
"""The narrowest and widest column of a sheet, in characters."""
SHEET_TITLE = 31
APOSTROPHE = "'"
FORBIDDEN_IN_TITLE = dict.fromkeys(map(ord, r"[]:*?/\\"), "_")


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
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.translate(FORBIDDEN_IN_TITLE)[:SHEET_TITLE])
    page.freeze_panes = "A2"
    shown = [[_shown(column, row, titles) for column in columns] for row in rows]
    for index, column in enumerate(columns):
        page.column_dimensions[get_column_letter(index + 1)].width = _width(column, [row[index] for row in shown])
    page.append([_cell(page, column.title if titles else column.name, bold=True) for column in columns])
    for row in shown:
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _shown(column: Column, row: Cells, titles: bool) -> Any:
    value = row.get(column.name)
    return column.word(value) if titles and isinstance(value, str) else value


def _csv_cell(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value


def _cell(page: Any, value: Any, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(page, None)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", guarded(value) if value.startswith(APOSTROPHE) else value)
        cell.data_type, cell.number_format = "s", "@"
    else:
        cell.value = value
    if bold:
        cell.font = Font(bold=True)
    return cell


def _width(column: Column, values: Sequence[Any]) -> float:
    """Chinese characters take two places; the first rows speak for all."""
    texts = [column.title, *(str(value) for value in values[:200] if value is not None)]
    longest = max(sum(1 + (ord(character) > 0x2E7F) for character in text) for text in texts)
    return float(min(max(longest + 2, WIDTHS[0]), WIDTHS[1]))
