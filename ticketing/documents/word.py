"""A document as Word (.docx), so that a clerk can still change it: the same blocks, East Asian fonts, repeated heads."""

from datetime import datetime, time
from functools import singledispatch
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph as Line

from ticketing.documents.content import Bars, Document, Facts, Heading, Paragraph, Signature, Table, plain
from ticketing.documents.words import day, lengths, rows_of, signature_lines, widths

TEXT_FONT, HEAD_FONT = "仿宋", "黑体"
RED = RGBColor(0xC4, 0x16, 0x1C)
TEXT_PT, CELL_PT = 14.0, 10.5
NAME_WIDTH_MM = 26.0
BAR = RGBColor(0x2F, 0x6F, 0x9F)
BAR_SHARES, BAR_SIGNS = (0.34, 0.44, 0.22), 18
"""Of the width: name, bar, what stands at its end; the longest bar is so many full blocks."""


def as_docx(document: Document) -> bytes:
    """The file's bytes."""
    file = docx.Document()
    _page(file, document)
    _heads(file, document)
    if document.addressee:
        _line(file, f"{document.addressee}：")
    for block in document.blocks:
        _written(block, file)
    saved = BytesIO()
    file.save(saved)
    return saved.getvalue()


def _page(file: WordFile, document: Document) -> None:
    section = file.sections[0]
    wide, high = (Mm(297), Mm(210)) if document.landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = wide, high
    side = Mm(15) if document.landscape else Mm(26)
    section.left_margin = section.right_margin = side
    section.top_margin = section.bottom_margin = Mm(20 if document.landscape else 25)
    file.core_properties.title, file.core_properties.author = plain(document.title)[:255], plain(document.issuer)[:255]
    file.core_properties.created = file.core_properties.modified = datetime.combine(document.date, time())
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        _font(foot.add_run(text), TEXT_FONT, 9)
        if field:
            _field(foot, field)


def _heads(file: WordFile, document: Document) -> None:
    if not document.red_head:
        _line(file, document.title, font=HEAD_FONT, size=20, middle=True)
        _line(file, " · ".join(filter(None, (document.issuer, document.number, day(document.date)))), size=11, middle=True)
        return
    _line(file, document.issuer, font=HEAD_FONT, size=28, middle=True, red=True)
    _red_line(_line(file, document.number, middle=True))
    _line(file, document.title, font=HEAD_FONT, size=20, middle=True)


@singledispatch
def _written(block: Any, file: WordFile) -> None:
    raise TypeError(f"{type(block).__name__} is no block of a document")


@_written.register
def _(block: Heading, file: WordFile) -> None:
    line = _line(file, block.text, font=HEAD_FONT, size=16 if block.level == 1 else TEXT_PT)
    line.paragraph_format.keep_with_next = True


@_written.register
def _(block: Paragraph, file: WordFile) -> None:
    line = _line(file, block.text)
    line.paragraph_format.first_line_indent = Pt(2 * TEXT_PT) if block.indented else None


@_written.register
def _(block: Facts, file: WordFile) -> None:
    across = max(1, block.columns)
    pairs = [*block.pairs, *[("", "")] * (-len(block.pairs) % across)]
    if not pairs:
        return
    each = _width_mm(file) / across
    grid = _grid(file, len(pairs) // across, [NAME_WIDTH_MM, each - NAME_WIDTH_MM] * across)
    for n, (name, value) in enumerate(pairs):
        row, column = grid.rows[n // across].cells, 2 * (n % across)
        if name or value:
            _cell(row[column], name, head=True)
            _cell(row[column + 1], value)
    if len(pairs) > len(block.pairs):
        last = 2 * ((len(block.pairs) - 1) % across) + 1
        cells = grid.rows[-1].cells
        cells[last].merge(cells[-1])
    _line(file, "", size=6)


@_written.register
def _(block: Table, file: WordFile) -> None:
    if block.title:
        _line(file, block.title, font=HEAD_FONT)
    rows = rows_of(block)
    grid = _grid(file, 1 + len(rows), [share * _width_mm(file) for share in widths(block)])
    lines = list(grid.rows)
    for cell, name in zip(lines[0].cells, block.columns, strict=True):
        _cell(cell, name, head=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    lines[0]._tr.get_or_add_trPr().append(repeated)
    for line, row in zip(lines[1:], rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            _cell(cell, text)
    _line(file, "", size=6)


@_written.register
def _(block: Bars, file: WordFile) -> None:
    if not block.rows:
        return
    if block.title:
        _line(file, block.title, font=HEAD_FONT)
    grid = _grid(file, len(block.rows), [share * _width_mm(file) for share in BAR_SHARES])
    for line, (name, _, said), length in zip(grid.rows, block.rows, lengths(block), strict=True):
        for cell, text in zip(line.cells, (name, "█" * round(length * BAR_SIGNS) or "▏", said), strict=True):
            _cell(cell, text)
        line.cells[1].paragraphs[0].runs[0].font.color.rgb = BAR
    _line(file, "", size=6)


@_written.register
def _(block: Signature, file: WordFile) -> None:
    _line(file, "", size=10)
    for text in signature_lines(block):
        line = _line(file, text)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.right_indent = Pt(2 * TEXT_PT)
        line.paragraph_format.keep_together = True


def _line(
    file: WordFile, text: str, *, font: str = TEXT_FONT, size: float = TEXT_PT, middle: bool = False, red: bool = False
) -> Line:
    line = file.add_paragraph()
    line.paragraph_format.space_after = Pt(3)
    if middle:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(plain(text))
    _font(run, font, size)
    if red:
        run.font.color.rgb = RED
    return line


def _cell(cell: Any, text: str, *, head: bool = False) -> None:
    run = cell.paragraphs[0].add_run(plain(text))
    _font(run, HEAD_FONT if head else TEXT_FONT, CELL_PT)


def _font(run: Any, name: str, size: float) -> None:
    """Word takes the font of Chinese letters from an attribute of its own."""
    run.font.name, run.font.size = name, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), name)


def _grid(file: WordFile, rows: int, widths_mm: list[float]) -> Grid:
    grid: Grid = file.add_table(rows, len(widths_mm), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return grid


def _width_mm(file: WordFile) -> float:
    section = file.sections[0]
    return float(((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)) / Mm(1))


def _field(line: Line, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    line._p.append(field)


def _red_line(line: Line) -> None:
    """A red rule below this line."""
    edges, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for attribute, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", str(RED))):
        bottom.set(qn(f"w:{attribute}"), value)
    edges.append(bottom)
    line._p.get_or_add_pPr().append(edges)
