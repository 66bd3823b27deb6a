"""The harassment list: blocked until an end or until lifted, every step kept."""

from datetime import timedelta

import pytest

from config.errors import BadInput, NotFound
from tests.ticketing.story import NOON, Story
from ticketing.blocking import service as blocking
from ticketing.blocking.schemas import BlockIn
from ticketing.calls import service as calls

NUMBER = "16412345678"
HOUR = timedelta(hours=1)


def block(story: Story, boss: str, reason: str = "反复辱骂", hours: int | None = 24) -> None:
    new = BlockIn(number=NUMBER, reason=reason, until=NOON + hours * HOUR if hours else None)
    story.do(blocking.block, new, boss, NOON)


def test_a_number_is_blocked_until_its_end(story: Story) -> None:
    block(story, story.person("s1", "supervisor"))
    assert story.do(blocking.numbers, NOON + 23 * HOUR) == {NUMBER: "反复辱骂"}
    assert story.do(blocking.numbers, NOON + 24 * HOUR) == {}


def test_without_an_end_it_stays_blocked_until_somebody_lifts_it(story: Story) -> None:
    boss = story.person("s1", "supervisor")
    block(story, boss, hours=None)
    assert NUMBER in story.do(blocking.numbers, NOON + 10_000 * HOUR)
    story.do(blocking.lift, NUMBER, "本人已致歉", boss, NOON + HOUR)
    assert story.do(blocking.numbers, NOON + HOUR) == {}
    with pytest.raises(NotFound):
        story.do(blocking.lift, NUMBER, "再解除", boss, NOON + 2 * HOUR)


def test_every_step_of_a_number_stays_readable(story: Story) -> None:
    boss = story.person("s1", "supervisor")
    block(story, boss)
    story.do(blocking.lift, NUMBER, "误操作", boss, NOON + HOUR)
    again = BlockIn(number=NUMBER, reason="再次辱骂")
    shown = story.do(blocking.block, again, boss, NOON + 2 * HOUR)
    assert [(step.step, step.reason) for step in shown.history] == [
        ("blocked", "再次辱骂"),
        ("lifted", "误操作"),
        ("blocked", "反复辱骂"),
    ]
    assert shown.by is not None
    assert shown.by.id == boss


@pytest.mark.parametrize("hours", [0, -1, 24 * 400])
def test_an_end_in_the_past_or_beyond_a_year_is_refused(story: Story, hours: int) -> None:
    with pytest.raises(BadInput):
        story.do(blocking.block, BlockIn(number=NUMBER, reason="骚扰", until=NOON + hours * HOUR), "s", NOON)


def test_who_harassed_twice_is_suspected_until_blocked(story: Story) -> None:
    agent, boss = story.person("a1"), story.person("s1", "supervisor")
    for minute in (1, 2):
        call = story.answered(agent, NUMBER, start=NOON + timedelta(minutes=minute))
        story.ended(call, agent)
        story.do(calls.set_outcome, call, "harassment", agent, NOON)
    once = story.answered(agent, "16400000000")
    story.do(calls.set_outcome, once, "harassment", agent, NOON)
    suspects = story.do(blocking.listed, NOON + HOUR).suspects
    assert [(one.number, one.count) for one in suspects] == [(NUMBER, 2)]
    block(story, boss)
    assert story.do(blocking.listed, NOON + HOUR).suspects == ()
