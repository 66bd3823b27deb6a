"""One entrance for CSV and .xlsx: which kind it is says the content, not the name."""

from collections.abc import Iterator, Sequence

from ticketing.spreadsheets import delimited
from ticketing.spreadsheets.guards import without_guard
from ticketing.spreadsheets.sheet import BOUNDS, Bounds, Column, Mistake, Row, Sheet

Line = tuple[int, Sequence[str]]
"""The line's number and its cells."""
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
CONTROL = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), 127)))


def read(name: str, content: bytes, columns: Sequence[Column], *, sheet: str | None = None, bounds: Bounds = BOUNDS) -> Sheet:
    """Rows with all ``columns``, cells trimmed, words turned to codes, empty lines left out; and every mistake.

    CSV in UTF-8 (with or without its mark) or GB18030, and .xlsx: its first visible sheet that holds something, or the one
    called ``sheet``. Formulas are mistakes: their value is not in the file for certain.
    """
    if len(content) > bounds.bytes:
        return _refused(name, f"文件有 {len(content) // 1024} KB，上限为 {bounds.bytes // 1024} KB。")
    if content.startswith(OLD_EXCEL):
        return _refused(name, "这是旧版 .xls 或加了密码的文件，请另存为不带密码的 .xlsx 后再导入。")
    mistakes: list[Mistake] = []
    label = f"{name}[{sheet}]" if sheet else name
    lines = (
        _of_workbook(label, content, sheet, bounds, mistakes)
        if content.startswith(ZIP)
        else delimited.lines(label, content, bounds, mistakes)
    )
    order = _header(label, lines, columns, mistakes)
    rows = tuple(_rows(label, lines, columns, order, mistakes)) if order else ()
    return Sheet(
        rows=rows,
        mistakes=tuple(sorted(mistakes, key=lambda mistake: mistake.line)),
        columns=tuple(column.name for column in order or ()),
    )


def sheets(content: bytes, *, bounds: Bounds = BOUNDS) -> tuple[str, ...]:
    """The names of a workbook's visible sheets; empty for any other file, and for a workbook that cannot be opened."""
    if not content.startswith(ZIP) or len(content) > bounds.bytes:
        return ()
    from ticketing.spreadsheets import workbook

    return workbook.names(content, bounds)


def _of_workbook(name: str, content: bytes, sheet: str | None, bounds: Bounds, mistakes: list[Mistake]) -> Iterator[Line]:
    from ticketing.spreadsheets import workbook  # the library takes long to load, and most processes never need it

    return workbook.lines(name, content, sheet, bounds, mistakes)


def _refused(name: str, what: str) -> Sheet:
    return Sheet(rows=(), mistakes=(Mistake(name, 0, "", what),))


def _header(name: str, lines: Iterator[Line], columns: Sequence[Column], mistakes: list[Mistake]) -> list[Column] | None:
    first = next(lines, None)
    if first is not None:
        return _order(name, first[0], [cell.strip() for cell in first[1]], columns, mistakes)
    if not mistakes:
        mistakes.append(Mistake(name, 0, "", "文件是空的。"))
    return None


def _rows(
    name: str, lines: Iterator[Line], columns: Sequence[Column], order: Sequence[Column], mistakes: list[Mistake]
) -> Iterator[Row]:
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            values = {column.name: "" for column in columns} | _values(name, line, cells, order, mistakes)
            yield Row(name, line, values)


def _order(
    name: str, line: int, header: Sequence[str], columns: Sequence[Column], mistakes: list[Mistake]
) -> list[Column] | None:
    """The column of each cell, in the file's order; None when the header is wrong."""
    while header and not header[-1]:
        header = header[:-1]
    by_word = {word.casefold(): column for column in columns for word in (column.title, column.name)}
    found = [by_word.get(cell.casefold()) for cell in header]
    wrong = [
        Mistake(name, line, cell or "?", "没有这一列。") for cell, column in zip(header, found, strict=True) if column is None
    ]
    known = [column for column in found if column is not None]
    wrong += [Mistake(name, line, c.title, "这一列出现了两次。") for c in _twice(known)]
    wrong += [Mistake(name, line, c.name, f"缺少“{c.title}”列。") for c in columns if c.required and c not in known]
    mistakes.extend(wrong)
    return None if wrong else known


def _twice(columns: Sequence[Column]) -> list[Column]:
    return [column for index, column in enumerate(columns) if column in columns[:index]]


def _values(name: str, line: int, cells: Sequence[str], order: Sequence[Column], mistakes: list[Mistake]) -> dict[str, str]:
    if len(cells) < len(order) or any(cell.strip() for cell in cells[len(order) :]):
        mistakes.append(Mistake(name, line, "", f"有 {len(cells)} 格，表头有 {len(order)} 列；含逗号的内容请加引号。"))
        cells = (*cells, *("" for _ in order))
    return {column.name: _value(name, line, cell, column, mistakes) for column, cell in zip(order, cells, strict=False)}


def _value(name: str, line: int, cell: str, column: Column, mistakes: list[Mistake]) -> str:
    value = column.code(without_guard(cell.strip()))
    if len(value) > column.longest:
        mistakes.append(Mistake(name, line, column.name, f"超过 {column.longest} 个字。"))
    if not CONTROL.isdisjoint(value):
        mistakes.append(Mistake(name, line, column.name, "含有不可见的控制字符。"))
    return value
