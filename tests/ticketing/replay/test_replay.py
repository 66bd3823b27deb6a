"""A day replayed from its ledgers: any moment as it was then, not as it turned out later."""

from datetime import timedelta

import pytest

from config.errors import BadInput
from config.settings.alerts import Alerts
from tests.ticketing.story import NOON, Story
from ticketing.alerts import ledger, rules
from ticketing.alerts.merging import Reading
from ticketing.alerts.schemas import AlertRuleIn
from ticketing.alerts.watch import Looking, look
from ticketing.calls import service as calls
from ticketing.figures.counting import Counting
from ticketing.replay import service as replay

COUNTING = Counting()
TITLES = {"general": "综合话务", "business": "政企专席"}
SINCE, UNTIL = NOON - timedelta(minutes=10), NOON + timedelta(minutes=20)


def state(story: Story, agent: str, second: float, name: str, **more: str) -> None:
    at = NOON + timedelta(seconds=second)
    story.do(calls.record, "agent_state_changed", at, None, {"agent": agent, "state": name, **more})


def moment(story: Story, second: float):
    return story.do(replay.moment, NOON + timedelta(seconds=second), COUNTING, TITLES)


def test_a_moment_shows_what_was_then_and_nothing_of_what_came_later(story: Story) -> None:
    agent = story.person("a1")
    state(story, agent, -60, "available")
    call = story.answered(agent, number="16412345678", waited=30)
    state(story, agent, 32, "talking")
    story.ended(call, agent, 200)
    state(story, agent, 200, "wrap_up")
    waits = moment(story, 20)
    assert (waits.waiting, waits.talking, waits.by_state) == (1, 0, {"available": 1})
    assert [(one.name, one.waiting, one.longest_wait_s) for one in waits.queues] == [("general", 1, 18), ("business", 0, 0)]
    talks = moment(story, 100)
    [shown] = talks.calls
    assert (talks.waiting, talks.talking, talks.by_state) == (0, 1, {"talking": 1})
    assert (shown.call, shown.agent and shown.agent.name, shown.number) == (call, "名a1", "164****5678")
    assert moment(story, 300).calls == ()


def test_the_service_level_of_a_moment_is_that_of_the_day_so_far(story: Story) -> None:
    agent = story.person("a1")
    story.answered(agent, waited=5)
    story.answered(agent, waited=60)
    assert moment(story, 30).level.rate.percent == 100
    assert moment(story, 90).level.rate.percent == 50


def test_a_course_has_queues_calls_and_the_level_in_steps(story: Story) -> None:
    agent = story.person("a1")
    story.ended(story.answered(agent, waited=30), agent, 200)
    story.abandoned("16811111111", queue="business", waited=90)
    found = story.do(replay.course, SINCE, UNTIL, COUNTING, TITLES)
    assert found.step_s == 10
    noon = 60
    by_name = {queue.title: queue.waiting for queue in found.queues}
    assert by_name["综合话务"][noon - 1 : noon + 5] == (0, 1, 1, 1, 1, 0)
    assert sum(by_name["政企专席"]) == 10
    assert found.live[noon + 3 : noon + 6] == (1, 1, 1)
    assert (found.level[0], found.level[-1]) == (None, 0.0)
    assert not found.truncated


def test_alarms_stand_in_the_course_from_their_raising_to_their_end(story: Story) -> None:
    boss = story.person("boss", "supervisor")
    rule = AlertRuleIn(title="排队过多", kind="queue_waiting", scope="*", threshold=10, clear_at=5)
    story.do(rules.create, rule, by=boss, at=SINCE, most=9)
    looking = Looking(alerts=Alerts(), counting=COUNTING, interval_s=900)
    for second, waiting in ((0, 12), (60, 12), (120, 1)):
        at = NOON + timedelta(seconds=second)
        story.do(look, Reading(node="a", at=at, figures={"queue_waiting": {"general": waiting}}, titles=TITLES), looking)
        if second == 0:
            story.do(ledger.acknowledge, story.do(ledger.standing)[0].id, by=boss, at=at + timedelta(seconds=9))
    [span] = story.do(replay.course, SINCE, UNTIL, COUNTING, TITLES).alarms
    assert (span.raised_at, span.cleared_at) == (NOON, NOON + timedelta(seconds=120))
    assert span.acknowledged_at == NOON + timedelta(seconds=9)
    assert [len(moment(story, second).alarms) for second in (-1, 30, 121)] == [0, 1, 0]


def test_what_supervisors_did_is_told_with_who_and_when(story: Story) -> None:
    agent, boss = story.person("a1"), story.person("boss", "supervisor")
    call = story.answered(agent)
    story.fact(call, "supervision_started", 60, supervisor=boss, mode="whisper", side="both")
    [act] = story.do(replay.course, SINCE, UNTIL, COUNTING, TITLES).acts
    assert (act.by and act.by.name, act.act, act.call) == ("名boss", "whisper", call)
    assert len(moment(story, 61).acts) == 1
    assert moment(story, 59).acts == ()


def test_lanes_come_by_name_and_in_pages(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "LANES", 2)
    for name in ("a1", "a2", "a3"):
        agent = story.person(name)
        state(story, agent, 0, "available")
        state(story, agent, 300, "offline")
    first = story.do(replay.lanes, SINCE, UNTIL)
    rest = story.do(replay.lanes, SINCE, UNTIL, after=first.next)
    assert [lane.agent.name for lane in (*first.items, *rest.items)] == ["名a1", "名a2", "名a3"]
    assert (first.agents, rest.next) == (3, None)
    assert [(one.first, one.steps, one.state) for one in first.items[0].stretches] == [(60, 30, "available")]


@pytest.mark.parametrize("hours", [0, -1, 26])
def test_a_span_of_more_than_a_day_is_refused(story: Story, hours: float) -> None:
    with pytest.raises(BadInput):
        story.do(replay.course, NOON, NOON + timedelta(hours=hours), COUNTING, TITLES)
