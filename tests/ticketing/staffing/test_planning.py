"""What-if: the checked case, a day of half-hours, what is planned beside what is needed."""

import pytest

from ticketing.staffing.export import as_csv
from ticketing.staffing.planning import curve, day_plan
from ticketing.staffing.schemas import Load, Terms

TERMS = Terms(goal=0.8, within_s=20)


def test_a_hundred_calls_of_three_minutes_in_half_an_hour_are_the_checked_ten_erlangs() -> None:
    found = curve(100, 180, TERMS)
    assert (found.erlangs, found.needed, found.seats) == (10.0, 14, 14)
    point = next(one for one in found.points if one.agents == 14)
    assert (round(point.waits, 3), round(point.answered_within, 3), point.mean_wait_s) == (0.174, 0.888, 7.8)
    assert [one.agents for one in found.points] == list(range(6, 23))


def test_callers_who_give_up_need_fewer_agents_and_some_are_lost() -> None:
    impatient = curve(100, 180, TERMS.model_copy(update={"patience_s": 60.0}))
    assert impatient.needed < 14
    assert all(one.abandoned is not None for one in impatient.points)


def test_a_day_says_where_the_planned_agents_lack() -> None:
    plan = day_plan(
        (Load(half_hour=19, calls=100, handling_s=180, planned=11), Load(half_hour=18, calls=0, handling_s=180, planned=3)),
        TERMS.model_copy(update={"shrinkage": 0.3}),
    )
    quiet, busy = plan.half_hours
    assert (quiet.half_hour, quiet.needed.agents, quiet.planned, quiet.lacking) == (18, 0, None, None)
    assert (busy.needed.agents, busy.seats, busy.lacking) == (14, 20, 3)
    assert busy.planned is not None
    assert busy.planned.answered_within < 0.8
    assert (plan.most_needed, plan.agent_hours) == (14, 7.0)


@pytest.mark.parametrize("planned", [0, 10])
def test_too_few_planned_agents_have_a_queue_without_end(planned: int) -> None:
    [one] = day_plan((Load(half_hour=0, calls=100, handling_s=180, planned=planned),), TERMS).half_hours
    assert one.planned is not None
    assert (one.planned.mean_wait_s, one.planned.occupancy) == (None, 1.0)


def test_the_table_opens_in_a_spreadsheet_with_its_goal_above() -> None:
    plan = day_plan((Load(half_hour=19, calls=100, handling_s=180, planned=14),), TERMS)
    lines = as_csv(plan, TERMS).decode("utf-8-sig").splitlines()
    assert lines[0] == "目标：80% 在 20 秒内应答；损耗 0%；Erlang C"
    assert lines[2].split(",")[:6] == ["09:30", "100", "180", "10.0", "14", "88.8"]
