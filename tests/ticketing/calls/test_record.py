"""Facts of telephony are appended once and become calls; lost callers become call-backs."""

from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from telephony import events as telephony_events
from tests.ticketing.story import NOON, Story
from ticketing.callbacks import service as callbacks
from ticketing.calls import service as calls
from ticketing.calls.models import QueueLogRow
from ticketing.calls.projection import KINDS
from ticketing.calls.schemas import ClosingOutcome
from ticketing.drafts import service as drafts


def rows(story: Story) -> int:
    return story.do(lambda uow: uow.session.scalar(select(func.count()).select_from(QueueLogRow)) or 0)


def test_the_same_fact_twice_counts_once(story: Story) -> None:
    call = story.arrives()
    before = rows(story)
    story.fact(call, "call_queued", 2, queue="general", position=1)
    assert rows(story) == before
    story.fact(call, "call_queued", 3, queue="general", position=1)
    assert rows(story) == before + 1


def test_a_kind_that_nobody_has_named_is_refused(story: Story) -> None:
    with pytest.raises(BadInput, match="call_dreamt"):
        story.fact("c", "call_dreamt", 0)


def test_every_event_of_telephony_has_a_kind() -> None:
    names = {
        name
        for name, kind in vars(telephony_events).items()
        if isinstance(kind, type)
        and issubclass(kind, telephony_events.TelephonyEvent)
        and name not in ("TelephonyEvent", "CallEvent")
    }
    snake = {"".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_") for name in names}
    assert snake == set(KINDS)
    assert {field.name for field in fields(telephony_events.CallEnded)} >= {"reason", "by", "talked_s", "waited_s"}


def test_an_agents_change_of_state_is_logged_without_a_call(story: Story) -> None:
    data = {"agent": "a", "state": "reserved", "call": "c1"}
    story.do(calls.record, "agent_state_changed", NOON, None, data)
    story.do(calls.record, "agent_state_changed", NOON, "c1", data)
    assert rows(story) == 2
    with pytest.raises(NotFound):
        story.do(calls.get, "c1")


def test_a_caller_who_gives_up_is_one_entry_however_often(story: Story) -> None:
    for minute in range(3):
        story.abandoned("16412345678", start=NOON + timedelta(minutes=minute))
    story.abandoned("16887654321")
    found = {entry.number: entry.count for entry in story.do(callbacks.list_callbacks)}
    assert found == {"16412345678": 3, "16887654321": 1}


def test_a_hidden_number_cannot_be_called_back(story: Story) -> None:
    story.abandoned("anonymous")
    assert story.do(callbacks.list_callbacks) == []


def test_a_rejected_or_answered_call_is_no_lost_caller(story: Story) -> None:
    agent = story.person("a1")
    story.ended(story.answered(agent), agent)
    story.ended(story.arrives(), None, reason="rejected")
    assert story.do(callbacks.list_callbacks) == []


def test_an_ended_call_without_outcome_goes_to_its_agents_to_do_list(story: Story) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    story.ended(call, agent)
    assert [(item.kind, item.id) for item in story.told_todo(agent)] == [("draft", call)]


@pytest.mark.parametrize("outcome", ["harassment", "silent", "wrong_number", "supplement"])
def test_an_outcome_is_stored_once_and_closes_the_draft(story: Story, outcome: ClosingOutcome) -> None:
    agent = story.person("a1")
    call = story.answered(agent)
    assert story.do(calls.set_outcome, call, outcome, agent, NOON, "记").outcome == outcome
    assert story.do(drafts.get, call).status == "closed"
    with pytest.raises(Conflict, match="不能再改"):
        story.do(calls.set_outcome, call, "silent", agent, NOON)
    assert story.told_todo(agent) == ()


def test_outcomes_with_a_ticket_belong_to_the_draft(story: Story) -> None:
    agent = story.person("a1")
    with pytest.raises(BadInput):
        story.do(calls.set_outcome, story.answered(agent), "ticket", agent, NOON)


def test_an_unanswered_call_has_no_outcome(story: Story) -> None:
    boss = story.person("s1", "supervisor")
    with pytest.raises(Conflict, match="没有接通"):
        story.do(calls.set_outcome, story.arrives(), "silent", boss, NOON)


def test_a_strangers_call_is_left_alone_but_a_supervisor_may(story: Story) -> None:
    agent, other, boss = story.person("a1"), story.person("a2"), story.person("s1", "supervisor")
    call = story.answered(agent)
    with pytest.raises(NotAllowed):
        story.do(calls.set_outcome, call, "silent", other, NOON)
    story.do(calls.set_outcome, call, "silent", boss, NOON)


def test_pages_of_calls_do_not_shift_when_a_new_one_comes(story: Story) -> None:
    ids = [story.arrives(start=NOON + timedelta(minutes=n)) for n in range(5)]
    first = story.do(calls.list_calls, limit=2)
    story.arrives(start=NOON + timedelta(minutes=9))
    second = story.do(calls.list_calls, limit=2, before=first.next)
    third = story.do(calls.list_calls, limit=2, before=second.next)
    assert [call.id for page in (first, second, third) for call in page.items] == ids[::-1]
    assert third.next is None


def test_calls_are_filtered_by_agent_state_and_time(story: Story) -> None:
    agent = story.person("a1")
    mine = story.answered(agent)
    story.arrives(start=NOON + timedelta(hours=1))
    assert [call.id for call in story.do(calls.list_calls, agent=agent).items] == [mine]
    assert [call.id for call in story.do(calls.list_calls, state="answered").items] == [mine]
    assert len(story.do(calls.list_calls, since=NOON + timedelta(minutes=1)).items) == 1
    assert story.do(calls.get, mine).agent is not None


def test_a_page_that_is_no_page_is_said_so(story: Story) -> None:
    with pytest.raises(BadInput, match="分页"):
        story.do(calls.list_calls, before="garbage")


def test_a_second_pass_adds_a_version_and_edits_nothing(story: Story) -> None:
    call = story.answered(story.person("a1"))
    story.says(call, "路灯坏了", 12)
    story.says(call, "您好", 3, channel="agent")
    story.says(call, "路灯不亮了", 12, version=2)
    assert [s.text for s in story.do(calls.transcript, call)] == ["路灯不亮了"]
    assert [s.text for s in story.do(calls.transcript, call, 1)] == ["您好", "路灯坏了"]


def test_an_empty_utterance_or_a_stray_one_is_refused(story: Story) -> None:
    with pytest.raises(BadInput):
        story.says(story.arrives(), "  ")
    with pytest.raises(NotFound):
        story.says("no-such-call", "喂")
