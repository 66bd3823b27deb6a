"""A draft is filled by the machine, corrected by a person, and ends as one ticket."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.ticketing.story import NOON, Story
from ticketing import drafting
from ticketing.calls import service as calls
from ticketing.directory import Place
from ticketing.drafting import CategorySuggestion, DraftFacts
from ticketing.drafts import service as drafts
from ticketing.drafts.models import DraftChangeRow
from ticketing.drafts.schemas import PickedPhrase
from ticketing.tickets import service as tickets


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the machine finds next, whatever was said: set items to change it."""
    found: dict[str, Any] = {
        "type": "complaint",
        "category_suggestions": (
            CategorySuggestion("0101010101", "路灯不亮", 0.9, "路灯"),
            CategorySuggestion("0201010101", "夜间施工噪声", 0.1, "施工"),
        ),
        "place": Place(text="桥头小区", gazetteer="桥头小区", street_code="S1", district="东城区"),
        "title": "桥头小区路灯不亮",
        "matter": "路灯坏了三天",
        "caller_name": "李先生",
    }
    monkeypatch.setattr(drafting, "compose", lambda turns, **_known: DraftFacts(**found))
    return found


def filled(story: Story, agent: str) -> str:
    call = story.answered(agent)
    story.says(call, "路灯坏了三天")
    story.do(drafts.refill, call, NOON)
    return call


def test_an_answered_call_has_one_draft(story: Story) -> None:
    agent, other = story.person("a1"), story.person("a2")
    call = story.answered(agent)
    assert story.do(drafts.open_draft, call, agent, NOON).version == 1
    assert story.do(drafts.open_draft, call, other, NOON).agent == other
    assert story.do(drafts.get, call).callback_number == "16412345678"


def test_a_draft_that_goes_along_with_its_call_is_told_to_whoever_had_it(story: Story) -> None:
    agent, other = story.person("a1"), story.person("a2")
    call = story.answered(agent)
    story.fact(call, "call_transferred", 20, agent=agent, number=f"agent:{other}", how="blind")
    story.answer(call, other, waited=30)
    story.do(drafts.edit, call, 1, {"title": "路灯"}, other, NOON)
    assert (story.sent("draft", agent)[-1]["agent"], story.sent("draft", agent)[-1]["title"]) == (other, "")
    assert story.sent("draft", other)[-1]["title"] == "路灯"


def test_an_unanswered_call_has_none(story: Story) -> None:
    with pytest.raises(NotFound):
        story.do(drafts.get, story.arrives())


def test_the_machine_fills_what_was_heard_and_what_follows_from_it(story: Story, heard: dict[str, Any]) -> None:
    agent = story.person("a1")
    draft = story.do(drafts.get, filled(story, agent))
    assert (draft.title, draft.matter, draft.caller_name) == ("桥头小区路灯不亮", "路灯坏了三天", "李先生")
    assert draft.category is not None
    assert draft.unit is not None
    assert (draft.category.code, draft.unit.code, draft.level) == ("0101010101", "Q-CG", 3)
    assert draft.edited == ()
    assert story.sent("draft", agent)[-1] == draft.model_dump(mode="json")


def test_nothing_new_heard_is_no_new_version(story: Story, heard: dict[str, Any]) -> None:
    call = filled(story, story.person("a1"))
    sent = len(story.sent("draft"))
    assert story.do(drafts.refill, call, NOON) is None
    assert len(story.sent("draft")) == sent
    assert story.do(drafts.refill, story.answered(story.person("a2")), NOON) is None  # nothing said yet


def test_the_machine_never_overwrites_what_a_person_wrote(story: Story, heard: dict[str, Any]) -> None:
    agent = story.person("a1")
    call = filled(story, agent)
    draft = story.do(drafts.edit, call, 2, {"title": "我的标题", "unit": "S1"}, agent, NOON)
    heard |= {"title": "机器的标题", "wish": "尽快修好"}
    after = story.do(drafts.refill, call, NOON)
    assert after is not None
    assert (after.title, after.wish, after.version) == ("我的标题", "尽快修好", draft.version + 1)
    assert after.unit is not None
    assert after.unit.code == "S1"
    assert set(after.edited) == {"title", "unit"}


def test_what_is_read_after_an_edit_is_offered_beside_the_persons_words(story: Story, heard: dict[str, Any]) -> None:
    agent = story.person("a1")
    call = filled(story, agent)
    edited = story.do(drafts.edit, call, 2, {"title": "我写的"}, by=agent, at=NOON, picked={"title": PickedPhrase(phrase="三天")})
    assert (edited.suggested.title, edited.evidence["title"].by) == (None, "person")
    heard["title"] = "桥头小区路灯不亮三天"
    story.do(drafts.refill, call, NOON)
    assert story.do(drafts.get, call).suggested.title == "桥头小区路灯不亮三天"


def test_unit_and_level_follow_a_category_that_a_person_chose(story: Story, heard: dict[str, Any]) -> None:
    agent = story.person("a1")
    call = filled(story, agent)
    draft = story.do(drafts.edit, call, 2, {"category": "0201010101"}, agent, NOON)
    assert draft.unit is not None
    assert (draft.unit.code, draft.level) == ("D1-CG", 7)
    assert "东城区" in draft.unit_why


def test_a_known_place_brings_its_street_along(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    changes = {"place": {"text": "桥头小区", "detail": "三号楼"}, "category": "0301010101"}
    draft = story.do(drafts.edit, call, 1, changes, agent, NOON)
    assert draft.place is not None
    assert draft.unit is not None
    assert (draft.place.street_code, draft.place.detail, draft.unit.code) == ("S1", "三号楼", "S1")


def test_an_old_version_is_refused_with_the_present_draft(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    present = story.do(drafts.edit, call, 1, {"title": "先到"}, agent, NOON)
    with pytest.raises(drafts.DraftChanged) as caught:
        story.do(drafts.edit, call, 1, {"title": "后到"}, agent, NOON)
    assert caught.value.draft == present
    assert (caught.value.code, caught.value.http_status) == ("Conflict", 409)


@pytest.mark.parametrize(
    "changes",
    [{"category": "9"}, {"unit": "nowhere"}, {"colour": "red"}, {"title": "长" * 101}, {"place": {"street_code": "X"}}],
)
def test_what_no_table_knows_is_refused(story: Story, changes: dict[str, Any]) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    with pytest.raises((BadInput, NotFound)):
        story.do(drafts.edit, call, 1, changes, agent, NOON)
    assert story.do(drafts.get, call).version == 1


def test_every_change_is_a_row_with_its_author(story: Story, heard: dict[str, Any]) -> None:
    agent = story.person("a1")
    call = filled(story, agent)
    story.do(drafts.edit, call, 2, {"title": "我的标题"}, agent, NOON)
    query = select(DraftChangeRow.by, DraftChangeRow.old, DraftChangeRow.new).where(DraftChangeRow.field == "title")
    rows = story.do(lambda uow: uow.session.execute(query.order_by(DraftChangeRow.version)).all())
    assert [tuple(row) for row in rows] == [
        ("machine", "", "桥头小区路灯不亮"),
        (agent, "桥头小区路灯不亮", "我的标题"),
    ]


def test_answered_on_the_spot_is_a_closed_ticket_and_the_calls_outcome(story: Story, heard: dict[str, Any]) -> None:
    agent = story.person("a1")
    call = filled(story, agent)
    ticket = story.do(drafts.answer, call, 2, "已告知报修电话。", agent, NOON)
    assert (ticket.state, ticket.answer, ticket.deadline) == ("closed", "已告知报修电话。", None)
    assert [step.to_state for step in ticket.history] == ["accepted", "answered", "closed"]
    found = story.do(calls.get, call)
    assert found.ticket is not None
    assert (found.outcome, found.ticket.number) == ("answered_on_the_spot", ticket.number)
    assert story.do(drafts.get, call).status == "answered"


def test_an_answer_must_say_something(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    with pytest.raises(BadInput, match="答复内容"):
        story.do(drafts.answer, call, 1, "  ", agent, NOON)
    assert story.do(calls.get, call).outcome is None


def test_a_dispatch_needs_a_matter_and_a_unit(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    with pytest.raises(BadInput, match="诉求内容"):
        story.do(drafts.dispatch, call, 1, agent, NOON)
    story.do(drafts.edit, call, 1, {"matter": "路灯不亮"}, agent, NOON)
    with pytest.raises(BadInput, match="承办单位"):
        story.do(drafts.dispatch, call, 2, agent, NOON)
    assert story.do(drafts.dispatch, call, 2, agent, NOON, unit="S1").state == "dispatched"


def test_a_draft_ends_once(story: Story, heard: dict[str, Any]) -> None:
    agent = story.person("a1")
    call = filled(story, agent)
    story.do(drafts.dispatch, call, 2, agent, NOON)
    with pytest.raises(Conflict, match="已办结"):
        story.do(drafts.dispatch, call, 3, agent, NOON)
    with pytest.raises(Conflict):
        story.do(calls.set_outcome, call, "silent", agent, NOON)
    heard["title"] = "晚到的句子"
    assert story.do(drafts.refill, call, NOON) is None
    assert len(story.do(tickets.list_tickets).items) == 1


def test_a_strangers_draft_is_not_written(story: Story) -> None:
    call = story.answered(story.person("a1"))
    with pytest.raises(NotAllowed):
        story.do(drafts.edit, call, 1, {"title": "x"}, story.person("a2"), NOON)


def test_the_callers_earlier_calls_and_tickets_stand_beside_the_draft(story: Story) -> None:
    agent = story.person("a1")
    earlier = story.answered(agent)
    story.do(drafts.answer, earlier, 1, "已答复", agent, NOON)
    story.abandoned("16412345678", start=NOON + timedelta(hours=1))
    story.answered(agent, number="16899999999")
    call = story.answered(agent, start=NOON + timedelta(hours=2))
    history = story.do(drafts.history, call)
    assert [(item.kind, item.state) for item in history] == [("call", "ended"), ("ticket", "closed")]
    assert story.do(drafts.get, call).history == history


def test_a_suggestion_says_who_why_and_until_when(story: Story) -> None:
    place = Place(text="桥头小区", street_code="S1", district="东城区")
    suggestion = story.do(drafts.suggest, "0201010101", place, NOON)
    assert (suggestion.unit.code, [unit.code for unit in suggestion.co_units]) == ("D1-CG", ["Q-HB"])
    assert suggestion.level == 7
    assert suggestion.deadline.day == 13


def test_the_real_drafting_reads_a_transcript(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    story.says(call, "您好 我 要 反映 桥头小区 门口 的 路灯 不亮 已经 三天 了")
    draft = story.do(drafts.refill, call, NOON)
    assert draft is not None
    assert draft.category is not None
    assert draft.category.code == "0101010101"
    assert "路灯" in draft.matter


def test_a_sentence_that_drafting_cannot_read_costs_neither_utterance_nor_draft(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(turns: object, **_known: object) -> DraftFacts:
        raise ZeroDivisionError

    monkeypatch.setattr(drafting, "compose", broken)
    call = story.answered(story.person("a1"))
    story.says(call, "路灯坏了")
    assert story.do(drafts.refill, call, NOON) is None
    assert len(story.do(calls.transcript, call)) == 1
