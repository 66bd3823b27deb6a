"""The call-back list: one open entry a number, claimed by one, done once."""

from datetime import datetime, timedelta

import pytest

from config.errors import Conflict, NotFound
from tests.ticketing.story import NOON, Story
from ticketing.callbacks import service as callbacks
from ticketing.calls import service as calls
from ticketing.people import service as people
from ticketing.todo.service import LIMIT

LATER = NOON + timedelta(minutes=30)


def test_a_claimed_entry_is_nobody_elses(story: Story) -> None:
    first, second = story.person("a1"), story.person("a2")
    story.abandoned("16412345678")
    entry = story.do(callbacks.list_callbacks)[0]
    claimed = story.do(callbacks.claim, entry.id, first, NOON)
    assert claimed.claimed_by is not None
    assert claimed.claimed_by.id == first
    story.do(callbacks.claim, entry.id, first, NOON)
    with pytest.raises(Conflict):
        story.do(callbacks.claim, entry.id, second, NOON)


def test_a_call_lost_after_it_was_done_opens_a_new_entry(story: Story) -> None:
    agent = story.person("a1")
    story.abandoned("16412345678")
    entry = story.do(callbacks.list_callbacks)[0]
    story.do(callbacks.done, entry.id, agent, LATER, "已说明")
    with pytest.raises(Conflict):
        story.do(callbacks.done, entry.id, agent, LATER)
    story.abandoned("16412345678", start=LATER)
    again = story.do(callbacks.list_callbacks)
    assert [(item.count, item.id == entry.id) for item in again] == [(1, False)]
    assert [item.id for item in story.do(callbacks.list_callbacks, "done")] == [entry.id]


def test_every_step_is_a_row(story: Story) -> None:
    agent = story.person("a1")
    call = story.abandoned("16412345678")
    entry = story.do(callbacks.list_callbacks)[0]
    story.do(callbacks.claim, entry.id, agent, NOON + timedelta(minutes=1))
    story.do(callbacks.done, entry.id, agent, LATER, "无人接听")
    steps = story.do(callbacks.get, entry.id).history
    assert [(step.step, step.call_id, step.note) for step in steps] == [
        ("missed", call, ""),
        ("claimed", None, ""),
        ("done", None, "无人接听"),
    ]


def test_a_caller_lost_in_a_duty_session_belongs_to_its_unit(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG", queues=())
    session = story.session(leader)
    story.abandoned("16412345678", queue=f"duty:{session}")
    assert [entry.unit for entry in story.do(callbacks.list_callbacks)] == ["Q-CG"]


def test_those_at_a_desk_who_take_that_queue_are_told(story: Story) -> None:
    agent, elsewhere = story.person("a1"), story.person("a2", queues=("business",))
    absent = story.person("a3")
    for name in ("a1", "a2"):
        story.do(people.sign_in, name, "Quiet-River-7", NOON)
    story.abandoned("16412345678")
    items = story.told_todo(agent)
    assert [(item.kind, item.caller_number) for item in items] == [("callback", "16412345678")]
    assert story.sent("todo_changed", elsewhere) == []
    assert story.sent("todo_changed", absent) == []
    story.do(callbacks.done, story.do(callbacks.list_callbacks)[0].id, agent, NOON)
    assert story.told_todo(agent) == ()


def test_an_entry_that_is_not_there_is_not_found(story: Story) -> None:
    with pytest.raises(NotFound):
        story.do(callbacks.done, "none", story.person("a1"), NOON)


def test_who_calls_again_in_vain_waits_for_everybody_once_more(story: Story) -> None:
    first, second = story.person("a1"), story.person("a2")
    story.abandoned("16412345678")
    entry = story.do(callbacks.list_callbacks)[0]
    story.do(callbacks.claim, entry.id, first, NOON + timedelta(minutes=1))
    story.abandoned("16412345678", start=LATER)
    again = story.do(callbacks.list_callbacks)[0]
    assert (again.id, again.state, again.claimed_by, again.count) == (entry.id, "open", None, 2)
    taken = story.do(callbacks.claim, entry.id, second, LATER + timedelta(minutes=1))
    assert taken.claimed_by is not None
    assert taken.claimed_by.id == second
    assert [step.step for step in story.do(callbacks.get, entry.id).history] == ["missed", "claimed", "missed", "claimed"]


def test_only_who_claimed_it_or_a_supervisor_says_that_it_is_done(story: Story) -> None:
    first, second, boss = story.person("a1"), story.person("a2"), story.person("s1", "supervisor")
    story.abandoned("16412345678")
    entry = story.do(callbacks.list_callbacks)[0]
    story.do(callbacks.claim, entry.id, first, NOON)
    with pytest.raises(Conflict):
        story.do(callbacks.done, entry.id, second, NOON)
    taken = story.do(callbacks.claim, entry.id, boss, NOON)
    assert taken.claimed_by is not None
    assert taken.claimed_by.id == boss
    assert story.do(callbacks.done, entry.id, boss, LATER).state == "done"


def dialled(story: Story, agent: str, entry: str, call: str, *, answered: bool, start: datetime = LATER) -> None:
    """The agent calls the entry's number; the citizen answers, or nobody does."""
    story.fact(call, "call_placed", 0, start, agent=agent, number="16412345678", entry=entry)
    if answered:
        story.fact(call, "call_answered", 8, start, agent=agent, queue="", waited_s=0.0)
    story.ended(call, agent, 30, start, reason="completed" if answered else "failed", detail="" if answered else "486")


def test_an_attempt_in_vain_is_counted_and_leaves_the_entry_to_everybody(story: Story) -> None:
    agent = story.person("a1")
    story.abandoned("16412345678")
    entry = story.do(callbacks.list_callbacks)[0]
    story.do(callbacks.claim, entry.id, agent, LATER)
    for number in (1, 2):
        dialled(story, agent, entry.id, f"out-{number}", answered=False, start=LATER + timedelta(minutes=number))
    (again,) = story.do(callbacks.list_callbacks)
    assert (again.id, again.state, again.claimed_by, again.attempts, again.count) == (entry.id, "open", None, 2, 1)
    assert again.last_attempt_at == LATER + timedelta(minutes=2, seconds=30)
    steps = story.do(callbacks.get, entry.id).history
    assert [(step.step, step.call_id, step.note) for step in steps][-2:] == [
        ("not_reached", "out-1", "486"),
        ("not_reached", "out-2", "486"),
    ]


def test_a_citizen_who_is_reached_closes_the_entry(story: Story) -> None:
    agent = story.person("a1")
    story.abandoned("16412345678")
    entry = story.do(callbacks.list_callbacks)[0]
    dialled(story, agent, entry.id, "out-1", answered=True)
    assert story.do(callbacks.list_callbacks) == []
    closed = story.do(callbacks.get, entry.id)
    assert (closed.state, closed.history[-1].step, closed.history[-1].by) == ("done", "reached", agent)


def test_an_attempt_of_ours_makes_no_new_lost_caller(story: Story) -> None:
    agent = story.person("a1")
    dialled(story, agent, "", "out-1", answered=False)
    dialled(story, agent, "no-such-entry", "out-2", answered=False)
    assert story.do(callbacks.list_callbacks) == []


def test_an_attempt_that_a_crash_interrupted_is_noted_too(story: Story) -> None:
    agent = story.person("a1")
    story.abandoned("16412345678")
    entry = story.do(callbacks.list_callbacks)[0]
    story.fact("out-1", "call_placed", 0, LATER, agent=agent, number="16412345678", entry=entry.id)
    assert story.do(calls.recover, LATER + timedelta(minutes=1)) == ["out-1"]
    (again,) = story.do(callbacks.list_callbacks)
    assert (again.attempts, again.count) == (1, 1)


def test_in_a_surge_nobody_is_told_of_what_no_list_shows(story: Story) -> None:
    agent = story.person("a1")
    story.do(people.sign_in, "a1", "Quiet-River-7", NOON)
    for second in range(LIMIT):
        story.abandoned(f"164{second:08d}", start=NOON + timedelta(seconds=second))
    assert len(story.sent("todo_changed", agent)) == LIMIT
    story.abandoned("16599999999", start=NOON + timedelta(minutes=5))
    assert len(story.sent("todo_changed", agent)) == LIMIT
    story.abandoned("16400000000", start=NOON + timedelta(minutes=6))
    assert max(item.count for item in story.told_todo(agent)) == 2
    oldest = next(entry for entry in story.do(callbacks.list_callbacks) if entry.number == "16400000000")
    story.do(callbacks.done, oldest.id, agent, NOON)
    assert "16599999999" in {item.caller_number for item in story.told_todo(agent)}


@pytest.mark.parametrize(("detail", "queued"), [("by digit", True), ("closed", False), ("queue full", False)])
def test_who_asks_to_be_called_back_enters_the_list_of_that_desk(story: Story, detail: str, queued: bool) -> None:
    call = "c-wish"
    story.fact(call, "call_arrived", 0, caller_number="16412345678", caller_name="", dialled="12345", trunk="local")
    if queued:
        story.fact(call, "call_queued", 2, queue="business", position=1)
    story.ended(call, None, 9, reason="callback_requested", by="system", queue="business", talked_s=0.0, detail=detail)
    assert [(entry.number, entry.queue, entry.count) for entry in story.do(callbacks.list_callbacks)] == [
        ("16412345678", "business", 1)
    ]
