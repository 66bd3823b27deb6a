"""Duty sessions: two of three answered on the spot, the one left over goes to the leader's unit at closing."""

from datetime import timedelta

import pytest

from config.errors import BadInput, Conflict, NotAllowed, NotFound
from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.duty import attending, repository
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutyPlan
from ticketing.people import service as people
from ticketing.tickets import service as tickets
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

END = NOON + timedelta(hours=2)


@pytest.fixture
def leader(story: Story) -> str:
    return story.person("l1", "leader", unit="Q-CG", queues=())


def taken(story: Story, session: str, leader: str, minute: int) -> str:
    at = NOON + timedelta(minutes=minute)
    call = story.answered(leader, queue=f"duty:{session}", number=f"1641234{minute:04d}", start=at)
    story.says(call, "桥头小区的路灯不亮")
    story.ended(call, leader, start=at)
    return call


def test_two_of_three_on_the_spot_is_66_67_and_the_one_left_is_dispatched_to_the_leaders_unit(story: Story, leader: str) -> None:
    session = story.session(leader)
    first, second, left = (taken(story, session, leader, minute) for minute in (1, 2, 3))
    story.abandoned("16800000000", queue=f"duty:{session}")
    story.do(duty.judge, session, first, "on_the_spot", leader, NOON, "已当场解释")
    story.do(duty.judge, session, second, "on_the_spot", leader, NOON)
    running = story.do(duty.get, session)
    assert (running.numerator, running.denominator, running.rate) == (2, 3, 66.67)

    closed = story.do(duty.close, session, leader, END)
    assert (closed.state, closed.numerator, closed.denominator, closed.rate) == ("closed", 2, 3, 66.67)
    assert closed.abandoned == 1
    assert {call.call_id: call.verdict for call in closed.calls if call.connected} == {
        first: "on_the_spot", second: "on_the_spot", left: "to_dispatch",
    }  # fmt: skip
    found = story.do(calls.get, left)
    assert found.ticket is not None
    ticket = story.do(tickets.get, found.ticket.id)
    assert ticket.unit is not None
    assert (ticket.state, ticket.unit.code, ticket.duty_session) == ("dispatched", "Q-CG", session)
    assert ticket.deadline is not None
    assert [s.text for s in story.do(calls.transcript, left)] == ["桥头小区的路灯不亮"]
    assert story.sent("duty", leader)[-1]["session"] == closed.model_dump(mode="json")


def test_to_dispatch_waits_for_the_closing_and_may_still_become_on_the_spot(story: Story, leader: str) -> None:
    session = story.session(leader)
    call = taken(story, session, leader, 1)
    story.do(duty.judge, session, call, "to_dispatch", leader, NOON)
    assert story.do(calls.get, call).outcome is None
    assert story.do(duty.get, session).calls[0].verdict == "to_dispatch"
    story.do(duty.judge, session, call, "on_the_spot", leader, NOON)
    with pytest.raises(Conflict):
        story.do(duty.judge, session, call, "to_dispatch", leader, NOON)
    assert story.do(duty.close, session, leader, END).rate == 100.0


def test_a_silent_or_wrong_call_is_outside_and_is_not_dispatched(story: Story, leader: str) -> None:
    session = story.session(leader)
    silent = taken(story, session, leader, 1)
    story.do(calls.set_outcome, silent, "silent", leader, NOON)
    closed = story.do(duty.close, session, leader, END)
    assert (closed.denominator, closed.rate, closed.silent) == (0, None, 1)
    assert story.do(tickets.list_tickets).items == ()


def test_a_call_with_nothing_said_is_dispatched_too(story: Story, leader: str) -> None:
    session = story.session(leader)
    call = story.answered(leader, queue=f"duty:{session}")
    story.ended(call, leader)
    story.do(duty.close, session, leader, END)
    assert "录音" in story.do(tickets.list_tickets).items[0].matter


def test_the_assisting_agent_and_nobody_else_writes_beside_the_leader(story: Story, leader: str) -> None:
    session, agent, other = story.session(leader), story.person("a1"), story.person("a2")
    call = taken(story, session, leader, 1)
    story.do(attending.check_in, session, agent, NOON)
    with pytest.raises(NotAllowed):
        story.do(drafts.edit, call, 1, {"title": "路灯"}, other, NOON)
    with pytest.raises(NotAllowed):
        story.do(attending.check_in, session, other, NOON)
    draft = story.do(drafts.edit, call, story.do(drafts.open_draft, call, leader, NOON).version, {"title": "路灯"}, agent, NOON)
    story.do(drafts.answer, call, draft.version, "已解释", agent, NOON)
    assert story.do(duty.get, session).rate == 100.0


def test_a_live_call_goes_on_to_its_end_before_the_session_closes(story: Story, leader: str) -> None:
    session = story.session(leader)
    call = story.answered(leader, queue=f"duty:{session}")
    with pytest.raises(Conflict, match="通话"):
        story.do(duty.close, session, leader, END)
    due = END + timedelta(minutes=31)
    assert story.do(duty.due, due) == []
    assert story.do(duty.close_due, session, due) is None
    story.ended(call, leader)
    assert story.do(duty.due, due) == [session]


def test_a_session_that_nobody_closes_closes_itself_after_thirty_minutes(story: Story, leader: str) -> None:
    session = story.session(leader)
    taken(story, session, leader, 1)
    assert story.do(duty.due, END + timedelta(minutes=29, seconds=59)) == []
    assert story.do(duty.due, END + timedelta(minutes=30)) == [session]
    closed = story.do(duty.close_due, session, END + timedelta(minutes=30))
    assert closed is not None
    assert (closed.id, closed.state, closed.closed_by) == (session, "closed", "system")
    assert len(story.do(tickets.list_tickets, unit="Q-CG").items) == 1
    assert story.do(duty.due, END + timedelta(hours=9)) == []
    assert story.do(duty.close_due, session, END + timedelta(hours=9)) is None


def test_a_session_whose_unit_left_the_city_closes_and_leaves_its_calls_to_the_fallback_unit(story: Story, leader: str) -> None:
    session = story.session(leader)
    left = taken(story, session, leader, 1)

    def drop_unit(uow: UnitOfWork) -> str:
        repository.session_row(uow, session).unit_code = "Q-GONE"
        return uow.city.directory.fallback

    fallback = story.do(drop_unit)
    assert story.do(duty.close, session, leader, END).state == "closed"
    found = story.do(calls.get, left)
    assert found.ticket is not None
    ticket = story.do(tickets.get, found.ticket.id)
    assert ticket.unit is not None
    assert ticket.unit.code == fallback
    assert "Q-GONE" in (ticket.basis_why or "")


def test_a_plan_for_a_unit_that_is_not_there_is_refused_also_with_a_title(story: Story, leader: str) -> None:
    new = DutyPlan(leader=leader, unit="Q-GONE", title="周三带班", starts_at=NOON, ends_at=END)
    with pytest.raises(NotFound):
        story.do(duty.plan, new, leader, NOON)


def test_a_session_is_opened_and_closed_once_and_by_its_own(story: Story, leader: str) -> None:
    other, boss = story.person("l2", "leader", unit="Q-HB"), story.person("s1", "supervisor")
    session = story.session(leader)
    with pytest.raises(Conflict):
        story.do(duty.open_session, session, leader, NOON)
    with pytest.raises(NotAllowed):
        story.do(duty.close, session, other, END)
    story.do(duty.close, session, boss, END)
    with pytest.raises(Conflict):
        story.do(duty.close, session, leader, END)


def test_a_plan_needs_a_leader_a_unit_and_an_order_of_times(story: Story, leader: str) -> None:
    agent, homeless = story.person("a1"), story.person("l3", "leader")
    for plan in (
        DutyPlan(leader=agent, starts_at=NOON, ends_at=END),
        DutyPlan(leader=homeless, starts_at=NOON, ends_at=END),
        DutyPlan(leader=leader, starts_at=END, ends_at=NOON),
    ):
        with pytest.raises(BadInput):
            story.do(duty.plan, plan, leader, NOON)
    with pytest.raises(NotFound):
        story.do(duty.get, "none")


def test_another_sessions_call_is_not_judged_here(story: Story, leader: str) -> None:
    session = story.session(leader)
    with pytest.raises(BadInput):
        story.do(duty.judge, session, story.answered(leader), "on_the_spot", leader, NOON)


def test_open_sessions_are_known_after_a_restart(story: Story, leader: str) -> None:
    session = story.session(leader)
    found = story.do(duty.open_sessions)
    assert [(item.id, item.leader, item.queue, item.calls) for item in found] == [(session, leader, f"duty:{session}", ())]
    story.do(duty.close, session, leader, END)
    assert story.do(duty.open_sessions) == []


def test_a_connected_call_without_verdict_stands_in_the_leaders_to_do_list(story: Story, leader: str) -> None:
    session = story.session(leader)
    call = taken(story, session, leader, 1)

    def kinds() -> list[tuple[str, str]]:
        items = story.do(lambda uow: todo.todo(uow, people.get(uow, leader), NOON)).items
        return [(item.kind, item.id) for item in items]

    assert kinds() == [("duty", call)]
    story.do(duty.judge, session, call, "on_the_spot", leader, NOON)
    assert kinds() == []


def test_only_an_open_session_past_its_end_is_over(story: Story, leader: str) -> None:
    session = story.session(leader)
    ends_at = story.do(duty.get, session).ends_at
    assert story.do(duty.over, ends_at - timedelta(seconds=1)) == []
    assert story.do(duty.over, ends_at) == [session]
    story.do(duty.close, session, leader, ends_at)
    assert story.do(duty.over, ends_at) == []
