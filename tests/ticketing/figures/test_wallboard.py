"""The wallboard's stored half shows the last hour and nothing older."""

from datetime import timedelta

from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls
from ticketing.figures import service as figures

NOW = NOON + timedelta(minutes=32)


def test_an_empty_hour_has_no_rate_and_no_times(story: Story) -> None:
    board = story.do(figures.wallboard, NOW)
    assert (board.answered, board.abandoned, board.service_level.rate.percent) == (0, 0, None)
    assert board.average_speed_of_answer_s is None
    assert len(board.intervals) == 13


def test_the_hours_calls_make_its_figures(story: Story) -> None:
    agent = story.person("a1")
    story.answered(agent, start=NOON - timedelta(hours=2))
    for waited in (5, 10, 40):
        call = story.answered(agent, start=NOON, waited=waited)
        story.ended(call, agent, 200, talked_s=60.0)
    story.abandoned("16811111111", waited=3)
    story.abandoned("16822222222", waited=30, start=NOON + timedelta(minutes=10))
    board = story.do(figures.wallboard, NOW)
    assert (board.answered, board.abandoned) == (3, 2)
    level = board.service_level
    assert (level.variant, level.name, level.rate.numerator, level.rate.denominator) == (
        "short_abandons_out", "短时放弃不计入", 2, 4,
    )  # fmt: skip
    assert board.connection_rate.percent == 60.0
    assert board.average_speed_of_answer_s == 18.33
    assert board.average_handling_time_s == 60.0
    filled = {
        (i.start - NOON).total_seconds() / 60: (i.answered, i.abandoned) for i in board.intervals if i.answered or i.abandoned
    }
    assert filled == {0: (3, 1), 10: (0, 1)}


def test_callers_whom_the_house_lost_count_as_those_who_gave_up(story: Story) -> None:
    for number, reason in enumerate(("abandoned", "callback_requested", "failed", "rejected")):
        call = story.arrives(f"1681111{number:04d}")
        story.ended(call, None, 40, reason=reason, queue="general", waited_s=38.0, talked_s=0.0)
    assert story.do(figures.wallboard, NOW).abandoned == 3


def test_occupancy_comes_from_the_agents_states(story: Story) -> None:
    for minute, state in ((-90, "paused"), (-60, "available"), (15, "talking"), (30, "paused")):
        data = {"agent": "a", "state": state}
        story.do(calls.record, "agent_state_changed", NOON + timedelta(minutes=minute), None, data)
    assert story.do(figures.wallboard, NOW).occupancy == 25.86  # 15 minutes talking beside 43 available within the hour
