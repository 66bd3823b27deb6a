"""What reviews amount to, each figure with what it is counted from."""

from datetime import date, datetime, timedelta

import pytest

from config.errors import BadInput
from tests.ticketing.quality.conftest import DAY, LATER, Floor
from tests.ticketing.story import NOON
from ticketing.quality import feedback, figures
from ticketing.quality.models import ReviewRow
from ticketing.quality.trend import mean, weeks

SINCE, UNTIL = NOON - DAY, NOON + 20 * DAY


def test_agents_with_few_cases_stand_apart_and_the_others_lowest_first(floor: Floor) -> None:
    for n in range(5):
        floor.submitted(floor.call(0, NOON + timedelta(minutes=n)), tone=n, purpose="routine")
    floor.submitted(floor.call(1, NOON), urgent_seen="no")
    counted = floor.story.do(figures.figures, SINCE, UNTIL, "all")
    assert [(one.agent.id, one.few, one.score.count) for one in counted.agents] == [
        (floor.agents[0], False, 5),
        (floor.agents[1], True, 1),
    ]
    assert counted.agents[1].fatal == 1
    assert (counted.passed.numerator, counted.passed.denominator) == (5, 6)
    assert counted.agents[0].unconfirmed == 5


def test_a_criterion_is_counted_over_what_it_was_judged_in(floor: Floor) -> None:
    for n, (tone, greeted) in enumerate(((5, "yes"), (2, "no"))):
        floor.submitted(floor.call(0, NOON + timedelta(minutes=n)), tone=tone, greeted=greeted, place_verified="na")
    counted = {one.code: one for one in floor.story.do(figures.figures, SINCE, UNTIL, "all").criteria}
    assert (counted["tone"].kept.numerator, counted["tone"].kept.denominator) == (7, 10)
    assert (counted["greeted"].kept.numerator, counted["greeted"].kept.denominator) == (1, 2)
    assert (counted["place_verified"].kept.denominator, counted["place_verified"].na) == (0, 2)
    assert counted["tone"].few


def test_what_was_picked_by_rule_or_hand_does_not_stand_in_the_figures_of_random_draws(floor: Floor) -> None:
    floor.submitted(floor.call(0), tone=0)
    floor.call(1, NOON + timedelta(minutes=1))
    floor.sample(agents=(floor.agents[1],), reviewers=(floor.reviewers[0],))
    [review] = [one.id for one in floor.story.do(lambda uow: uow.session.query(ReviewRow).filter_by(state="open").all())]
    floor.fill(review)
    floor.story.do(lambda uow: feedback.submit(uow, review, None, by=floor.reviewers[0], at=LATER))
    assert floor.story.do(figures.figures, SINCE, UNTIL).score.count == 1
    assert floor.story.do(figures.figures, SINCE, UNTIL, "all").score.count == 2


def test_weeks_begin_on_mondays_of_the_city_and_empty_ones_are_shown(floor: Floor) -> None:
    floor.submitted(floor.call(0))
    floor.submitted(floor.call(0, NOON + timedelta(minutes=1)), at=NOON + 14 * DAY)
    periods = floor.story.do(figures.figures, SINCE, UNTIL, "all").periods
    assert [period.score.count for period in periods] == [1, 0, 1, 0]
    assert periods[0].since == datetime.fromisoformat("2026-03-02T00:00+08:00")
    assert periods[1].score.mean is None


def test_a_period_that_is_too_long_or_turned_round_is_refused(floor: Floor) -> None:
    for since, until in ((UNTIL, SINCE), (SINCE, SINCE + 401 * DAY)):
        with pytest.raises(BadInput):
            floor.story.do(figures.figures, since, until)


def test_a_mean_is_rounded_half_up_and_none_where_there_is_nothing() -> None:
    assert mean([6667, 6666, 6667]) == 66.67
    assert mean([1, 0]) == 0.01
    assert mean([]) is None
    [week] = weeks([(datetime(2026, 3, 8, 23), 5000)], date(2026, 3, 2), date(2026, 3, 8))
    assert (week.first, week.scores) == (date(2026, 3, 2), (5000,))
