"""Search as one types: title before question before body, by the draft's category, with marked hits; expired ones come last."""

from datetime import timedelta

from tests.ticketing.knowledge.articles import REVIEWER, Desk, article, day
from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.knowledge import citing, finding, reviewing
from ticketing.knowledge.schemas import CitationIn, KnowledgeFound
from ticketing.uow import UnitOfWork


def found(story: Story, q: str, **more: object) -> KnowledgeFound:
    with story.database.reading() as uow:
        return finding.find(uow, q, NOON, **more)  # type: ignore[arg-type]


def codes(story: Story, q: str, **more: object) -> list[str]:
    return [one.code for one in found(story, q, **more).items]


def test_a_word_of_the_title_goes_before_one_of_a_question_and_that_before_the_body(story: Story, desk: Desk) -> None:
    desk.published(article("办事窗口时间", "工作日九点到五点。居住证也在这里办。"), "BODY")
    desk.published(article("流动人口登记", "到派出所办理。", questions=("居住证怎么办",)), "ASKED")
    desk.published(article("居住证办理", "带身份证。"), "TITLE")
    assert codes(story, "居住证") == ["TITLE", "ASKED", "BODY"]


def test_all_words_must_be_there_wherever_they_stand(story: Story, desk: Desk) -> None:
    desk.published(article("公积金提取", "租房提取须无房证明。"), "RENT")
    desk.published(article("公积金贷款", "首套房利率。"), "LOAN")
    assert codes(story, "公积金 租房") == ["RENT"]
    assert codes(story, "公积金") == ["LOAN", "RENT"]


def test_a_question_in_other_words_finds_what_has_most_of_it_and_says_so(story: Story, desk: Desk) -> None:
    desk.published(article("新生儿户口登记", "带出生证明。", questions=("新生儿上户口",)), "BABY")
    desk.published(article("燃气开户", "带房产证。"), "GAS")
    answer = found(story, "请问新生儿办户口要带什么")
    assert answer.near
    assert [one.code for one in answer.items] == ["BABY"]


def test_nothing_is_found_of_what_nobody_wrote(story: Story, desk: Desk) -> None:
    desk.published(article())
    assert found(story, "潜水艇驾照").items == ()


def test_the_words_are_marked_where_they_stand(story: Story, desk: Desk) -> None:
    desk.published(article("公积金提取", f"{'办理须知。' * 30}租房提取每年一次。", short_answer=""), "K")
    [hit] = found(story, "公积金 租房").items
    assert [hit.title.text[start:end] for start, end in hit.title.marks] == ["公积金"]
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["租房"]
    assert len(hit.snippet.text) < 90


def test_the_drafts_category_brings_its_own_article_first_among_equals(story: Story, desk: Desk) -> None:
    code = next(iter(story.database.city.categories))
    desk.published(article("退费规定", "甲。"), "A")
    desk.published(article("退费规定", "乙。", categories=(code,)), "B")
    assert codes(story, "退费规定") == ["A", "B"]
    assert codes(story, "退费规定", category=code) == ["B", "A"]


def test_what_is_cited_often_comes_first_among_equals_only(story: Story, desk: Desk) -> None:
    agent = story.person("anna")
    call = story.answered(agent)
    desk.published(article("退费规定", "甲。"), "A")
    often = desk.published(article("退费规定", "乙。"), "B")
    desk.published(article("退费规定的问答", "丙。", questions=("退费",)), "C")
    for _ in range(3):
        story.do(_cite, call, often.id)
    assert codes(story, "退费规定") == ["B", "A", "C"]


def _cite(uow: UnitOfWork, call: str, version: str) -> None:
    citing.cite(uow, CitationIn(version=version, draft=call, phrase="乙。"), drafts.get(uow, call), by="anna", at=NOON)


def test_an_expired_article_is_found_below_all_others_and_marked(story: Story, desk: Desk) -> None:
    desk.published(article("老年卡办理", "旧规定。", expires_on=day("2026-03-10")), "OLD")
    desk.published(article("公交卡种类", "老年卡免费。"), "NEW")
    later = NOON + timedelta(days=10)
    with story.database.reading() as uow:
        items = finding.find(uow, "老年卡", later).items
    assert [(one.code, one.standing) for one in items] == [("NEW", "in_force"), ("OLD", "expired")]


def test_what_is_withdrawn_or_only_a_draft_is_not_found(story: Story, desk: Desk) -> None:
    shown = desk.published(article("物业费标准", "甲。"))
    desk.submitted(article("物业费标准", "乙。"))
    assert len(found(story, "物业费标准").items) == 1
    story.do(reviewing.withdraw, shown.id, "文件废止", actor=REVIEWER, at=NOON)
    assert found(story, "物业费标准").items == ()


def test_a_new_version_is_found_by_its_own_words_alone(story: Story, desk: Desk) -> None:
    first = desk.published(article("供暖时间", "十一月十五日开始。"), "K")
    second = desk.again(first.item, article("供热起止", "十一月一日开始。"))
    assert codes(story, "供暖时间") == ["K"]
    story.do(reviewing.publish, second.id, actor=REVIEWER, at=NOON)
    assert found(story, "供暖时间").items == ()
    assert codes(story, "供热起止") == ["K"]


def test_one_character_and_latin_words_are_found_from_their_beginning(story: Story, desk: Desk) -> None:
    desk.published(article("ETC办理", "银行网点。"), "ETC")
    assert codes(story, "et") == ["ETC"]
    assert codes(story, "办") == ["ETC"]
