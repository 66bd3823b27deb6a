"""Callbacks on both databases: who is asked, three tries at different times, what follows for the ticket."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest

from config.errors import BadInput, Conflict, HotlineError, NotAllowed
from tests.ticketing.story import NOON, Story
from tests.ticketing.tickets.scene import LEAD, Scene, actor, dispatched
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.evaluation import repository
from ticketing.evaluation import service as evaluation
from ticketing.evaluation.gathering import drawn, gather
from ticketing.evaluation.models import EvaluationRow
from ticketing.evaluation.ringing import settle_call
from ticketing.evaluation.schemas import AnswerIn, ReviewIn, TryIn
from ticketing.tickets import handling, reviewing
from ticketing.tickets.actor import Actor

REPORTED = NOON + timedelta(hours=3)
TOMORROW = NOON + timedelta(hours=22)  # Thursday 10:00


def waiting(story: Story, **more: Any) -> Scene:
    """A ticket whose unit has reported and whose review has passed."""
    scene = dispatched(story, **more)
    scene.do(handling.sign, scene.lead, NOON)
    scene.do(handling.start_handling, scene.lead, NOON)
    report(scene)
    story.do(gather, REPORTED)
    return scene


def report(scene: Scene) -> None:
    scene.do(handling.report, scene.lead, REPORTED, result="已更换灯泡", outcome="solved", resolved_level="street")
    scene.do(reviewing.pass_review, scene.dispatcher, REPORTED)


def rows(story: Story, scene: Scene) -> list[EvaluationRow]:
    return list(story.do(repository.of_ticket, scene.id))


def claimed(story: Story, scene: Scene, by: Actor, at: datetime = TOMORROW) -> EvaluationRow:
    [row] = [one for one in rows(story, scene) if one.ended_at is None]
    return story.do(evaluation.claim, row.id, actor=by, at=at)


def no_answer(story: Story, scene: Scene, by: Actor, at: datetime) -> EvaluationRow:
    row = claimed(story, scene, by, at)
    return story.do(evaluation.tried, row.id, TryIn(version=row.version, outcome="no_answer"), actor=by, at=at)


def says(story: Story, scene: Scene, by: Actor, at: datetime = TOMORROW, **said: Any) -> EvaluationRow:
    row = claimed(story, scene, by, at)
    return story.do(evaluation.answered, row.id, AnswerIn(version=row.version, **said), actor=by, at=at)


def test_a_solved_matter_closes_the_ticket(story: Story) -> None:
    scene = waiting(story)
    done = says(story, scene, scene.agent, contacted=True, solved="solved", grade=5, comment="谢谢")
    assert (done.state, done.effective, done.grade) == ("answered", True, 5)
    ticket = scene.now()
    assert ticket.state == "closed"
    assert ticket.history[-1].reason == "回访1人"


def test_an_unsolved_matter_goes_back_with_the_citizens_words_and_is_asked_about_again(story: Story) -> None:
    scene = waiting(story)
    says(story, scene, scene.agent, solved="unsolved", grade=1, comment="灯还是不亮")
    ticket = scene.now()
    assert ticket.state == "handling"
    assert "灯还是不亮" in ticket.history[-1].reason
    report(scene)
    story.do(gather, REPORTED)
    assert [one.turn for one in rows(story, scene)] == [1, 2]
    says(story, scene, scene.agent, solved="solved", grade=4)
    assert scene.now().state == "closed"


def test_not_reached_in_three_tries_at_different_times_closes_without_effect(story: Story) -> None:
    scene = waiting(story)
    morning = TOMORROW
    for hours in (0, 4, 8):
        row = no_answer(story, scene, scene.agent, morning + timedelta(hours=hours))
    assert (row.state, row.effective, row.tries) == ("not_effective", False, 3)
    assert scene.now().state == "closed"
    assert scene.now().history[-1].reason == "多次回访未联系上"


@pytest.mark.parametrize("hours", [1, 2])
def test_a_second_try_in_the_same_part_of_the_day_or_too_soon_is_refused_and_the_next_time_said(story: Story, hours: int) -> None:
    scene = waiting(story)
    first = no_answer(story, scene, scene.agent, TOMORROW)
    assert first.next_at == TOMORROW + timedelta(hours=3)
    with pytest.raises(BadInput, match="03月05日13:00"):
        no_answer(story, scene, scene.agent, TOMORROW + timedelta(hours=hours))


def test_nobody_is_called_at_night(story: Story) -> None:
    scene = waiting(story)
    with pytest.raises(BadInput, match="不回访"):
        no_answer(story, scene, scene.agent, NOON + timedelta(hours=12))


def test_who_refuses_is_not_called_again(story: Story) -> None:
    scene = waiting(story)
    row = claimed(story, scene, scene.agent)
    story.do(evaluation.tried, row.id, TryIn(version=row.version, outcome="refused"), actor=scene.agent, at=TOMORROW)
    assert scene.now().state == "closed"


def test_the_unit_that_reported_does_not_ask_and_others_claims_are_kept(story: Story) -> None:
    scene = waiting(story)
    [row] = rows(story, scene)
    both = Actor(id=scene.lead.id, roles=frozenset({"handler", "agent"}), unit=LEAD)
    with pytest.raises(NotAllowed):
        story.do(evaluation.claim, row.id, actor=both, at=TOMORROW)
    claimed(story, scene, scene.agent)
    with pytest.raises(Conflict):
        claimed(story, scene, actor(story, "a2", "agent"))
    story.do(evaluation.give_back_left, TOMORROW + timedelta(minutes=31))
    claimed(story, scene, actor(story, "a3", "agent"), TOMORROW + timedelta(minutes=32))


def test_two_answers_at_once_leave_one(story: Story) -> None:
    scene = waiting(story)
    row = claimed(story, scene, scene.agent)

    def answer(grade: int) -> str:
        try:
            said = AnswerIn(version=row.version, solved="solved", grade=grade)
            story.do(evaluation.answered, row.id, said, actor=scene.agent, at=TOMORROW)
            return "done"
        except HotlineError as error:
            return type(error).__name__

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(answer, (5, 1))) == ["Conflict", "done"]
    assert len(story.do(repository.answers_of, [row.id])) == 1


def test_praise_and_numbers_that_asked_for_rest_close_without_a_callback(story: Story) -> None:
    scene = waiting(story, fields={"type": "praise"})
    assert scene.now().state == "closed"
    assert [one.state for one in rows(story, scene)] == ["skipped"]
    story.do(evaluation.no_callback, "16412345678", asked=True, why="市民要求", by=scene.agent.id, at=NOON)
    other = waiting(story, prefix="x")
    assert other.now().state == "closed"


def test_an_appeal_that_is_upheld_adds_an_answer_and_keeps_the_citizens(story: Story) -> None:
    scene = waiting(story)
    done = says(story, scene, scene.agent, solved="solved", grade=1, comment="不喜欢新灯的颜色")
    with pytest.raises(NotAllowed):
        story.do(evaluation.appeal, done.id, "不合理", actor=scene.stranger, at=TOMORROW)
    story.do(evaluation.appeal, done.id, "颜色不在诉求之内", actor=scene.lead, at=TOMORROW)
    decision = ReviewIn(uphold=True, review="诉求已办结，颜色非诉求内容", solved="solved", grade=3)
    story.do(evaluation.review, done.id, decision, actor=scene.inspector, at=TOMORROW)
    answers = story.do(repository.answers_of, [done.id])
    assert [one.grade for one in answers] == [1, 3]
    assert rows(story, scene)[0].grade == 3
    with pytest.raises(Conflict):
        story.do(evaluation.appeal, done.id, "再申诉", actor=scene.lead, at=TOMORROW)


def test_gathering_twice_asks_once(story: Story) -> None:
    scene = waiting(story)
    both: list[Callable[[], int]] = [lambda: story.do(gather, REPORTED)] * 2
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda work: work(), both))
    assert len(rows(story, scene)) == 1


def test_a_sample_is_the_same_whoever_draws_it_and_has_its_share() -> None:
    ids = [f"ticket-{n}" for n in range(2_000)]
    first = [id for id in ids if drawn(id, 0.3)]
    assert first == [id for id in ids if drawn(id, 0.3)]
    assert 520 < len(first) < 680
    assert all(drawn(id, 1.0) for id in ids)
    assert not any(drawn(id, 0.0) for id in ids)


def later(story: Story, scene: Scene, at: datetime, wish: datetime | None = None) -> EvaluationRow:
    row = claimed(story, scene, scene.agent, at)
    new = TryIn(version=row.version, outcome="later", wished_at=wish)
    return story.do(evaluation.tried, row.id, new, actor=scene.agent, at=at)


def test_who_wishes_another_time_is_called_then_and_not_before(story: Story) -> None:
    scene = waiting(story)
    wish = TOMORROW + timedelta(hours=1)
    assert later(story, scene, TOMORROW, wish).next_at == wish
    row = claimed(story, scene, scene.agent)
    with pytest.raises(BadInput, match="03月05日11:00"):
        story.do(evaluation.to_dial, row.id, actor=scene.agent, at=TOMORROW + timedelta(minutes=30))
    assert story.do(evaluation.to_dial, row.id, actor=scene.agent, at=wish) == "16412345678"
    assert no_answer(story, scene, scene.agent, wish).tries == 2


def test_a_wish_without_a_time_leaves_it_to_the_rule(story: Story) -> None:
    scene = waiting(story)
    assert later(story, scene, TOMORROW).next_at == TOMORROW + timedelta(hours=3)


@pytest.mark.parametrize("hours", [-1, 12, 24 * 8])
def test_no_time_is_promised_at_which_nobody_may_call(story: Story, hours: int) -> None:
    scene = waiting(story)
    with pytest.raises(BadInput):
        later(story, scene, TOMORROW, TOMORROW + timedelta(hours=hours))


def test_two_wishes_are_no_tries_in_vain_and_a_third_is(story: Story) -> None:
    scene = waiting(story)
    at = TOMORROW
    for _ in range(2):
        later(story, scene, at, at + timedelta(hours=1))
        at += timedelta(hours=1)
    assert no_answer(story, scene, scene.agent, at).state == "waiting"
    at += timedelta(hours=24)
    assert later(story, scene, at, at + timedelta(hours=1)).state == "waiting"
    last = no_answer(story, scene, scene.agent, at + timedelta(hours=1))
    assert (last.state, last.effective) == ("not_effective", False)


def test_the_call_of_a_callback_leaves_no_matter_to_finish_unless_a_new_one_was_written_down(story: Story) -> None:
    scene = waiting(story)
    for call, edited in (("call-out-1", False), ("call-out-2", True)):
        story.fact(call, "call_placed", 0, TOMORROW, agent=scene.agent.id, number="16412345678", entry="")
        story.fact(call, "call_answered", 5, TOMORROW, agent=scene.agent.id, queue="", waited_s=5.0)
        if edited:
            version = story.do(drafts.get, call).version
            story.do(drafts.edit, call, version, {"matter": "还有一事"}, scene.agent.id, TOMORROW)
        story.do(settle_call, rows(story, scene)[0], call, scene.agent, TOMORROW)
    outcomes = {call: story.do(calls.get, call).outcome for call in ("call-out-1", "call-out-2")}
    assert outcomes == {"call-out-1": "supplement", "call-out-2": None}
