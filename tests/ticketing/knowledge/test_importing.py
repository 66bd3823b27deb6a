"""A table is taken in whole or not at all, with every mistake by line and column; what is taken out can be brought in again."""

import pytest

from config.errors import BadInput, NotAllowed
from tests.ticketing.knowledge.articles import EDITOR, Desk, article, script
from tests.ticketing.story import NOON, Story
from ticketing.knowledge import exporting, finding, importing, listing
from ticketing.knowledge.schemas import KnowledgeTaken, Sort

HEAD = "编号,标题,类别,常见问法,简答,正文,事项分类,归口单位,来源,文号,生效日期,失效日期\n"


def take(story: Story, content: bytes, sort: Sort = "article", reviewer: str | None = "reviewer") -> KnowledgeTaken:
    return story.do(importing.take, "知识.csv", content, sort, by=EDITOR, reviewer=reviewer, at=NOON)


def row(story: Story, code: str, title: str = "标题", unit: str = "", **more: str) -> str:
    cells = {"kind": "常见问答", "questions": "", "short": "", "body": "正文。", "categories": "", "until": ""} | more
    unit = unit or story.database.city.units.root.name
    said = (code, title, cells["kind"], cells["questions"], cells["short"], cells["body"], cells["categories"], unit, "", "", "")
    return ",".join(f'"{cell}"' for cell in (*said, cells["until"])) + "\n"


def test_a_file_is_published_by_the_consent_of_another_person(story: Story) -> None:
    content = HEAD + row(story, "A1", "社保卡补办", questions="社保卡丢了；怎么补卡") + row(story, "A2")
    assert take(story, content.encode()) == KnowledgeTaken(new=2, changed=0, same=0, published=True)
    with story.database.reading() as uow:
        [hit] = finding.find(uow, "社保卡", NOON).items
    assert hit.code == "A1"
    with pytest.raises(NotAllowed, match="两个人"):
        take(story, content.encode(), reviewer=EDITOR.id)


def test_without_a_reviewer_the_versions_wait_on_the_page(story: Story) -> None:
    take(story, (HEAD + row(story, "A1")).encode(), reviewer=None)
    with story.database.reading() as uow:
        assert [one.code for one in listing.waiting(uow, NOON)] == ["A1"]


def test_every_mistake_is_said_by_line_and_column_and_nothing_is_taken(story: Story) -> None:
    wrong = (
        row(story, "A1")
        + row(story, "A2", unit="没有这个单位")
        + row(story, "A3", kind="公告")
        + row(story, "A4", categories="99", until="明年")
        + row(story, "A1")
    )
    with pytest.raises(BadInput) as told:
        take(story, (HEAD + wrong).encode())
    for said in ("知识.csv:3 unit:", "知识.csv:4 kind:", "知识.csv:5 categories:", "知识.csv:5 expires_on:", "知识.csv:6 code:"):
        assert said in told.value.what
    with story.database.reading() as uow:
        assert listing.items(uow, actor=EDITOR, at=NOON).items == ()


@pytest.mark.parametrize("excel", [False, True])
def test_what_was_taken_out_changes_nothing_when_it_is_brought_in_again(story: Story, desk: Desk, excel: bool) -> None:
    desk.published(article(body="# 头\n\n- 一\n- 二", questions=("问一", "问二"), short_answer="答。"), "A1")
    desk.published(script("安抚", "calming", "1. 甲 [是→2；否→结束]\n2. 乙", words=("生气",), moments=("answered",)), "S1")
    for sort in ("article", "script"):
        with story.database.reading() as uow:
            content = exporting.exported(uow, sort, excel=excel)  # type: ignore[arg-type]
        assert take(story, content, sort) == KnowledgeTaken(new=0, changed=0, same=1, published=True)  # type: ignore[arg-type]


def test_a_changed_line_becomes_the_next_version(story: Story) -> None:
    take(story, (HEAD + row(story, "A1", body="旧。")).encode())
    assert take(story, (HEAD + row(story, "A1", body="新。")).encode()).changed == 1
    with story.database.reading() as uow:
        [item] = listing.items(uow, actor=EDITOR, at=NOON).items
        assert [one.state for one in listing.item(uow, item.id, actor=EDITOR, at=NOON).versions] == ["published", "superseded"]


def test_steps_that_cannot_be_walked_are_a_mistake_of_their_line(story: Story) -> None:
    unit = story.database.city.units.root.name
    content = f'编号,标题,情形,归口单位,步骤\nS1,安抚,安抚情绪,{unit},"1. 甲 [3]"\n'
    with pytest.raises(BadInput, match=r"知识.csv:2 steps: 第1步通向第3步"):
        take(story, content.encode(), "script")
