"""A table is read whole with every mistake by its place, whatever program wrote it; what is written never runs."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from config.errors import BadInput
from ticketing.spreadsheets import Bounds, Column, read, sheets, write_csv, write_xlsx
from ticketing.spreadsheets.merged import CHUNK_BYTES
from ticketing.spreadsheets.merged import _found as found_in

COLUMNS = (
    Column(name="code", title="编码"),
    Column(name="kind", title="类别", words={"territory": "属地", "utility": "公共服务"}),
    Column(name="phone", title="电话", required=False, longest=20),
)


def book(rows: Sequence[Sequence[object]], title: str = "单位") -> bytes:
    made = Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_every_encoding_that_offices_use(encoding: str) -> None:
    found = read("单位.csv", "编码,类别\r\nS01,属地\r\n\r\nS02,territory\r\n".encode(encoding), COLUMNS)
    assert not found.mistakes
    assert [(row.line, dict(row.values)) for row in found.rows] == [
        (2, {"code": "S01", "kind": "territory", "phone": ""}),
        (4, {"code": "S02", "kind": "territory", "phone": ""}),
    ]


def test_a_line_number_is_where_the_row_begins_also_after_a_cell_of_two_lines() -> None:
    found = read("u.csv", b'code,kind\n"S\n1",utility\nS2,utility\n', COLUMNS)
    assert [row.line for row in found.rows] == [2, 4]


def test_text_of_no_known_encoding_is_refused_by_its_line() -> None:
    found = read("u.csv", b"code,kind\nS1,\xff\xff\xff\n", COLUMNS)
    assert (found.rows, found.mistakes[0].line) == ((), 2)
    with pytest.raises(BadInput, match=r"u\.csv:2"):
        found.checked()


def test_headers_are_named_that_are_missing_unknown_or_twice() -> None:
    found = read("u.csv", "编码,code,颜色\n".encode(), COLUMNS)
    assert sorted(mistake.column for mistake in found.mistakes) == sorted(["颜色", "编码", "kind"])


def test_rows_with_too_many_or_few_cells_and_long_cells_are_all_named_at_once() -> None:
    found = read("u.csv", f"code,kind,phone\nS1,utility,1,2\nS2\nS3,utility,{'1' * 21}\n".encode(), COLUMNS)
    assert [(mistake.line, mistake.column) for mistake in found.mistakes] == [(2, ""), (3, ""), (4, "phone")]


def test_a_workbook_shows_what_people_see() -> None:
    rows = [["编码", "类别", "电话"], [101, "属地", "02510000001"], [None, None, None], ["S2", "utility", datetime(2026, 3, 4)]]
    found = read("u.xlsx", book(rows), COLUMNS)
    assert not found.mistakes
    assert [(row.line, *row.values.values()) for row in found.rows] == [
        (2, "101", "territory", "02510000001"), (4, "S2", "utility", "2026-03-04"),
    ]  # fmt: skip


def merged(rows: Sequence[Sequence[object]], *areas: str) -> bytes:
    made = load_workbook(io.BytesIO(book(rows)))
    for area in areas:
        made.active.merge_cells(area)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_cell_merged_over_lines_says_the_same_of_each_and_fills_no_empty_line() -> None:
    rows = [
        ["编码", "类别", "电话"],
        ["S1", "属地", "1"],
        ["S2", None, "2"],
        [None, None, None],
        ["S4", None, None],
        ["S5", "公共服务", "5"],
    ]
    found = read("u.xlsx", merged(rows, "B2:B5", "C5:C6"), COLUMNS)
    assert not found.mistakes
    assert [(row.line, *row.values.values()) for row in found.rows] == [
        (2, "S1", "territory", "1"), (3, "S2", "territory", "2"), (5, "S4", "territory", ""), (6, "S5", "utility", ""),
    ]  # fmt: skip


def test_cells_merged_over_columns_are_named_by_line_and_column() -> None:
    found = read("u.xlsx", merged([["编码", "类别"], ["S1", "属地"], ["S2", None]], "A3:B3"), COLUMNS)
    assert [(m.line, m.column) for m in found.mistakes] == [(3, "A")]
    assert "A3:B3" in found.mistakes[0].what


def test_a_title_over_the_header_is_said_to_be_one() -> None:
    found = read("u.xlsx", merged([["某市单位一览表", None], ["编码", "类别"], ["S1", "属地"]], "A1:B1"), COLUMNS)
    assert found.mistakes[0].line == 1
    assert any("标题行请删去" in mistake.what for mistake in found.mistakes)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 3), st.binary(max_size=40))
def test_merged_cells_are_found_wherever_the_parts_are_cut(before: int, noise: bytes) -> None:
    """The tags may lie across two chunks of the part that is read."""
    tags = b"".join(b'<mergeCell ref="B%d:B%d"/>' % (n, n + 1) for n in range(1, 60, 2))
    part = io.BytesIO(noise.replace(b"<", b"") + b" " * (CHUNK_BYTES - 700 - before) + tags)
    assert [area.first for area in found_in(part)] == list(range(1, 60, 2))


@pytest.mark.parametrize(("cell", "said"), [("=1+1", "公式"), (1234567890123456789, "末位已丢失"), ("#REF!", "错误值")])
def test_formulas_lost_digits_and_error_values_are_named_by_cell(cell: object, said: str) -> None:
    found = read("u.xlsx", book([["code", "kind"], ["S1", cell]]), COLUMNS)
    assert [(m.line, m.column) for m in found.mistakes] == [(2, "B")]
    assert said in found.mistakes[0].what


def test_a_sheet_is_chosen_by_name_else_the_first_that_holds_something() -> None:
    made = load_workbook(io.BytesIO(book([["code", "kind"], ["S1", "utility"]])))
    made.create_sheet("说明", 0)
    made.create_sheet("二").append(["code", "kind"])
    out = io.BytesIO()
    made.save(out)
    assert [row["code"] for row in read("u.xlsx", out.getvalue(), COLUMNS).rows] == ["S1"]
    assert read("u.xlsx", out.getvalue(), COLUMNS, sheet="二").rows == ()
    assert sheets(out.getvalue()) == ("说明", "单位", "二")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 2_000_000)
    bounds = Bounds(unpacked=1_000_000)
    assert "展开后" in read("u.xlsx", out.getvalue(), COLUMNS, bounds=bounds).mistakes[0].what
    entities = io.BytesIO()
    with zipfile.ZipFile(entities, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')
    assert "已拒绝" in read("u.xlsx", entities.getvalue(), COLUMNS).mistakes[0].what


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04rubbish", b"\xd0\xcf\x11\xe0rubbish", b"", b"\0\0\0", b'code,kind\n"S1,x\n', b"code\0,kind\n"]
)
def test_broken_files_are_one_sentence(content: bytes) -> None:
    found = read("u", content, COLUMNS)
    assert found.rows == ()
    assert found.mistakes


def test_an_empty_archive_in_place_of_a_workbook_is_one_sentence() -> None:
    content = book([["code", "kind"]])
    for cut in range(4, len(content), 997):
        assert read("u.xlsx", content[:cut], COLUMNS).mistakes


def test_more_rows_or_bytes_than_the_bound_are_refused_whole() -> None:
    rows = [["code", "kind"], *(["S1", "utility"] for _ in range(4))]
    for content in (book(rows), write_csv(COLUMNS, [{"code": "S1", "kind": "utility"}] * 4)):
        assert read("u", content, COLUMNS, bounds=Bounds(rows=4)).mistakes == ()
        assert "超过 3 行" in read("u", content, COLUMNS, bounds=Bounds(rows=3)).mistakes[0].what
        assert "上限" in read("u", content, COLUMNS, bounds=Bounds(bytes=10)).mistakes[0].what


def test_a_far_cell_does_not_make_a_million_rows() -> None:
    made = Workbook()
    made.active.append(["code", "kind"])
    made.active.cell(row=1_048_576, column=16_384, value="x")
    out = io.BytesIO()
    made.save(out)
    assert len(read("u.xlsx", out.getvalue(), COLUMNS, bounds=Bounds(rows=1000)).rows) <= 1000


@pytest.mark.parametrize("cell", ["=1+1", "+86 25", "-cmd|' /C calc'!A0", "@SUM(A1)", "'=x"])
def test_nothing_that_is_written_runs_in_a_spreadsheet(cell: str) -> None:
    written = write_csv(COLUMNS, [{"code": cell, "kind": "utility", "phone": -10.11}])
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))[1] == [f"'{cell}", "utility", "-10.11"]
    sheet = load_workbook(io.BytesIO(write_xlsx(COLUMNS, [{"code": cell, "kind": "utility"}]))).active
    assert sheet is not None
    assert (sheet["A2"].data_type, sheet["B2"].value) == ("s", "公共服务")


TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from("=+-@'\",;\n"), max_size=20).map(str.strip)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(TEXT, st.sampled_from(["territory", "utility"]), TEXT), max_size=5), st.booleans())
def test_what_goes_out_comes_back_unchanged(rows: list[tuple[str, str, str]], titles: bool) -> None:
    made = [dict(zip(("code", "kind", "phone"), row, strict=True)) for row in rows]
    kept = [row for row in made if any(row.values())]
    for content in (write_csv(COLUMNS, made, titles=titles), write_xlsx(COLUMNS, made, titles=titles)):
        assert [dict(row.values) for row in read("u", content, COLUMNS).checked()] == kept
