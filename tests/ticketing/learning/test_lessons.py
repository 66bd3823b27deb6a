"""Which tickets teach, and what of them; and that a draft goes by what was learnt."""

from datetime import timedelta

from tests.ticketing.story import NOON, Story
from ticketing.drafts import service as drafts
from ticketing.learning.examples import Example, from_directory
from ticketing.learning.lessons import lessons
from ticketing.learning.training import train

LAMP = "0101010101"
CHANGES = {
    "matter": "桥头小区晚上黑漆漆一片",
    "category": LAMP,
    "place": {"text": "桥头小区"},
    "title": "路灯不亮",
    "wish": "修好",
}


def closed(story: Story, agent: str, minute: int = 0, by: str | None = None, **changes: object) -> None:
    call = story.answered(agent, f"1640000{minute:04d}")
    story.do(drafts.edit, call, 1, CHANGES | changes, agent, NOON)
    story.do(drafts.answer, call, None, "已修好。", by or agent, NOON + timedelta(minutes=minute))


def test_closed_tickets_teach_what_the_citizen_said_without_the_place(story: Story) -> None:
    agent = story.person("a1")
    closed(story, agent, 1)
    closed(story, agent, 0)
    found = story.do(lessons, 10)
    assert [(one.text, one.code, one.by) for one in found] == [
        ("○晚上黑漆漆一片\n修好", LAMP, "16400000000"),
        ("○晚上黑漆漆一片\n修好", LAMP, "16400000001"),
    ]
    assert [one.by for one in story.do(lessons, 1)] == ["16400000001"]


def test_what_no_person_ended_is_open_or_has_no_category_teaches_nothing(story: Story) -> None:
    agent = story.person("a1")
    closed(story, agent, 0, by="system")
    closed(story, agent, 1, category=None)
    closed(story, agent, 2, matter="黑", wish="")
    call = story.answered(agent)
    story.do(drafts.edit, call, 1, CHANGES, agent, NOON)
    story.do(drafts.dispatch, call, None, agent, NOON)
    assert story.do(lessons, 10) == []


def test_a_draft_goes_by_what_was_learnt(story: Story) -> None:
    said = [Example("伸手不见五指", LAMP, 2.0, f"caller-{number}") for number in range(3)]
    model = train([*from_directory(story.database.city, {}), *said], sharpness=8.0, weight=0.5)
    call = story.answered(story.person("a1"))
    story.says(call, "晚上 伸手不见五指")
    before = story.do(drafts.refill, call, NOON)
    story.database.learnt = lambda: model
    story.says(call, "晚上 伸手不见五指", 20)
    after = story.do(drafts.refill, call, NOON)
    assert before is None or before.category is None
    assert after is not None
    assert after.category is not None
    assert after.category.code == LAMP
    assert "伸手" in after.category_suggestions[0].why
