"""Topics of the secretary: a month's list of matters with owners, followed until solved."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from tests.ticketing import joint
from tests.ticketing.story import NOON, Story
from ticketing.resolutions import service as resolutions
from ticketing.resolutions.schemas import OwnerIn
from ticketing.topics import service as topics
from ticketing.topics.schemas import TopicIn


def test_a_topic_is_a_list_of_matters_each_followed_until_solved(story: Story) -> None:
    convener, handler = joint.actor(story, "d1", "inspector"), joint.actor(story, "h1", "handler", unit="Q-CG")
    topic = story.do(topics.start, TopicIn(month="2026-03", title="背街照明", leader="书记"), actor=convener, at=NOON)
    for unit in ("Q-CG", "S1"):
        owner = OwnerIn(text=f"{unit} 修复路灯", unit=unit, days=1)
        topic = story.do(topics.add_matter, topic.id, owner, None, actor=convener, at=NOON)
    mine = story.do(topics.get, topic.id, actor=handler, now=NOON).items
    assert [one.unit.code for one in mine] == ["Q-CG"]
    report = story.do(resolutions.report, mine[0].id, "已修复", version=mine[0].version, actor=handler, at=NOON)
    story.do(resolutions.close, report.id, "", version=report.version, actor=convener, at=NOON)
    [line] = story.do(topics.list_topics, actor=convener, now=NOON + timedelta(days=3)).items
    assert (line.matters, line.solved, line.overdue) == (2, 1, 1)


def test_a_month_is_a_month() -> None:
    with pytest.raises(ValidationError):
        TopicIn(month="2026-13", title="x")
