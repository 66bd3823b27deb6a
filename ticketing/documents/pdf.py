"""A document as PDF: A4, red head where its kind has one, tables over pages with their heads, 第 x 页 共 y 页."""

from collections.abc import Sequence
from functools import singledispatch
from io import BytesIO
from itertools import chain
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, KeepTogether, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid
from reportlab.platypus import paragraph as breaking

from ticketing.documents import fonts as shelf
from ticketing.documents.content import Bars, Document, Facts, Heading, Paragraph, Signature, Table, plain
from ticketing.documents.fonts import Fonts
from ticketing.documents.words import day, lengths, rows_of, signature_lines, widths

# What no line of Chinese begins with; the library knows the Japanese marks only.
breaking.ALL_CANNOT_START += "，；：！？》」』”’…"  # type: ignore[attr-defined]

RED = colors.HexColor("#c4161c")
LINE = colors.HexColor("#777777")
SHADE = colors.HexColor("#f1f2f4")
BAR = colors.HexColor("#2f6f9f")
BAR_HIGH = 3 * mm
BAR_SHARES = (0.34, 0.44, 0.22)
"""Of the width: the name, the bar, what stands at its end."""
MARGINS_MM = (25, 22, 26, 26)
"""Top, bottom, left, right; a landscape sheet takes 15 at the sides."""
FRAME_PT = 6.0
"""What the template keeps free within the margins on either side."""
HEAD_ROOM = 32 * mm
"""A heading goes to the next page when less than this is left below it."""


class Sheet:
    """The styles of one document, and the width that its blocks share."""

    def __init__(self, fonts: Fonts, width: float) -> None:
        self.fonts, self.width = fonts, width
        self.text = ParagraphStyle("text", fontName=fonts.text, fontSize=12, leading=21, wordWrap="CJK", spaceAfter=3)
        self.indented = ParagraphStyle("indented", self.text, firstLineIndent=24)
        self.cell = ParagraphStyle("cell", self.text, fontSize=9.5, leading=13.5, spaceAfter=0)
        self.head = ParagraphStyle("head", self.cell, fontName=fonts.heads, alignment=TA_CENTER)
        self.name = ParagraphStyle("name", self.cell, fontName=fonts.heads)
        self.title = ParagraphStyle(
            "title", self.text, fontName=fonts.heads, fontSize=18, leading=27, alignment=TA_CENTER, spaceAfter=8
        )
        self.issuer = ParagraphStyle("issuer", self.title, fontSize=25, leading=36, textColor=RED)
        self.number = ParagraphStyle("number", self.text, alignment=TA_CENTER, spaceAfter=2)
        self.right = ParagraphStyle("right", self.text, alignment=TA_RIGHT, rightIndent=24)
        self.headings = tuple(
            ParagraphStyle(f"h{n}", self.text, fontName=fonts.heads, fontSize=size, spaceBefore=8)
            for n, size in ((1, 14), (2, 12.5))
        )

    def of(self, text: str, style: ParagraphStyle) -> Text:
        return Text(escape(plain(text)).replace("\n", "<br/>"), style)


def as_pdf(document: Document, fonts: Fonts | None = None) -> bytes:
    """The file's bytes; the same document gives the same bytes. ``fonts`` are by default those of known places."""
    fonts = fonts or shelf.known()
    top, bottom, left, right = (15, 16, 15, 15) if document.landscape else MARGINS_MM
    size = landscape(A4) if document.landscape else A4
    file = BytesIO()
    template = SimpleDocTemplate(
        file, pagesize=size, topMargin=top * mm, bottomMargin=bottom * mm, leftMargin=left * mm, rightMargin=right * mm,
        title=document.title, author=document.issuer, subject=document.number, invariant=1,
    )  # fmt: skip
    sheet = Sheet(fonts, size[0] - (left + right) * mm - 2 * FRAME_PT)
    template.build(_story(document, sheet), canvasmaker=_counting(fonts.text, size[0] / 2))
    return file.getvalue()


def _story(document: Document, sheet: Sheet) -> list[Flowable]:
    story = _red_head(document, sheet) if document.red_head else _plain_head(document, sheet)
    if document.addressee:
        story.append(sheet.of(f"{document.addressee}：", sheet.text))
    for block in document.blocks:
        story.extend(_drawn(block, sheet))
    return story


def _red_head(document: Document, sheet: Sheet) -> list[Flowable]:
    """Issuer in red, number, red line, title: the head of an official paper."""
    return [
        sheet.of(document.issuer, sheet.issuer),
        sheet.of(document.number, sheet.number),
        HRFlowable(width="100%", thickness=1.6, color=RED, spaceBefore=2, spaceAfter=16),
        sheet.of(document.title, sheet.title),
    ]


def _plain_head(document: Document, sheet: Sheet) -> list[Flowable]:
    head: list[Flowable] = [sheet.of(document.title, sheet.title)]
    below = " · ".join(filter(None, (document.issuer, document.number, day(document.date))))
    return [*head, sheet.of(below, sheet.number), Spacer(1, 4)]


@singledispatch
def _drawn(block: Any, sheet: Sheet) -> Sequence[Flowable]:
    raise TypeError(f"{type(block).__name__} is no block of a document")


@_drawn.register
def _(block: Heading, sheet: Sheet) -> Sequence[Flowable]:
    return _heading(block.text, min(block.level, 2), sheet)


@_drawn.register
def _(block: Paragraph, sheet: Sheet) -> Sequence[Flowable]:
    return [sheet.of(block.text, sheet.indented if block.indented else sheet.text)]


@_drawn.register
def _(block: Facts, sheet: Sheet) -> Sequence[Flowable]:
    if not block.pairs:
        return []
    across = max(1, block.columns)
    cells = [[sheet.of(name, sheet.name), sheet.of(value, sheet.cell)] for name, value in block.pairs]
    cells += [[sheet.of("", sheet.name), sheet.of("", sheet.cell)]] * (-len(cells) % across)
    rows = [list(chain(*cells[n : n + across])) for n in range(0, len(cells), across)]
    last = 2 * ((len(block.pairs) - 1) % across) + 1
    name_width = 26 * mm
    value_width = sheet.width / across - name_width
    shaded: list[Any] = [("BACKGROUND", (2 * n, 0), (2 * n, -1), SHADE) for n in range(across)]
    shaded += [("BACKGROUND", (last, -1), (-1, -1), colors.white), ("SPAN", (last, -1), (-1, -1))]
    return [_grid(rows, [name_width, value_width] * across, shaded), Spacer(1, 8)]


@_drawn.register
def _(block: Table, sheet: Sheet) -> Sequence[Flowable]:
    shares = widths(block)
    head = [sheet.of(name, sheet.head) for name in block.columns]
    rows = [[sheet.of(text, sheet.cell) for text in row] for row in rows_of(block)]
    title = _heading(block.title, 2, sheet) if block.title else []
    shaded = [("BACKGROUND", (0, 0), (-1, 0), SHADE)]
    return [*title, _grid([head, *rows], [share * sheet.width for share in shares], shaded, heads=1), Spacer(1, 8)]


@_drawn.register
def _(block: Bars, sheet: Sheet) -> Sequence[Flowable]:
    if not block.rows:
        return []
    columns = [share * sheet.width for share in BAR_SHARES]
    room = columns[1] - 8
    rows = [
        [sheet.of(name, sheet.cell), _bar(room * length, room), sheet.of(said, sheet.cell)]
        for (name, _, said), length in zip(block.rows, lengths(block), strict=True)
    ]
    title = _heading(block.title, 2, sheet) if block.title else []
    style = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    return [*title, Grid(rows, colWidths=columns, style=style, splitInRow=1), Spacer(1, 8)]


@_drawn.register
def _(block: Signature, sheet: Sheet) -> Sequence[Flowable]:
    lines: list[Flowable] = [sheet.of(line, sheet.right) for line in signature_lines(block)]
    return [KeepTogether([Spacer(1, 18), *lines])]


def _bar(length: float, room: float) -> Drawing:
    drawing = Drawing(room, BAR_HIGH)
    bar = Rect(0, 0, max(0.5, length), BAR_HIGH)
    bar.fillColor, bar.strokeColor = BAR, None
    drawing.add(bar)
    return drawing


def _heading(text: str, level: int, sheet: Sheet) -> list[Flowable]:
    return [CondPageBreak(HEAD_ROOM), sheet.of(text, sheet.headings[level - 1])]


def _grid(rows: list[list[Any]], columns: list[float], more: list[Any], heads: int = 0) -> Grid:
    style = [
        ("GRID", (0, 0), (-1, -1), 0.5, LINE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if not heads else "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        *more,
    ]
    return Grid(rows, colWidths=columns, repeatRows=heads, splitInRow=1, style=style)


def _counting(font: str, middle: float) -> type[Canvas]:
    """A canvas that writes each page's number when it knows how many there are."""

    class Counting(Canvas):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - the base class names it
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                self.setFont(font, 9)
                self.drawCentredString(middle, 9 * mm, f"第 {number} 页 共 {len(self._pages)} 页")
                super().showPage()
            super().save()

    return Counting
