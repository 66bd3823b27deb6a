"""Lines of an .xlsx workbook: bounded before anything is unpacked, text as people see it (merged cells too), no formula."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from ticketing.spreadsheets import merged
from ticketing.spreadsheets.merged import Filling
from ticketing.spreadsheets.sheet import Bounds, Mistake

MAX_COLUMNS = 64
EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; of a longer one the rest is lost before we see it."""


BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, zipfile.BadZipFile, InvalidFileException)
"""What the library raises at a workbook that is none."""


def names(content: bytes, bounds: Bounds) -> tuple[str, ...]:
    if _unsafe(content, bounds):
        return ()
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except BROKEN:
        return ()
    found = tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible")
    book.close()
    return found


def lines(
    name: str, content: bytes, sheet: str | None, bounds: Bounds, mistakes: list[Mistake]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Each line's number and its cells, as many as the longest of the lines; a broken file is one mistake."""
    if refusal := _unsafe(content, bounds):
        mistakes.append(Mistake(name, 0, "", refusal))
        return
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            yield from _lines(name, _sheet(book, sheet), bounds, mistakes)
        finally:
            book.close()
    except BROKEN:
        mistakes.append(Mistake(name, 0, "", "工作簿打不开，文件可能已损坏，请用表格软件重新另存为 .xlsx。"))


def _unsafe(content: bytes, bounds: Bounds) -> str | None:
    """Why the archive is not opened; a zip cannot give out more bytes than it says of each part."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > bounds.parts or sum(part.file_size for part in parts) > bounds.unpacked:
                return f"工作簿展开后超过 {bounds.unpacked // 1_048_576} MB 或 {bounds.parts} 个部件，已拒绝。"
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                return "这个压缩文件不是 .xlsx 工作簿。"
            if any(part.filename.endswith("vbaProject.bin") for part in parts):
                return "工作簿带有宏，请另存为不带宏的 .xlsx。"
            if any(part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(part) for part in parts):
                return "工作簿含有文档类型声明，已拒绝。"
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return "工作簿打不开，文件可能已损坏或加了密码。"
    return None


def _sheet(book: Any, wanted: str | None) -> Any:
    if wanted is not None and wanted in book.sheetnames:
        return book[wanted]
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    filled = (
        sheet
        for sheet in visible
        if any(value is not None for row in sheet.iter_rows(max_row=1, values_only=True) for value in row)
    )
    return next(filled, visible[0])


def _lines(name: str, sheet: Any, bounds: Bounds, mistakes: list[Mistake]) -> Iterator[tuple[int, Sequence[str]]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong, or made to frighten
    width = 0
    filling = Filling(_merged_lines(name, sheet, mistakes))
    rows = sheet.iter_rows(max_row=bounds.rows + 2, max_col=MAX_COLUMNS)
    for line, row in enumerate(rows, start=1):
        cells = [_text(name, line, index, cell, mistakes) for index, cell in enumerate(row)]
        if line > bounds.rows + 1:
            if any(cells):
                mistakes.append(Mistake(name, line, "", f"超过 {bounds.rows} 行，请分成几个文件。"))
            return
        width = width or len(cells)
        yield line, filling.filled(line, cells + [""] * (width - len(cells)))


def _merged_lines(name: str, sheet: Any, mistakes: list[Mistake]) -> list[merged.Merged]:
    """Cells that are merged over lines; those over columns are mistakes, for whose value they hold nobody can know."""
    found = merged.areas(sheet)
    if len(found) > merged.MOST:
        mistakes.append(Mistake(name, 0, "", f"有超过 {merged.MOST} 处合并单元格，请取消合并后再导入。"))
        return []
    for area in found:
        if area.column < area.until and area.column < MAX_COLUMNS:
            column = get_column_letter(area.column + 1)
            mistakes.append(
                Mistake(name, area.first, column, f"{area.area} 合并了几列，请取消合并，每格单独填写；标题行请删去。")
            )
    return [area for area in found if area.column == area.until]


def _text(name: str, line: int, index: int, cell: Any, mistakes: list[Mistake]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return _wrong(name, line, index, "是公式，请选择性粘贴为数值后再导入。", mistakes)
    if cell.data_type == "e":
        return _wrong(name, line, index, f"是错误值 {value}。", mistakes)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**EXACT_DIGITS:
        return _wrong(name, line, index, f"是超过 {EXACT_DIGITS} 位的数字，末位已丢失；请把该列设为文本后重填。", mistakes)
    return _as_people_see_it(value)


def _as_people_see_it(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _wrong(name: str, line: int, index: int, what: str, mistakes: list[Mistake]) -> str:
    mistakes.append(Mistake(name, line, get_column_letter(index + 1), what))
    return ""
