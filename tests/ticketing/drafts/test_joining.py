"""A caller of the same matter is added to its ticket, counted, warned of, and taken back while that may be."""

from datetime import timedelta

import pytest

from config.errors import Conflict, NotAllowed
from tests.ticketing.story import NOON, Story
from tests.ticketing.walk import walk
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.duty import service as duty
from ticketing.tickets import service as tickets
from ticketing.tickets.schemas import TicketOut

LAMP = {"matter": "桥头小区门口路灯不亮", "title": "路灯不亮", "category": "0101010101"}


def ticket_of(story: Story, agent: str) -> TicketOut:
    call = story.answered(agent, "16400000001")
    draft = story.do(drafts.edit, call, 1, LAMP, agent, NOON)
    return story.do(drafts.dispatch, call, draft.version, agent, NOON)


def another(story: Story, agent: str, number: int, ticket: TicketOut) -> str:
    call = story.answered(agent, f"1640000{number:04d}")
    story.do(drafts.join, call, 1, ticket.id, agent, NOON + timedelta(minutes=number))
    return call


def test_a_further_caller_stands_at_the_ticket_and_ends_the_call_as_a_supplement(story: Story) -> None:
    agent = story.person("a1")
    ticket = ticket_of(story, agent)
    call = story.answered(agent, "16400000002")
    said = story.do(drafts.edit, call, 1, {"caller_name": "王女士", "matter": "路灯还是没修"}, agent, NOON)
    joined = story.do(drafts.join, call, said.version, ticket.id, agent, NOON)
    assert (joined.callers_count, joined.state) == (2, "dispatched")
    assert [(one.call_id, one.name, one.number, one.matter) for one in joined.callers] == [
        (call, "王女士", "16400000002", "路灯还是没修")
    ]
    assert (joined.history[-1].command, joined.history[-1].reason) == ("add_caller", "同一事项的第2位诉求人来电并入")
    found = story.do(calls.get, call)
    assert found.ticket is not None
    assert (found.outcome, found.ticket.number) == ("supplement", ticket.number)
    assert story.do(drafts.get, call).status == "closed"
    assert [one.callers_count for one in story.do(tickets.list_tickets).items] == [2]
    assert story.sent("ticket_callers", agent)[-1]["callers_count"] == 2


def test_a_call_that_has_ended_one_way_cannot_join(story: Story) -> None:
    agent = story.person("a1")
    ticket = ticket_of(story, agent)
    joined = another(story, agent, 2, ticket)
    for call in (joined, str(ticket.call_id)):
        with pytest.raises(Conflict):
            story.do(drafts.join, call, None, ticket.id, agent, NOON)
    assert story.do(tickets.get, ticket.id).callers_count == 2


def test_a_ticket_that_was_reported_done_takes_no_further_caller(story: Story) -> None:
    agent = story.person("a1")
    ticket = ticket_of(story, agent)
    story.do(walk, ticket.id, "sign", "start_handling", "report", at=NOON)
    call = story.answered(agent)
    with pytest.raises(Conflict, match="待审核"):
        story.do(drafts.join, call, 1, ticket.id, agent, NOON)
    assert story.do(calls.get, call).outcome is None
    assert story.do(drafts.get, call).status == "open"


def test_only_who_works_on_the_call_may_join_and_leave(story: Story) -> None:
    agent, other = story.person("a1"), story.person("a2")
    ticket = ticket_of(story, agent)
    with pytest.raises(NotAllowed):
        story.do(drafts.join, story.answered(agent), 1, ticket.id, other, NOON)
    with pytest.raises(NotAllowed):
        story.do(drafts.leave, another(story, agent, 2, ticket), other, NOON)


def test_taken_back_the_draft_is_open_again_and_the_ticket_keeps_both_steps(story: Story) -> None:
    agent = story.person("a1")
    ticket = ticket_of(story, agent)
    call = another(story, agent, 2, ticket)
    left = story.do(drafts.leave, call, agent, NOON + timedelta(minutes=5))
    assert (left.callers, left.callers_count) == ((), 1)
    assert [step.command for step in left.history][-2:] == ["add_caller", "remove_caller"]
    found = story.do(calls.get, call)
    assert (found.outcome, found.ticket) == (None, None)
    draft = story.do(drafts.get, call)
    assert draft.status == "open"
    again = story.do(drafts.join, call, draft.version, ticket.id, agent, NOON + timedelta(minutes=6))
    assert again.callers_count == 2


def test_too_late_nobody_is_taken_back(story: Story) -> None:
    agent = story.person("a1")
    call = another(story, agent, 2, ticket_of(story, agent))
    with pytest.raises(Conflict, match="30分钟"):
        story.do(drafts.leave, call, agent, NOON + timedelta(minutes=33))
    assert story.do(calls.get, call).outcome == "supplement"


def test_after_its_duty_session_nobody_is_taken_back(story: Story) -> None:
    agent, leader = story.person("a1"), story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader)
    ticket = ticket_of(story, agent)
    call = story.answered(leader, queue=f"duty:{session}")
    story.do(drafts.join, call, None, ticket.id, leader, NOON)
    story.ended(call, leader)
    story.do(duty.close, session, leader, NOON + timedelta(minutes=10))
    with pytest.raises(Conflict, match="带班已经结束"):
        story.do(drafts.leave, call, leader, NOON + timedelta(minutes=11))
