"""Sheets of years before: every mistake said, all or nothing, once, and the ledger covers them from their own day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from config.errors import BadInput, Conflict
from tests.ticketing.story import NOON, Story
from ticketing.duty import cells, past, past_lines
from ticketing.duty import service as duty
from ticketing.spreadsheets import write_csv, write_xlsx

END_OF_2025 = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)
ROW: dict[str, Any] = {
    "day": "2025-03-04", "begins": "09:00", "finishes": "11:00", "unit": "市城市管理局", "leader": "l1", "connected": 20,
    "on_the_spot": 14, "abandoned": 2,
}  # fmt: skip


@pytest.fixture
def boss(story: Story) -> str:
    story.person("l1", "leader", unit="Q-CG")
    return story.person("s1", "supervisor")


def file(*rows: dict[str, Any]) -> bytes:
    return write_csv(past_lines.COLUMNS, rows, titles=True)


def test_imported_sheets_count_in_the_ledger_of_their_year_by_leader_unit_and_month(story: Story, boss: str) -> None:
    content = file(ROW, ROW | {"day": "2025/4/8", "leader": "已退休的老局长", "unit": "Q-HB", "connected": 3, "on_the_spot": 1})
    shown = story.do(past.preview, "2025.csv", content, NOON)
    assert (shown.rows, shown.mistakes_count, [(y.year, y.sessions, y.rate.percent) for y in shown.years]) == (
        2,
        0,
        [(2025, 2, 65.22)],
    )
    assert [line.leader_known for line in shown.lines] == [True, False]
    assert story.do(duty.figures, END_OF_2025).total.sessions == 0
    story.do(past.take, "2025.csv", content, boss, NOON)
    figures = story.do(duty.figures, END_OF_2025)
    assert (figures.total.sessions, figures.total.past, figures.total.connected, figures.total.on_the_spot) == (2, 2, 23, 15)
    assert (figures.total.rate.percent, figures.total.abandoned) == (65.22, 4)
    assert {line.name: line.connected for line in figures.by_leader} == {"名l1": 20, "已退休的老局长": 3}
    assert [line.key for line in figures.by_month] == ["2025-03", "2025-04"]
    early = story.do(duty.figures, datetime(2025, 3, 31, tzinfo=UTC)).total
    assert (early.sessions, early.rate.percent) == (1, 70.0)
    assert story.do(duty.figures, NOON).total.sessions == 0


def test_excel_is_read_like_csv_with_days_and_numbers_as_it_keeps_them(story: Story, boss: str) -> None:
    rows = [ROW | {"day": "2025年3月4日", "begins": "9时", "finishes": "", "connected": "20.0"}]
    shown = story.do(past.preview, "x.xlsx", write_xlsx(past_lines.COLUMNS, rows), NOON)
    assert (shown.rows, shown.mistakes) == (1, ())
    assert shown.lines[0].ends_at - shown.lines[0].starts_at == past_lines.USUAL_LENGTH


def test_every_mistake_is_said_by_line_and_column_and_nothing_is_taken(story: Story, boss: str) -> None:
    content = file(
        ROW,
        ROW | {"day": "昨天", "begins": "九点", "unit": "没有的局", "leader": "", "connected": "-1", "on_the_spot": "两通"},
        ROW | {"day": "2025-05-06", "on_the_spot": 21},
        ROW | {"day": "2026-12-31"},
        ROW,
        ROW | {"day": "2025-05-07", "finishes": "08:00"},
    )
    shown = story.do(past.preview, "2025.csv", content, NOON)
    found = {(one.line, one.column) for one in shown.mistakes}
    assert found == {
        (3, "日期"), (3, "开始时间"), (3, "带班单位"), (3, "带班领导"), (3, "接通"), (3, "现场解答"), (4, "现场解答"),
        (5, "日期"), (6, ""), (7, "结束时间"),
    }  # fmt: skip
    with pytest.raises(BadInput, match="整批没有导入"):
        story.do(past.take, "2025.csv", content, boss, NOON)
    assert story.do(past.imports) == []
    assert story.do(duty.figures, END_OF_2025).total.sessions == 0


def test_a_session_counts_once_however_often_its_file_is_imported(story: Story, boss: str) -> None:
    taken = story.do(past.take, "2025.csv", file(ROW), boss, NOON)
    with pytest.raises(BadInput, match="已经导入过"):
        story.do(past.take, "2025.csv", file(ROW), boss, NOON)
    story.do(past.withdraw, taken.id, boss, NOON, "合计有误")
    assert story.do(duty.figures, END_OF_2025).total.sessions == 0
    story.do(past.take, "2025.csv", file(ROW | {"on_the_spot": 13}), boss, NOON)
    assert story.do(duty.figures, END_OF_2025).total.on_the_spot == 13
    listed = story.do(past.imports)
    assert [one.withdrawn_at is None for one in listed].count(True) == 1
    with pytest.raises(Conflict):
        story.do(past.withdraw, taken.id, boss, NOON, "再撤一次")


def test_two_who_import_a_file_at_once_take_it_in_once(story: Story, boss: str) -> None:
    def attempt(_: int) -> bool:
        try:
            story.do(past.take, "2025.csv", file(ROW), boss, NOON)
        except BadInput:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(attempt, range(3))) == 1


def test_a_session_that_was_held_here_is_not_imported_beside(story: Story, boss: str) -> None:
    leader = story.person("l9", "leader", unit="Q-CG")
    session = story.session(leader)
    story.do(duty.close, session, leader, NOON)
    row = ROW | {"day": "2026-03-04", "begins": "12:00", "finishes": "14:00", "leader": "l9"}
    shown = story.do(past.preview, "x.csv", file(row), datetime(2026, 4, 1, tzinfo=UTC))
    assert [one.what for one in shown.mistakes] == ["这场带班已在系统中接听。"]


@pytest.mark.parametrize("text", ["2025-03-04", "2025/3/4", "2025.3.4", "2025年3月4日", "2025-03-04 00:00"])
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert cells.day(text) == date(2025, 3, 4)


@pytest.mark.parametrize("text", ["2025-02-30", "3月4日", "20250304", "", "明天"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert cells.day(text) is None


def test_times_and_counts_are_read_as_people_write_them() -> None:
    assert [cells.clock(text) for text in ("9:00", "09：30", "9时", "9时5分", "24:00", "九点")] == [
        time(9), time(9, 30), time(9), None, None, None,
    ]  # fmt: skip
    assert [cells.count(text) for text in ("12", "12.0", "", "-1", "1.5", "1e3")] == [12, 12, 0, None, None, None]


CALL: dict[str, Any] = {
    "day": "2025-03-04", "begins": "09:00", "finishes": "11:00", "unit": "市城市管理局", "leader": "l1", "called": "09:12",
    "number": "16412345678", "matter": "路灯不亮", "result": "现场解答", "answer": "当晚修复",
}  # fmt: skip


def calls_file(*rows: dict[str, Any]) -> bytes:
    return write_csv(past_lines.CALL_COLUMNS, rows, titles=True)


def test_a_sheets_calls_are_taken_in_one_by_one_and_its_sums_are_theirs(story: Story, boss: str) -> None:
    results = ("现场解答", "在线解答", "转派办理", "放弃", "无声", "错号")
    rows = [CALL | {"result": result, "called": f"09:{10 + n}"} for n, result in enumerate(results)]
    other = CALL | {"day": "2025-03-11", "number": "", "called": "", "result": "转派"}
    content = calls_file(*rows[:3], other, *rows[3:])
    shown = story.do(past.preview, "calls.csv", content, NOON)
    assert (shown.rows, shown.calls, shown.mistakes) == (2, 7, ())
    counts = [(one.connected, one.on_the_spot, one.abandoned, one.silent, one.wrong_number, one.calls) for one in shown.lines]
    assert counts == [(3, 2, 1, 1, 1, 6), (1, 0, 0, 0, 0, 1)]
    taken = story.do(past.take, "calls.csv", content, boss, NOON)
    total = story.do(duty.figures, END_OF_2025).total
    assert (total.sessions, total.connected, total.on_the_spot, total.rate.percent) == (2, 4, 2, 50.0)
    last, first = story.do(past.sheets, taken.id).items
    assert (last.calls, first.calls, first.leader_name) == (1, 6, "名l1")
    told = story.do(past.calls_of, first.id)
    assert [one.result for one in told] == ["on_the_spot", "on_the_spot", "other", "abandoned", "silent", "wrong_number"]
    assert (told[0].number, told[0].matter, told[0].answer) == ("164****5678", "路灯不亮", "当晚修复")
    assert told[0].called_at == datetime(2025, 3, 4, 1, 10, tzinfo=UTC)
    assert story.do(past.calls_of, last.id)[0].called_at is None


def test_every_mistake_of_a_call_is_said_by_line_and_column(story: Story, boss: str) -> None:
    content = calls_file(
        CALL,
        CALL | {"result": "很满意"},
        CALL | {"called": "九点", "number": "电话"},
        CALL | {"finishes": "12:00"},
        CALL | {"leader": "", "day": "昨天"},
    )
    shown = story.do(past.preview, "calls.csv", content, NOON)
    assert {(one.line, one.column) for one in shown.mistakes} == {
        (3, "结果"), (4, "来电时间"), (4, "来电号码"), (5, "结束时间"), (6, "日期"), (6, "带班领导"),
    }  # fmt: skip
    with pytest.raises(BadInput):
        story.do(past.take, "calls.csv", content, boss, NOON)


def test_a_session_with_its_calls_is_not_taken_in_beside_its_sums(story: Story, boss: str) -> None:
    taken = story.do(past.take, "2025.csv", file(ROW), boss, NOON)
    [sheet] = story.do(past.sheets, taken.id).items
    assert (sheet.calls, story.do(past.calls_of, sheet.id)) == (0, ())
    with pytest.raises(BadInput, match="已经导入过"):
        story.do(past.take, "calls.csv", calls_file(CALL), boss, NOON)


def test_a_file_of_neither_kind_is_told_what_the_nearer_one_lacks(story: Story, boss: str) -> None:
    nearly = calls_file(CALL).replace("结果".encode(), "处理".encode(), 1)
    said = [one.what for one in story.do(past.preview, "calls.csv", nearly, NOON).mistakes]
    assert "缺少“结果”列。" in said
