"""How much of the machine's draft was left as it was: by field, by agent, by queue, over a period."""

from datetime import timedelta
from typing import Any

import pytest

from config.errors import BadInput
from tests.ticketing.story import NOON, Story
from ticketing import drafting
from ticketing.drafting import CategorySuggestion, DraftFacts
from ticketing.drafts import service as drafts
from ticketing.gazetteer import Place
from ticketing.learning import service as learning
from ticketing.learning.acceptance import Verdict, verdict
from ticketing.learning.schemas import Acceptance, FieldAcceptance

HOUR = timedelta(hours=1)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    found = DraftFacts(
        type="complaint",
        category_suggestions=(CategorySuggestion("0101010101", "路灯不亮", 0.9, "路灯"),),
        place=Place(text="桥头小区", gazetteer="桥头小区", street_code="S1", district="东城区"),
        title="桥头小区路灯不亮",
        matter="路灯坏了三天",
    )
    monkeypatch.setattr(drafting, "compose", lambda turns, **_known: found)


def dispatched(story: Story, agent: str, changes: dict[str, Any], **more: Any) -> None:
    call = story.answered(agent)
    story.says(call, "路灯坏了三天")
    story.do(drafts.refill, call, NOON)
    if changes:
        story.do(drafts.edit, call, 2, changes, agent, NOON)
    story.do(drafts.dispatch, call, None, agent, NOON, **more)


def figures(story: Story, **which: str) -> Acceptance:
    return story.do(learning.acceptance, NOON - HOUR, NOON + HOUR, **which)


def field(found: Acceptance, name: str) -> FieldAcceptance:
    return next(one for one in found.fields if one.field == name)


def counts(found: Acceptance, name: str) -> tuple[int, int, int, int, int]:
    one = field(found, name)
    return one.filled, one.kept, one.changed, one.emptied, one.added


@pytest.mark.usefixtures("heard")
def test_each_field_is_kept_changed_emptied_or_added(story: Story) -> None:
    agent = story.person("a1")
    dispatched(story, agent, {})
    dispatched(story, agent, {"title": "另一个标题", "place": None, "wish": "尽快修好"})
    found = figures(story)
    assert found.drafts == 2
    assert counts(found, "title") == (2, 1, 1, 0, 0)
    assert counts(found, "place") == (2, 1, 0, 1, 0)
    assert counts(found, "wish") == (0, 0, 0, 0, 1)
    assert counts(found, "matter") == (2, 2, 0, 0, 0)
    title, wish = field(found, "title").rate, field(found, "wish").rate
    assert (title.numerator, title.denominator, title.percent) == (1, 2, 50.0)
    assert wish.percent is None


@pytest.mark.usefixtures("heard")
def test_the_unit_named_at_the_dispatch_counts_as_changed(story: Story) -> None:
    dispatched(story, story.person("a1"), {}, unit="S1", level=1)
    found = figures(story)
    assert counts(found, "unit") == (1, 0, 1, 0, 0)
    assert counts(found, "level") == (1, 0, 1, 0, 0)


@pytest.mark.usefixtures("heard")
def test_written_back_to_what_the_machine_had_is_kept(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    story.says(call, "路灯坏了三天")
    story.do(drafts.refill, call, NOON)
    story.do(drafts.edit, call, 2, {"title": "别的"}, agent, NOON)
    story.do(drafts.edit, call, 3, {"title": "桥头小区路灯不亮 "}, agent, NOON)
    story.do(drafts.dispatch, call, None, agent, NOON)
    assert counts(figures(story), "title") == (1, 1, 0, 0, 0)


@pytest.mark.usefixtures("heard")
def test_figures_are_by_agent_and_by_queue_and_of_the_period_alone(story: Story) -> None:
    first, second = story.person("a1"), story.person("a2")
    dispatched(story, first, {})
    dispatched(story, first, {"title": "改过"})
    dispatched(story, second, {})
    call = story.answered(second)  # open: counts nowhere
    story.says(call, "路灯坏了三天")
    found = figures(story)
    assert [(one.agent.name, one.drafts) for one in found.by_agent] == [("名a1", 2), ("名a2", 1)]
    assert found.by_agent[0].rate.numerator == found.by_agent[0].rate.denominator - 1
    assert [(one.queue, one.drafts) for one in found.by_queue] == [("general", 3)]
    assert figures(story, agent=second).drafts == 1
    assert figures(story, queue="business").drafts == 0
    assert story.do(learning.acceptance, NOON + HOUR, NOON + 2 * HOUR).drafts == 0


@pytest.mark.parametrize("days", [-1, 0, 93])
def test_an_empty_period_and_one_that_is_too_long_are_refused(story: Story, days: int) -> None:
    with pytest.raises(BadInput):
        story.do(learning.acceptance, NOON, NOON + timedelta(days=days))


@pytest.mark.parametrize(
    ("offered", "final", "expected"),
    [
        ("", "", None),
        (None, {"text": "", "gazetteer": None, "detail": None}, None),
        ("a", " a\n", "kept"),
        ({"text": "桥头", "street_code": "S1"}, {"text": "桥头", "street_code": None}, "kept"),
        ({"text": "桥头"}, {"text": "桥头", "detail": "3号楼"}, "changed"),
        ("a", "", "emptied"),
        (7, 3, "changed"),
        (None, "a", "added"),
    ],
)
def test_what_became_of_one_value(offered: Any, final: Any, expected: Verdict | None) -> None:
    assert verdict(offered, final) == expected
