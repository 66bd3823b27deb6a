"""Versions: written, reviewed by another, shown from their day, replaced, withdrawn; what was cited stays as it was."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from config.errors import BadInput, Conflict, HotlineError, NotAllowed
from tests.ticketing.knowledge.articles import AGENT, EDITOR, REVIEWER, Desk, article, day, new, script
from tests.ticketing.story import NOON, Story
from ticketing.knowledge import editing, listing, reviewing
from ticketing.knowledge.schemas import KnowledgeContentIn
from ticketing.knowledge.watch import watch
from ticketing.tickets.actor import Actor


def test_the_author_does_not_review_the_own_version_unless_the_setting_lets_them(story: Story, desk: Desk) -> None:
    made = desk.submitted(article())
    with pytest.raises(NotAllowed, match="别人审核"):
        story.do(reviewing.publish, made.id, actor=EDITOR, at=NOON)
    knowledge = story.database.law.knowledge.model_copy(update={"author_may_review": True})
    story.database.law = story.database.law.model_copy(update={"knowledge": knowledge})
    assert story.do(reviewing.publish, made.id, actor=EDITOR, at=NOON).state == "published"


def test_what_was_handed_in_does_not_change_any_more(story: Story, desk: Desk) -> None:
    made = desk.submitted(article())
    with pytest.raises(Conflict, match="新建一个版本"):
        story.do(editing.save, made.id, KnowledgeContentIn(lock=made.lock, article=article("别的")), actor=EDITOR, at=NOON)


def test_a_replaced_version_stays_readable_for_ever_with_what_it_said(story: Story, desk: Desk) -> None:
    first = desk.published(article(body="旧标准三百元。"))
    second = desk.again(first.item, article(body="新标准四百元。"))
    story.do(reviewing.publish, second.id, actor=REVIEWER, at=NOON)
    with story.database.reading() as uow:
        old = listing.version(uow, first.id, actor=AGENT, at=NOON)
    assert old.state == "superseded"
    assert old.article is not None
    assert old.article.body == "旧标准三百元。"


def test_every_step_of_a_version_is_kept_with_who_when_and_why(story: Story, desk: Desk) -> None:
    made = desk.published(article())
    gone = story.do(reviewing.withdraw, made.id, "文件废止", actor=REVIEWER, at=NOON + timedelta(hours=1))
    assert [(step.command, step.by.id, step.reason) for step in gone.steps] == [
        ("write", "editor", ""), ("submit", "editor", ""), ("publish", "reviewer", ""), ("withdraw", "reviewer", "文件废止"),
    ]  # fmt: skip


def test_a_version_that_was_given_back_stays_as_it_was_read_and_the_author_hears_why(story: Story, desk: Desk) -> None:
    made = desk.submitted(article())
    story.do(reviewing.give_back, made.id, "缺文号", actor=REVIEWER, at=NOON)
    assert story.sent("notice", "editor")[-1]["text"].endswith("缺文号")
    again = story.do(editing.next_version, made.item, actor=EDITOR, at=NOON)
    assert (again.number, again.state) == (2, "draft")


def test_a_reviewed_version_is_shown_from_its_first_day_on(story: Story, desk: Desk) -> None:
    first = desk.published(article(body="旧。"))
    coming = desk.again(first.item, article(body="新。", effective_from=day("2026-04-01")))
    assert story.do(reviewing.publish, coming.id, actor=REVIEWER, at=NOON).state == "approved"
    assert story.do(watch, NOON) == 0
    assert story.do(watch, NOON + timedelta(days=28)) == 1
    with story.database.reading() as uow:
        item = listing.item(uow, first.item, actor=AGENT, at=NOON)
    assert item.current == coming.id


def test_the_owner_hears_once_of_what_runs_out(story: Story, desk: Desk) -> None:
    desk.published(article(expires_on=day("2026-03-31")))
    assert story.do(watch, NOON - timedelta(days=5)) == 0
    assert story.do(watch, NOON) == 1
    assert story.do(watch, NOON + timedelta(days=1)) == 0
    assert "2026-03-31" in story.sent("notice")[-1]["text"]


def test_two_who_begin_a_next_version_at_once_get_one(story: Story, desk: Desk) -> None:
    first = desk.published(article())

    def begin(_: int) -> str:
        try:
            return story.do(editing.next_version, first.item, actor=EDITOR, at=NOON).id
        except HotlineError as error:
            return type(error).__name__

    with ThreadPoolExecutor(4) as many:
        made = list(many.map(begin, range(4)))
    assert made.count("Conflict") == 3


def test_two_who_save_a_draft_do_not_overwrite_each_other(story: Story, desk: Desk) -> None:
    made = desk.draft(article())
    story.do(editing.save, made.id, KnowledgeContentIn(lock=made.lock, article=article("甲写的")), actor=EDITOR, at=NOON)
    with pytest.raises(Conflict, match="别人保存过"):
        story.do(editing.save, made.id, KnowledgeContentIn(lock=made.lock, article=article("乙写的")), actor=REVIEWER, at=NOON)


def test_a_units_people_propose_articles_of_their_own_unit_and_review_nothing(story: Story, desk: Desk) -> None:
    units = [unit.code for unit in story.database.city.units]
    handler = Actor(id="h", roles=frozenset({"handler"}), unit=units[1])
    proposed = story.do(editing.create, new(article(), units[1]), actor=handler, at=NOON)
    story.do(editing.submit, proposed.id, actor=handler, at=NOON)
    with pytest.raises(NotAllowed):
        story.do(reviewing.publish, proposed.id, actor=handler, at=NOON)
    with pytest.raises(NotAllowed, match="本单位"):
        story.do(editing.create, new(article(), units[0]), actor=handler, at=NOON)
    with pytest.raises(NotAllowed):
        story.do(editing.create, new(script("问候", "opening"), units[1]), actor=handler, at=NOON)


def test_readers_see_no_version_that_was_never_published(story: Story, desk: Desk) -> None:
    made = desk.submitted(article())
    with story.database.reading() as uow:
        assert listing.items(uow, actor=AGENT, at=NOON).items == ()
        with pytest.raises(NotAllowed):
            listing.version(uow, made.id, actor=AGENT, at=NOON)


def test_a_script_that_cannot_be_walked_is_not_handed_in(story: Story, desk: Desk) -> None:
    made = desk.draft(script("安抚", "calming", "1. 甲 [2]\n2. 乙 [1]"))
    with pytest.raises(BadInput, match="走不到结束"):
        story.do(editing.submit, made.id, actor=EDITOR, at=NOON)


def test_what_is_over_already_or_of_no_category_is_not_handed_in(story: Story, desk: Desk) -> None:
    past = desk.draft(article(expires_on=day("2026-03-01")))
    with pytest.raises(BadInput, match="失效日期"):
        story.do(editing.submit, past.id, actor=EDITOR, at=NOON)
    nowhere = desk.draft(article(categories=("99999999",)))
    with pytest.raises(BadInput, match="99999999"):
        story.do(editing.submit, nowhere.id, actor=EDITOR, at=NOON)


def test_a_code_names_one_item(story: Story, desk: Desk) -> None:
    desk.draft(article(), "K1")
    with pytest.raises(Conflict, match="K1"):
        desk.draft(article(), "K1")


def test_two_versions_differ_by_field_and_line(story: Story, desk: Desk) -> None:
    first = desk.published(article(body="第一行\n旧的\n最后"))
    second = desk.again(first.item, article(body="第一行\n新的\n最后"))
    with story.database.reading() as uow:
        diff = listing.diff(uow, second.id, first.id, actor=EDITOR)
    [body] = diff.fields
    assert body.field == "body"
    assert [(line.what, line.text) for line in body.lines] == [
        ("same", "第一行"), ("removed", "旧的"), ("added", "新的"), ("same", "最后"),
    ]  # fmt: skip


def test_the_title_of_what_nobody_published_is_not_told_by_its_id(story: Story, desk: Desk) -> None:
    hidden = desk.submitted(article("未公布的补贴标准"))
    with pytest.raises(NotAllowed, match="还没有发布"):
        story.do(listing.item, hidden.item, actor=AGENT, at=NOON)
    assert story.do(listing.item, hidden.item, actor=EDITOR, at=NOON).title == "未公布的补贴标准"
    old = desk.published(article("旧标准"))
    story.do(reviewing.withdraw, old.id, "停用", actor=EDITOR, at=NOON)
    desk.again(old.item, article("未公布的新标准"))
    assert story.do(listing.item, old.item, actor=AGENT, at=NOON).title == "旧标准"
    assert story.do(listing.item, old.item, actor=EDITOR, at=NOON).title == "未公布的新标准"
