"""The own history: medians of the weekday, handling time of what was handled, agents by the time that they were there."""

from datetime import timedelta

from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls
from ticketing.figures.states import StateChange
from ticketing.staffing.history import at_desks, usual_day

DAY = NOON.date()
HALF_PAST_ELEVEN, TWELVE = 23, 24


def test_a_half_hour_is_the_median_of_that_weekday(story: Story) -> None:
    agent = story.person("a1")
    for back, count, talked in ((1, 2, 100.0), (2, 4, 200.0), (3, 9, 300.0)):
        start = NOON - timedelta(weeks=back)
        for n in range(count):
            call = story.answered(agent, start=start + timedelta(seconds=n))
            story.ended(call, agent, 400, start, talked_s=talked)
        story.abandoned("16811111111", start=start)
    found = story.do(usual_day, DAY, weeks=4)
    noon = found.half_hours[TWELVE]
    assert (noon.calls, noon.handling_s, len(found.days)) == (5, 200.0, 3)
    assert (found.half_hours[HALF_PAST_ELEVEN].calls, found.half_hours[HALF_PAST_ELEVEN].handling_s) == (0, None)


def test_one_queue_is_counted_alone(story: Story) -> None:
    start = NOON - timedelta(weeks=1)
    for queue in ("general", "general", "business"):
        story.abandoned("16811111111", queue=queue, start=start)
    assert story.do(usual_day, DAY, weeks=1, queue="business").half_hours[TWELVE].calls == 1
    assert story.do(usual_day, DAY, weeks=1).half_hours[TWELVE].calls == 3


def test_without_any_history_nothing_is_made_up(story: Story) -> None:
    found = story.do(usual_day, DAY, weeks=4)
    assert found.days == ()
    assert {(one.calls, one.agents) for one in found.half_hours} == {(0, 0)}


def test_agents_count_by_the_time_they_were_at_their_desks() -> None:
    course = [
        StateChange(NOON - timedelta(hours=1), "a", "available"),
        StateChange(NOON, "b", "paused", "break"),
        StateChange(NOON + timedelta(minutes=5), "c", "talking"),
        StateChange(NOON + timedelta(minutes=30), "a", "offline"),
    ]
    assert at_desks(course, NOON, 1800, 3) == {0: 2, 1: 1, 2: 1}


def test_the_weekdays_agents_come_from_the_queue_log(story: Story) -> None:
    start = NOON - timedelta(weeks=1)
    story.abandoned("16811111111", start=start)
    for who in ("a", "b"):
        story.do(calls.record, "agent_state_changed", start, None, {"agent": who, "state": "available"})
        story.do(calls.record, "agent_state_changed", start + timedelta(minutes=30), None, {"agent": who, "state": "offline"})
    usual = story.do(usual_day, DAY, weeks=1).half_hours
    assert (usual[TWELVE].agents, usual[TWELVE + 1].agents) == (2, 0)
