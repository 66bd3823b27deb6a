"""Two people at one ticket at the same moment: one wins, the other is told who changed what, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from config.errors import Conflict
from tests.ticketing.story import NOON, Story
from tests.ticketing.tickets.scene import Scene, actor, dispatched
from ticketing.tickets import flags, handling, pauses, reviewing

HOUR = timedelta(hours=1)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each came to: None, or the Conflict that it was refused with."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        barrier.wait(10)
        try:
            work()
        except Conflict as refused:
            return refused
        return None

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def reported(story: Story) -> Scene:
    scene = dispatched(story)
    scene.do(handling.sign, scene.lead, NOON + HOUR)
    scene.do(handling.start_handling, scene.lead, NOON + HOUR)
    scene.do(handling.report, scene.lead, NOON + HOUR, result="已修", outcome="solved")
    return scene


def test_of_two_reviewers_one_wins_and_the_other_is_told_who_did_what(story: Story) -> None:
    scene = reported(story)
    second = actor(story, "d2", "dispatcher")
    version, at = scene.version(), NOON + 2 * HOUR
    results = at_once(
        lambda: story.do(reviewing.pass_review, scene.id, actor=scene.dispatcher, version=version, at=at),
        lambda: story.do(reviewing.rework, scene.id, reason="未修", actor=second, version=version, at=at),
    )
    [refused] = [result for result in results if result is not None]
    ticket = scene.now()
    assert ticket.version == version + 1
    assert ticket.state in ("callback", "handling")
    winner = "名d1" if ticket.state == "callback" else "名d2"
    assert winner in refused.what
    assert ("审核通过" if ticket.state == "callback" else "重办") in refused.what


def test_many_at_one_ticket_leave_one_row_each_that_succeeded_and_a_dense_history(story: Story) -> None:
    scene = reported(story)
    kinds = ("sensitive", "group", "repeated", "long_running", "risk_word")

    def mark(kind: str) -> Callable[[], Any]:
        return lambda: story.do(flags.flag, scene.id, add=[kind], actor=scene.inspector, version=None, at=NOON + 2 * HOUR)

    before = scene.now()
    assert at_once(*map(mark, kinds)) == [None] * len(kinds)
    after = scene.now()
    assert set(after.flags) == set(kinds)
    assert after.version == before.version + len(kinds)
    assert len(after.history) == len(before.history) + len(kinds)


@pytest.mark.parametrize("nodes", [4])
def test_two_nodes_resume_one_pause_once(story: Story, nodes: int) -> None:
    scene = dispatched(story)
    scene.do(handling.sign, scene.lead, NOON)
    scene.do(handling.start_handling, scene.lead, NOON)
    scene.do(pauses.ask_supplement, scene.lead, NOON, question="哪里？")
    later = NOON + timedelta(days=6)
    assert at_once(*[lambda: story.do(pauses.resume_due, later)] * nodes) == [None] * nodes
    assert [step.command for step in scene.now().history].count("resume") == 1
