"""Papers as PDF and Word: every text of the document stands on it, heads repeat, and nothing that people type breaks it."""

import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing.documents import fonts
from ticketing.documents.content import (
    MAX_TEXT,
    Bars,
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Signature,
    Table,
    as_json,
    from_json,
)
from ticketing.documents.pdf import as_pdf
from ticketing.documents.word import as_docx
from ticketing.documents.words import lengths, rows_of, widths

DAY = date(2026, 3, 4)
BLOCKS: tuple[Block, ...] = (
    Paragraph("经查，桥头小区路灯长期不亮。"),
    Heading("一、基本情况"),
    Facts((("工单编号", "20260304-000123"), ("办结期限", "3月11日"), ("地点", "南门 <A&B>"))),
    Table(("序号", "内容"), tuple((str(n), "路灯不亮，请尽快修复") for n in range(80)), (1, 5), "附：来电清单"),
    Signature("临江市12345热线", DAY),
    Signature(lines=("带班领导（签字）",)),
)


def paper(*blocks: Block, red_head: bool = True, landscape: bool = False) -> Document:
    return Document(
        kind="supervision_notice", title="关于路灯问题的督办通知", issuer="临江市12345热线", number="督办〔2026〕12号",
        addressee="市城市管理局", date=DAY, blocks=blocks, red_head=red_head, landscape=landscape,
    )  # fmt: skip


def text_of(pdf: bytes, tmp_path: Path) -> list[str]:
    """The text of each page, as the reader's own tool finds it."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    try:
        found = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, timeout=30)
    except FileNotFoundError:
        pytest.skip("No pdftotext is installed (apt package poppler-utils).")
    return found.stdout.decode().split("\f")[:-1]


@pytest.mark.skipif(not fonts.known().embedded, reason="No TrueType Chinese font is installed (apt package fonts-wqy-microhei).")
def test_every_page_has_its_number_and_a_table_its_heads(tmp_path: Path) -> None:
    pages = text_of(as_pdf(paper(*BLOCKS)), tmp_path)
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in page.replace(" ", "")  # how wide a gap counts as a space is the font's matter
    with_rows = [page for page in pages if re.search(r"路灯不亮，请尽快修复", page)]
    assert len(with_rows) >= 2
    assert all("序号" in page for page in with_rows)
    for said in ("督办〔2026〕12号", "市城市管理局：", "一、基本情况", "南门 <A&B>", "2026年3月4日", "带班领导（签字）"):
        assert said in "".join(pages)


def test_the_same_document_is_the_same_file() -> None:
    assert as_pdf(paper(*BLOCKS)) == as_pdf(paper(*BLOCKS))


def test_word_has_the_same_words_east_asian_fonts_and_repeated_heads() -> None:
    file = docx.Document(BytesIO(as_docx(paper(*BLOCKS))))
    words = "\n".join(line.text for line in file.paragraphs)
    for said in ("临江市12345热线", "督办〔2026〕12号", "关于路灯问题的督办通知", "市城市管理局：", "2026年3月4日"):
        assert said in words
    facts, table = file.tables
    assert [cell.text for cell in facts.rows[0].cells] == ["工单编号", "20260304-000123", "办结期限", "3月11日"]
    assert len(table.rows) == 81
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert 'w:eastAsia="仿宋"' in file.paragraphs[-1]._p.xml
    assert 'w:instr="NUMPAGES"' in file.sections[0].footer._element.xml


def test_without_a_font_of_its_own_the_paper_says_so_and_is_still_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_SERIF", ())
    monkeypatch.setattr(fonts, "_SANS", ())
    found = fonts.known()
    assert (found.text, found.embedded) == (fonts.STAND_IN, False)
    assert as_pdf(paper(*BLOCKS), found).startswith(b"%PDF")


def test_a_font_that_is_none_is_passed_over(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    assert fonts.known(text=str(broken), heads=str(broken)).embedded is False


anything = st.text(max_size=200)
shares = st.sampled_from([(), (1.0, 3.0), (0.0, 0.0)])
BLOCK: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, anything, st.integers(1, 3)),
    st.builds(Paragraph, anything, st.booleans()),
    st.builds(Facts, st.lists(st.tuples(anything, anything), max_size=5).map(tuple), st.integers(1, 3)),
    st.builds(
        Table, st.just(("甲", "乙")), st.lists(st.tuples(anything, anything), max_size=4).map(tuple), shares
    ),
    st.builds(Bars, st.lists(st.tuples(anything, st.floats(-9, 9e9), anything), max_size=4).map(tuple), anything),
    st.builds(Signature, anything, st.just(DAY), st.lists(anything, max_size=2).map(tuple)),
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(BLOCK, max_size=4), st.booleans(), st.booleans())
def test_whatever_people_type_is_printed_and_kept(blocks: list[Block], red: bool, wide: bool) -> None:
    document = paper(*blocks, red_head=red, landscape=wide)
    assert from_json(as_json(document)) == document
    assert as_pdf(document).startswith(b"%PDF")
    assert as_docx(document).startswith(b"PK")


def test_a_cell_longer_than_a_page_goes_on_over_the_next() -> None:
    assert as_pdf(paper(Table(("事", "由"), (("长", "路灯不亮，" * 4_000),), (1, 1))))
    assert as_pdf(paper(Paragraph("路" * (MAX_TEXT + 1)), Facts((("长", "灯" * 5_000),))))


def test_rows_fit_their_columns_and_shares_make_the_width() -> None:
    table = Table(("甲", "乙", "丙"), (("1",), ("1", "2", "3", "4")), (2, 1, 1))
    assert rows_of(table) == [("1", "", ""), ("1", "2", "3")]
    assert widths(table) == (0.5, 0.25, 0.25)
    assert widths(Table(("甲", "乙"), ())) == (0.5, 0.5)


def test_the_longest_bar_is_the_whole_and_nothing_has_no_length() -> None:
    assert lengths(Bars((("甲", 8.0, "8"), ("乙", 2.0, "2"), ("丙", -1.0, "")))) == (1.0, 0.25, 0.0)
    assert lengths(Bars((("甲", 0.0, "0"),))) == (0.0,)
    file = docx.Document(BytesIO(as_docx(paper(Bars((("路灯不亮", 8.0, "8件"), ("夜间施工", 4.0, "4件")), "高频事项")))))
    [grid] = file.tables
    assert [len(row.cells[1].text) for row in grid.rows] == [18, 9]
