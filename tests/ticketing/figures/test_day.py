"""The day on the wall: intervals against the goal, hours against the same weekday of the weeks before, five variants by name."""

from datetime import datetime, timedelta

from tests.ticketing.story import NOON, Story
from ticketing.figures import day
from ticketing.figures.counting import Counting, by_interval
from ticketing.figures.service_level import NAMES, VARIANTS

NOW = NOON + timedelta(minutes=32)
COUNTING = Counting()


def _calls(story: Story, agent: str, count: int, start: datetime = NOON, waited: float = 5) -> None:
    for _ in range(count):
        call = story.answered(agent, start=start, waited=waited)
        story.ended(call, agent, 200, start, talked_s=60.0)


def test_an_interval_counts_calls_where_they_were_answered_or_given_up(story: Story) -> None:
    agent = story.person("a1")
    _calls(story, agent, 3)
    _calls(story, agent, 1, waited=40)
    story.abandoned("16822222222", waited=30, start=NOON + timedelta(minutes=16))
    story.abandoned("16822222223", waited=3)
    found = story.do(day.day_figures, NOW, COUNTING, interval_s=900, intervals=4)
    filled = {
        (one.start - NOON).total_seconds() / 60: (one.answered, one.abandoned, one.rate.numerator, one.rate.denominator)
        for one in found.intervals
        if one.answered or one.abandoned
    }
    assert filled == {0: (4, 1, 3, 4), 15: (0, 1, 0, 1)}
    assert len(found.intervals) == 5
    assert (found.connection_rate.numerator, found.connection_rate.denominator) == (4, 6)


def test_all_five_service_levels_stand_beside_one_another_by_name(story: Story) -> None:
    _calls(story, story.person("a1"), 2)
    levels = story.do(day.day_figures, NOW, COUNTING).levels
    assert tuple(level.variant for level in levels) == VARIANTS
    assert [level.name for level in levels] == [NAMES[variant] for variant in VARIANTS]


def test_an_hour_is_compared_with_the_median_of_that_weekday_and_one_odd_day_counts_little(story: Story) -> None:
    agent = story.person("a1")
    for back, count in ((1, 2), (2, 4), (3, 3), (4, 12)):
        _calls(story, agent, count, start=NOON - timedelta(weeks=back))
    _calls(story, agent, 9, start=NOON - timedelta(days=1))
    _calls(story, agent, 1)
    found = story.do(day.day_figures, NOW, COUNTING, weeks=4)
    noon = found.hours[12]
    assert (noon.answered, noon.usual, noon.days) == (1, 3.5, 4)
    assert found.hours[13].answered is None, "an hour that is still to come has no figure"
    assert (found.hours[11].answered, found.hours[11].usual) == (0, 0)


def test_a_week_without_any_call_is_no_day_to_compare_with(story: Story) -> None:
    agent = story.person("a1")
    _calls(story, agent, 5, start=NOON - timedelta(weeks=2))
    found = story.do(day.day_figures, NOW, COUNTING, weeks=4)
    assert (found.hours[12].usual, found.hours[12].days) == (5, 1)
    assert story.do(day.day_figures, NOW - timedelta(weeks=2), COUNTING).hours[12].usual is None


def test_the_day_begins_at_the_citys_midnight(story: Story) -> None:
    agent = story.person("a1")
    midnight = NOON - timedelta(hours=12)
    _calls(story, agent, 1, start=midnight - timedelta(minutes=1))
    _calls(story, agent, 1, start=midnight)
    assert story.do(day.day_figures, NOW, COUNTING).answered == 1


def test_the_database_counts_what_the_formula_counts(story: Story) -> None:
    agent = story.person("a1")
    for waited in (0, 15, 15.5, 60):
        _calls(story, agent, 1, waited=waited)
    for waited in (5, 5.5, 15, 16):
        story.abandoned("16811111111", waited=waited)
    [((start, queue), one)] = story.do(by_interval, NOON, NOW, 900, COUNTING, by_queue=True).items()
    counts = one.counts
    assert (start, queue) == (NOON, "general")
    assert (counts.answered, counts.answered_in_time, counts.abandoned) == (4, 2, 4)
    assert (counts.abandoned_in_time, counts.abandoned_short) == (3, 1)
    assert (one.waited_s, one.handled, one.handled_s) == (90.5, 4, 240.0)
