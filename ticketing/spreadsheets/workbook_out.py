"""One sheet as .xlsx."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ticketing.spreadsheets.guards import guarded

WIDTHS = (8, 48)
"""The narrowest and widest column of a sheet, in characters."""
SHEET_TITLE = 31
FORBIDDEN_IN_TITLE = dict.fromkeys(map(ord, r"[]:*?/\\"), "_")
APOSTROPHE = "'"
MEASURED_ROWS = 200
CJK = 0x2E7F


def written(header: Sequence[str], rows: Sequence[Sequence[Any]], sheet: str) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.translate(FORBIDDEN_IN_TITLE)[:SHEET_TITLE])
    page.freeze_panes = "A2"
    for index, title in enumerate(header):
        values = [row[index] for row in rows[:MEASURED_ROWS]]
        page.column_dimensions[get_column_letter(index + 1)].width = _width(title, values)
    page.append([_cell(page, title, bold=True) for title in header])
    for row in rows:
        page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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


def _width(title: str, values: Sequence[Any]) -> float:
    """Chinese characters take two places."""
    texts = [title, *(str(value) for value in values if value is not None)]
    longest = max(sum(1 + (ord(character) > CJK) for character in text) for text in texts)
    return float(min(max(longest + 2, WIDTHS[0]), WIDTHS[1]))
