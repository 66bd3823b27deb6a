"""Lists and figures of callbacks on both databases."""

from datetime import date, timedelta

import pytest

from config.errors import BadInput
from tests.ticketing.evaluation.test_service import TOMORROW, claimed, no_answer, says, waiting
from tests.ticketing.story import NOON, Story
from ticketing.evaluation import reading


def test_a_callback_is_in_one_list_at_a_time(story: Story) -> None:
    scene = waiting(story)

    def boxes() -> list[str]:
        return [
            box for box in ("to_call", "later", "mine", "ended") if story.do(reading.page, box, TOMORROW, scene.agent.id).items
        ]

    assert boxes() == ["to_call"]
    claimed(story, scene, scene.agent)
    assert boxes() == ["mine"]
    no_answer(story, scene, scene.agent, TOMORROW)
    assert boxes() == ["later"]
    says(story, scene, scene.agent, TOMORROW + timedelta(hours=4), solved="solved", grade=5)
    assert boxes() == ["ended"]


def test_pages_join_in_the_order_of_the_due_times(story: Story) -> None:
    for prefix in ("a", "b", "c"):
        waiting(story, prefix=prefix)
    seen: list[str] = []
    after: str | None = None
    for _ in range(3):
        page = story.do(reading.page, "to_call", TOMORROW, "", after=after, limit=1)
        seen += [one.id for one in page.items]
        after = page.next
    assert len(set(seen)) == 3
    assert after is None


def test_the_whole_story_of_a_callback_is_shown(story: Story) -> None:
    scene = waiting(story)
    no_answer(story, scene, scene.agent, TOMORROW)
    done = says(story, scene, scene.agent, TOMORROW + timedelta(hours=4), solved="solved", grade=4, comment="可以")
    found = story.do(reading.get, done.id)
    assert [one.outcome for one in found.history] == ["no_answer", "reached"]
    assert [(one.grade, one.comment, one.by.name) for one in found.answers] == [(4, "可以", "名a1")]
    assert (found.title, found.result) == ("路灯不亮", "已更换灯泡")
    assert [one.id for one in story.do(reading.of_ticket, scene.id)] == [done.id]


def test_the_rates_of_a_unit_come_with_their_bases(story: Story) -> None:
    scene = waiting(story)
    says(story, scene, scene.agent, solved="solved", grade=2)
    waiting(story, prefix="x", fields={"type": "praise"})
    total, unit = story.do(reading.by_unit, date(2026, 3, 1), date(2026, 3, 31))
    assert (unit.key, unit.callback.numerator, unit.callback.denominator) == ("Q-CG", 1, 2)
    assert (unit.resolution.numerator, unit.satisfaction.numerator, unit.satisfaction.denominator) == (1, 0, 1)
    assert unit.grades == (0, 0, 0, 1, 0)
    assert total.callback == unit.callback
    later = story.do(reading.by_unit, date(2026, 4, 1), date(2026, 4, 2))
    assert [line.callback.percent for line in later] == [None]


def test_a_period_that_cannot_be_is_refused(story: Story) -> None:
    with pytest.raises(BadInput):
        story.do(reading.by_unit, date(2026, 3, 2), date(2026, 3, 1))
    with pytest.raises(BadInput):
        story.do(reading.page, "nonsense", NOON, "")
