"""The session sheet: what it says of a session, and that it is issued once and kept as it was."""

from datetime import timedelta

import pytest

from config.errors import Conflict
from tests.ticketing.story import NOON, Story
from ticketing.documents import service as documents
from ticketing.documents.content import Document, Facts, Paragraph, Table
from ticketing.documents.pdf import as_pdf
from ticketing.documents.word import as_docx
from ticketing.drafts import service as drafts
from ticketing.duty import attending, sheet
from ticketing.duty import service as duty
from ticketing.people import service as people

END = NOON + timedelta(hours=2)


def held(story: Story) -> tuple[str, str, list[str]]:
    """A session with an assistant: one call answered on the spot, two left over, one given up."""
    leader, agent = story.person("l1", "leader", unit="Q-CG"), story.person("a1")
    session = story.session(leader)
    story.do(attending.check_in, session, agent, NOON + timedelta(minutes=6))
    made = []
    for n in range(3):
        start = NOON + timedelta(minutes=n)
        made.append(story.answered(leader, queue=f"duty:{session}", number=f"1641234000{n}", start=start))
        story.ended(made[n], leader, start=start)
    story.do(drafts.edit, made[1], 1, {"title": "路灯不亮"}, agent, NOON)
    story.do(duty.judge, session, made[0], "on_the_spot", leader, NOON, "当日已修复")
    story.abandoned("16800000000", queue=f"duty:{session}", start=NOON + timedelta(minutes=9))
    return leader, session, made


def text(document: Document) -> str:
    """All words of the sheet, block by block."""
    words = []
    for block in document.blocks:
        if isinstance(block, Facts):
            words += [f"{name}={value}" for name, value in block.pairs]
        elif isinstance(block, Paragraph):
            words.append(block.text)
        elif isinstance(block, Table):
            words += [" | ".join(row) for row in block.rows]
    return "\n".join(words)


def test_the_sheet_tells_people_times_calls_and_figures_with_their_base(story: Story) -> None:
    leader, session, _ = held(story)
    story.do(duty.close, session, leader, END)
    said = text(story.do(sheet.of_session, session, NOON.date()))
    for one in (
        "带班领导=名l1", "协助话务员=名a1", "计划时间=2026-03-04 12:00–14:00", "实际时间=12:00–14:00（已结束）",
        "带班领导 12:00（准时）；协助话务员 12:06（迟到）", "接通 3 通，现场解答 1 通，转派办理 2 通",
        "在线解答率 33.33%（分子 1，分母 3", "另有放弃 1 通、无声 0 通、错号 0 通", "164****0000 | ", "| 现场解答 | 当日已修复 |",
        "路灯不亮 | 转派办理 | 转 市城市管理局 办理 | 2026", "168****0000 | – | 放弃 |",
    ):  # fmt: skip
        assert one in said, said
    assert "16412340000" not in said


def test_a_sheet_is_issued_after_the_closing_once_and_again_only_after_a_correction(story: Story) -> None:
    leader, session, made = held(story)
    boss = story.person("s1", "supervisor")
    with pytest.raises(Conflict, match="还没有结束"):
        story.do(sheet.issue, session, leader, NOON)
    story.do(duty.close, session, leader, END)
    first = story.do(sheet.issue, session, leader, END)
    assert first.number == "带班〔2026〕1号"
    with pytest.raises(Conflict, match="已出具"):
        story.do(sheet.issue, session, leader, END)
    story.do(duty.correct, session, made[1], "on_the_spot", boss, END, "当场已答复")
    second = story.do(sheet.issue, session, leader, END)
    assert second.number == "带班〔2026〕2号"
    reader = story.do(people.get, leader)
    kept, now = (story.do(documents.read, one.id, reader) for one in (first, second))
    assert "更正" not in text(kept)
    assert "由“转派办理”更正为“现场解答”。原因：当场已答复" in text(now)
    assert [one.number for one in story.do(duty.get, session).documents] == [first.number, second.number]


def test_a_sheet_of_any_session_can_be_printed(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader)
    proof = story.do(sheet.of_session, session, NOON.date())
    assert "在线解答率 无（没有接通来电）" in text(proof)
    assert as_pdf(proof).startswith(b"%PDF")
    assert as_docx(proof).startswith(b"PK")
