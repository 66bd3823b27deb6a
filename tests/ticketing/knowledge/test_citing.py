"""What was cited into an answer is a row and stays readable; what readers say comes back to them; what is used is counted."""

from datetime import timedelta

import pytest

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.knowledge.articles import AGENT, EDITOR, REVIEWER, Desk, article, day, script
from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.drafts.schemas import DraftChanges
from ticketing.knowledge import citing, feedback, figures, reviewing, suggesting
from ticketing.knowledge.models import KnowledgeFeedbackRow
from ticketing.knowledge.schemas import CitationIn, CitationOut, FeedbackAnswerIn, KnowledgeFeedbackIn
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

PHRASE = "带身份证到公积金中心办理。"


def cite(story: Story, version: str, call: str, phrase: str = PHRASE, days: int = 0) -> CitationOut:
    def work(uow: UnitOfWork) -> CitationOut:
        at = NOON + timedelta(days=days)
        new = CitationIn(version=version, draft=call, phrase=phrase)
        return citing.cite(uow, new, drafts.get(uow, call), by="anna", at=at)

    return story.do(work)


@pytest.fixture
def call(story: Story) -> str:
    return story.answered(story.person("anna"))


def close(story: Story, call: str, answer: str) -> tuple[CitationOut, ...]:
    """Answer on the spot, then read the ticket's citations."""

    def work(uow: UnitOfWork) -> tuple[CitationOut, ...]:
        made = drafts.answer(uow, call, None, answer, by=drafts.get(uow, call).agent, at=NOON)
        return citing.of_ticket(uow, uow.session.get_one(TicketRow, made.id), NOON)

    return story.do(work)


def test_the_ticket_shows_what_was_cited_and_whether_the_answer_still_says_it(story: Story, desk: Desk, call: str) -> None:
    source = {"source": "公积金提取管理办法", "document_number": "宁公积金〔2026〕3号"}
    made = desk.published(article(body=f"# 办理\n- {PHRASE}\n- 三个工作日到账。", **source), "K1")
    first = cite(story, made.id, call)
    assert first.mark == "（依据：《公积金提取管理办法》宁公积金〔2026〕3号，知识库K1第1版）"
    cite(story, made.id, call, "三个工作日到账。")
    shown = close(story, call, f"您好，{PHRASE}{first.mark}")
    assert [(one.phrase, one.number, one.by.id, one.call, one.kept) for one in shown] == [
        (PHRASE, 1, "anna", call, True), ("三个工作日到账。", 1, "anna", call, False),
    ]  # fmt: skip


def test_a_citation_keeps_the_version_that_was_cited_also_after_the_next_one(story: Story, desk: Desk, call: str) -> None:
    made = desk.published(article(body=PHRASE))
    cite(story, made.id, call)
    newer = desk.again(made.item, article(body="改为网上办理。"))
    story.do(reviewing.publish, newer.id, actor=REVIEWER, at=NOON)
    [shown] = close(story, call, PHRASE)
    assert (shown.version, shown.state) == (made.id, "superseded")


def test_only_words_of_the_version_in_force_are_cited_and_only_into_an_open_matter(story: Story, desk: Desk, call: str) -> None:
    made = desk.published(article(body=PHRASE, expires_on=day("2026-03-10")))
    with pytest.raises(BadInput, match="不在这个版本里"):
        cite(story, made.id, call, "不用任何材料。")
    with pytest.raises(Conflict, match="已过期"):
        cite(story, made.id, call, days=10)
    waiting = desk.submitted(article(body=PHRASE))
    with pytest.raises(Conflict, match="不再使用"):
        cite(story, waiting.id, call)
    close(story, call, "好的。")
    with pytest.raises(Conflict, match="不能再引用"):
        cite(story, made.id, call)


def test_the_giver_of_feedback_hears_what_became_of_it(story: Story, desk: Desk) -> None:
    made = desk.published(article())
    given = story.do(feedback.give, KnowledgeFeedbackIn(kind="outdated", version=made.id, note="窗口搬了"), by="anna", at=NOON)
    answer = FeedbackAnswerIn(outcome="mended", answer="已改为新地址")
    with pytest.raises(NotAllowed):
        story.do(feedback.answer, given.id, answer, actor=AGENT, at=NOON)
    story.do(feedback.answer, given.id, answer, actor=EDITOR, at=NOON)
    assert "已改为新地址" in story.sent("notice", "anna")[-1]["text"]
    with pytest.raises(Conflict, match="已经答复"):
        story.do(feedback.answer, given.id, answer, actor=EDITOR, at=NOON)


def test_useful_asks_nobody_for_an_answer_and_what_is_missing_names_what_was_asked(story: Story, desk: Desk) -> None:
    made = desk.published(article())
    assert story.do(feedback.give, KnowledgeFeedbackIn(kind="useful", version=made.id), by="anna", at=NOON).state == "noted"
    with pytest.raises(BadInput, match="写明要查什么"):
        story.do(feedback.give, KnowledgeFeedbackIn(kind="missing"), by="anna", at=NOON)
    with pytest.raises(BadInput, match="哪里有误"):
        story.do(feedback.give, KnowledgeFeedbackIn(kind="wrong", version=made.id), by="anna", at=NOON)
    story.do(feedback.give, KnowledgeFeedbackIn(kind="missing", asked="潜水艇驾照"), by="anna", at=NOON)
    with story.database.reading() as uow:
        [one] = feedback.listed(uow, state="open").items
    assert one.asked == "潜水艇驾照"


@pytest.mark.parametrize("kind", ["useful", "wrong", "outdated", "missing"])
def test_feedback_of_no_kind_tells_the_title_of_what_was_never_published(story: Story, desk: Desk, kind: str) -> None:
    hidden = desk.submitted(article("未公布的补贴标准"))
    new = KnowledgeFeedbackIn(kind=kind, version=hidden.id, note="看看", asked="补贴")  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="还没有发布") as refused:
        story.do(feedback.give, new, by="anna", at=NOON)
    assert "未公布的补贴标准" not in str(refused.value)
    assert not any(str(told["text"]).startswith("知识库反馈") for told in story.sent("notice"))


def test_feedback_on_a_published_version_names_it_for_ever_and_on_another_never(story: Story, desk: Desk) -> None:
    made, hidden = desk.published(article()), desk.draft(article("未公布的补贴标准"))
    given = story.do(feedback.give, KnowledgeFeedbackIn(kind="missing", version=made.id, asked="异地"), by="anna", at=NOON)
    assert (given.title, given.number) == ("公积金提取怎么办", 1)

    def as_before(uow: UnitOfWork) -> None:
        row = uow.session.get_one(KnowledgeFeedbackRow, given.id)
        row.item_id, row.version_id = hidden.item, hidden.id

    story.do(as_before)
    [one] = story.do(lambda uow: feedback.listed(uow, by="anna").items)
    assert (one.title, one.number, one.asked) == ("", None, "异地")


def test_a_draft_is_offered_what_belongs_to_its_matter_and_nothing_expired(story: Story, desk: Desk, call: str) -> None:
    [lamp, *_] = story.database.city.categories
    desk.published(article("路灯报修", "三日内修复。", categories=(lamp,)), "LAMP")
    desk.published(article("路灯旧规定", "七日内修复。", categories=(lamp,), expires_on=day("2026-03-05")), "OLD")
    desk.published(article("办证须知", "带照片。"), "OTHER")
    desk.published(script("问候", "opening"), "S1")
    changes = DraftChanges(matter="小区门口的路灯不亮了", category=lamp)
    story.do(lambda uow: drafts.edit(uow, call, drafts.get(uow, call).version, changes, by=drafts.get(uow, call).agent, at=NOON))
    with story.database.reading() as uow:
        offered = suggesting.of_draft(uow, drafts.get(uow, call), NOON + timedelta(days=3))
    assert [one.code for one in offered.articles] == ["LAMP"]
    assert offered.articles[0].why.startswith("事项分类")
    assert [one.code for one in offered.scripts] == ["S1"]


def test_figures_say_what_is_cited_most_what_is_asked_in_vain_and_on_which_base(story: Story, desk: Desk, call: str) -> None:
    often = desk.published(article(body=PHRASE), "A")
    desk.published(article("电费标准", "每度五角。"), "B")
    for _ in range(2):
        cite(story, often.id, call)
        story.do(citing.read, often.id, call, by="anna", at=NOON)
    for q in ("公积金", "潜水艇驾照", "潜水艇驾照"):
        story.do(citing.searched, q, by="anna", at=NOON)
    story.do(feedback.give, KnowledgeFeedbackIn(kind="useful", version=often.id), by="anna", at=NOON)
    close(story, call, PHRASE)
    with story.database.reading() as uow:
        told = figures.of_period(uow, NOON - timedelta(days=1), NOON + timedelta(days=1), NOON)
    assert [(one.code, one.count) for one in told.most_cited] == [("A", 2)]
    assert [(one.asked, one.count) for one in told.in_vain] == [("潜水艇驾照", 2)]
    assert (told.vain.numerator, told.vain.denominator) == (2, 3)
    assert (told.feedback.numerator, told.feedback.denominator) == (1, 2)
    assert (told.answered_with.numerator, told.answered_with.denominator) == (1, 1)
