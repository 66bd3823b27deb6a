"""The ledger of points: sums as of any date, appeals, corrections, sanctions."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput, Conflict, NotAllowed
from tests.ticketing.story import NOON, Story
from tests.ticketing.supervision.people import actor, handler, inspector
from ticketing.supervision import sanctions, scoreboard, scores
from ticketing.supervision.schemas import ScoreTable

DAY = timedelta(days=1)


def table(story: Story, days: int) -> ScoreTable:
    return story.do(scoreboard.table, NOON - DAY, NOON + days * DAY)


@given(st.lists(st.decimals(-100, 100, places=2), max_size=200))
def test_the_sum_is_that_of_the_hundredths(points: list) -> None:  # type: ignore[type-arg]
    assert round(scores.total(float(one) for one in points) * 100) == sum(int(one * 100) for one in points)


def test_the_ledger_sums_by_unit_as_of_any_date(story: Story) -> None:
    who = inspector(story)
    for days, unit, points in ((0, "Q-CG", 1.5), (2, "Q-HB", 2.0), (4, "Q-CG", 0.5)):
        story.do(scores.enter, unit, points, "依据", actor=who, at=NOON + days * DAY)
    assert [(line.unit.code, line.points) for line in table(story, 5).lines] == [("Q-CG", 2.0), ("Q-HB", 2.0)]
    assert (table(story, 5).total, table(story, 3).total, table(story, 1).total) == (4.0, 3.5, 1.5)


def test_one_source_is_scored_once(story: Story) -> None:
    for _ in range(2):
        story.do(scores.take, "Q-CG", 1.0, "paper:1", "督办", by="system", at=NOON, ground="overdue")
    assert table(story, 1).total == 1.0


def test_an_appeal_that_is_upheld_gives_the_points_back_and_the_entry_still_stands_as_of_before(story: Story) -> None:
    who, other, unit = inspector(story), actor(story, "s1", "supervisor"), handler(story)
    entry = story.do(scores.enter, "Q-CG", 3.0, "依据", actor=who, at=NOON)
    with pytest.raises(NotAllowed):
        story.do(scores.appeal, entry.id, "冤", actor=handler(story, "h2", "Q-HB"), at=NOON)
    appeal = story.do(scores.appeal, entry.id, "已按时办结", actor=unit, at=NOON + DAY)
    with pytest.raises(Conflict):
        story.do(scores.appeal, entry.id, "再申", actor=unit, at=NOON + DAY)
    with pytest.raises(NotAllowed, match="计分人"):
        story.do(scores.decide, appeal.id, "upheld", "属实", actor=who, at=NOON + 2 * DAY)
    story.do(scores.decide, appeal.id, "upheld", "属实", actor=other, at=NOON + 2 * DAY)
    with pytest.raises(Conflict):
        story.do(scores.decide, appeal.id, "dismissed", "反悔", actor=other, at=NOON + 2 * DAY)
    assert (table(story, 1).total, table(story, 3).total) == (3.0, 0.0)
    assert [one.left for one in story.do(scoreboard.entries).items if one.points > 0] == [0.0]


def test_a_reduced_entry_leaves_what_the_decision_says(story: Story) -> None:
    who, other, unit = inspector(story), actor(story, "s1", "supervisor"), handler(story)
    entry = story.do(scores.enter, "Q-CG", 3.0, "依据", actor=who, at=NOON)
    appeal = story.do(scores.appeal, entry.id, "过重", actor=unit, at=NOON)
    with pytest.raises(BadInput):
        story.do(scores.decide, appeal.id, "reduced", "酌减", actor=other, at=NOON, left=3.0)
    story.do(scores.decide, appeal.id, "reduced", "酌减", actor=other, at=NOON, left=1.0)
    assert table(story, 1).total == 1.0


def test_being_named_in_a_report_or_in_the_media_is_kept_and_scored(story: Story) -> None:
    who = inspector(story)
    story.do(sanctions.name, "report", "Q-CG", "推诿", actor=who, at=NOON, reference="通报第3期")
    story.do(sanctions.name, "exposure", "Q-HB", "屡拖不办", actor=who, at=NOON)
    assert {(line.unit.code, line.points) for line in table(story, 1).lines} == {("Q-CG", 2.0), ("Q-HB", 4.0)}
