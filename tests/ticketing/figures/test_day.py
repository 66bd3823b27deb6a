"""The day on the wall: intervals against the goal, hours against the same weekday of the weeks before, five variants by name."""

from datetime import datetime, timedelta

from config.settings import load
from tests.ticketing.story import NOON, Story
from ticketing.figures import day
from ticketing.figures.counting import Counting, by_interval
from ticketing.figures.service import wallboard
from ticketing.figures.service_level import NAMES, VARIANTS
from ticketing.figures.terms import Term

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


OWN = Counting(queues={"business": Term(30.0, 0.5), "grid": Term(5.0, 0.9)})


def _of(story: Story, queue: str, *waits: float) -> None:
    agent = story.person(f"of_{queue}", queues=(queue,))
    for waited in waits:
        story.ended(story.answered(agent, queue=queue, waited=waited), agent, 200, talked_s=60.0, queue=queue)


def _two_goals(story: Story) -> None:
    _of(story, "general", 5, 20)
    _of(story, "business", 20, 29, 31)
    _of(story, "grid", 4, 6, 6, 6, 6)


def test_each_queue_counts_by_its_own_seconds_and_goal(story: Story) -> None:
    _two_goals(story)
    found = story.do(day.day_figures, NOW, OWN)
    told = {
        one.name: (one.threshold_s, one.goal, one.own, one.rates[0].numerator, one.rates[0].denominator) for one in found.queues
    }
    assert told == {
        "business": (30.0, 0.5, True, 2, 3),
        "general": (15.0, 0.8, False, 1, 2),
        "grid": (5.0, 0.9, True, 1, 5),
    }
    level = found.levels[0]
    assert (level.rate.numerator, level.rate.denominator, level.threshold_s, level.own) == (4, 10, None, True)
    assert level.goal == round((0.8 * 2 + 0.5 * 3 + 0.9 * 5) / 10, 4), "the goal of all is each queue's, by its calls"
    [interval] = [one for one in found.intervals if one.answered]
    assert (interval.rate.numerator, interval.rate.denominator) == (4, 10)


def test_the_last_hour_and_one_queue_alone_count_alike(story: Story) -> None:
    _two_goals(story)
    hour, whole = story.do(wallboard, NOW, OWN), story.do(day.day_figures, NOW, OWN)
    here = next(one for one in whole.levels if one.variant == hour.service_level.variant)
    assert hour.service_level == here


def test_without_goals_of_their_own_all_go_by_the_house(story: Story) -> None:
    _two_goals(story)
    level = story.do(day.day_figures, NOW, COUNTING).levels[0]
    assert (level.rate.numerator, level.goal, level.threshold_s, level.own) == (1 + 0 + 5, 0.8, 15.0, False)


def test_a_goal_of_its_own_with_the_houses_seconds_keeps_the_seconds(story: Story) -> None:
    _of(story, "general", 5)
    stricter = Counting(queues={"general": Term(15.0, 0.95)})
    level = story.do(day.day_figures, NOW, stricter).levels[0]
    assert (level.threshold_s, level.goal, level.own) == (15.0, 0.95, True)


def test_a_queues_own_terms_come_from_its_settings_and_the_houses_fill_the_rest() -> None:
    settings = load()
    queues = (settings.queues[0], settings.queues[1].model_copy(update={"service_level_s": 30.0}),
              settings.queues[2].model_copy(update={"service_level_goal": 0.9}))  # fmt: skip
    counting = Counting.by(settings.model_copy(update={"queues": queues}))
    assert counting.queues == {"business": Term(30.0, 0.8), "grid": Term(15.0, 0.9)}
    assert counting.of("general") == counting.of(None) == Term(15.0, 0.8)


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
