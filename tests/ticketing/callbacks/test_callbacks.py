"""The call-back list: one open entry a number, claimed by one, done once."""

from datetime import timedelta

import pytest

from config.errors import Conflict, NotFound
from tests.ticketing.story import NOON, Story
from ticketing.callbacks import service as callbacks
from ticketing.people import service as people
from ticketing.todo.schemas import Todo

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
    items = Todo.model_validate(story.sent("todo", agent)[-1]).items
    assert [(item.kind, item.caller_number) for item in items] == [("callback", "16412345678")]
    assert story.sent("todo", elsewhere) == []
    assert story.sent("todo", absent) == []
    story.do(callbacks.done, story.do(callbacks.list_callbacks)[0].id, agent, NOON)
    assert story.sent("todo", agent)[-1] == {"items": []}


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
