"""Checking in: in time, late or absent by the clock; the deputy is called, then the general queue; each is told once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from config.errors import Conflict, NotAllowed
from config.settings.duty import Duty
from tests.ticketing.story import NOON, Story
from ticketing.duty import attendance, attending
from ticketing.duty import service as duty
from ticketing.duty.attendance import Expected, schedule
from ticketing.duty.schemas import DutyChange, DutyPlan, DutySessionOut

RULES = Duty()
MINUTE = timedelta(minutes=1)
START = NOON + timedelta(days=3)
END = START + timedelta(hours=2)


def expected(present: Sequence[str] = (), done: Sequence[str] = (), deputy: bool = True, planned_at: datetime = NOON) -> Expected:
    return Expected(starts_at=START, ends_at=END, planned_at=planned_at, has_deputy=deputy, present=present, done=done)


def minutes(session: Expected) -> list[tuple[str, float]]:
    return [(due.what, (due.at - START) / MINUTE) for due in schedule(session, RULES)]


def test_what_falls_due_of_a_session_nobody_comes_to() -> None:
    assert minutes(expected()) == [
        ("remind:86400", -1440), ("remind:1800", -30), ("leader_absent", 15), ("unattended", 25), ("missed", 120),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["leader", "deputy"])
def test_a_leader_or_deputy_who_is_there_is_not_waited_for(role: str) -> None:
    assert minutes(expected([role]))[2:] == [("missed", 120)]


def test_without_a_deputy_the_general_queue_follows_at_once() -> None:
    assert minutes(expected(deputy=False))[2:4] == [("leader_absent", 15), ("unattended", 15)]


def test_a_reminder_that_was_over_when_the_session_was_planned_falls_away() -> None:
    assert minutes(expected(planned_at=START - 60 * MINUTE))[0] == ("remind:1800", -30)


def test_what_was_done_is_not_due_again() -> None:
    assert [what for what, _ in minutes(expected(done=["remind:86400", "leader_absent"]))] == [
        "remind:1800",
        "unattended",
        "missed",
    ]


def test_in_time_late_and_too_early_are_told_apart_at_their_limits() -> None:
    assert attendance.status(START, START + 5 * MINUTE, RULES) == "on_time"
    assert attendance.status(START, START + 5 * MINUTE + timedelta(seconds=1), RULES) == "late"
    assert not attendance.may_check_in(START, END, START - 31 * MINUTE, RULES)
    assert attendance.may_check_in(START, END, START - 30 * MINUTE, RULES)
    assert not attendance.may_check_in(START, END, END, RULES)


@pytest.fixture
def leader(story: Story) -> str:
    return story.person("l1", "leader", unit="Q-CG", queues=())


@pytest.fixture
def deputy(story: Story) -> str:
    return story.person("l2", "leader", unit="Q-CG", queues=())


def planned(story: Story, leader: str, deputy: str | None = None, assistant: str | None = None) -> str:
    new = DutyPlan(leader=leader, deputy=deputy, assistant=assistant, starts_at=START, ends_at=END)
    return story.do(duty.plan, new, leader, NOON).id


def seen(story: Story, session: str) -> list[str]:
    return [step.step for step in story.do(duty.get, session).steps]


def notices(story: Story, person: str) -> list[str]:
    return [notice["text"] for notice in story.sent("notice", person)]


def test_an_absent_leader_is_replaced_by_the_deputy_who_checks_in(story: Story, leader: str, deputy: str) -> None:
    session = planned(story, leader, deputy)
    story.do(attending.attend, START + 15 * MINUTE)
    assert "请替补签到并代为带班" in notices(story, deputy)[-1]
    assert story.do(duty.get, session).absent
    came = story.do(attending.check_in, session, deputy, START + 18 * MINUTE)
    assert came.acting is not None
    assert (came.acting.id, [(one.role, one.status) for one in came.present]) == (deputy, [("deputy", "late")])
    story.do(attending.attend, START + 40 * MINUTE)
    assert "unattended" not in seen(story, session)
    story.do(duty.open_session, session, deputy, START + 41 * MINUTE)
    by_leader = story.do(duty.figures, END).by_leader
    assert [line.key for line in by_leader] == [deputy]


def test_with_nobody_there_the_callers_go_to_the_general_queue_and_the_session_is_missed(story: Story, leader: str) -> None:
    boss = story.person("s1", "supervisor")
    session = planned(story, leader)
    for minute in (15, 15, 16, 119):
        story.do(attending.attend, START + minute * MINUTE)
    assert seen(story, session)[-2:] == ["leader_absent", "unattended"]
    assert sum("综合队列" in notice["text"] for notice in story.sent("notice")) == 1
    story.do(attending.attend, END)
    missed = story.do(duty.get, session)
    assert (missed.state, missed.steps[-1].step) == ("missed", "missed")
    assert story.do(attending.attend, END + 60 * MINUTE) == 0
    with pytest.raises(Conflict):
        story.do(duty.open_session, session, boss, END - MINUTE)
    assert story.do(duty.figures, END).total.sessions == 0


def test_everybody_of_a_session_is_reminded_once_of_each_reminder(story: Story, leader: str, deputy: str) -> None:
    agent = story.person("a1")
    planned(story, leader, deputy, agent)
    for at in (START - timedelta(days=1), START - timedelta(days=1), START - 30 * MINUTE, START - 29 * MINUTE):
        story.do(attending.attend, at)
    for person in (leader, deputy, agent):
        assert len(notices(story, person)) == 2


def test_a_node_that_was_down_reminds_once_and_not_of_what_is_over(story: Story, leader: str) -> None:
    session = planned(story, leader)
    story.do(attending.attend, START - 10 * MINUTE)
    assert len(notices(story, leader)) == 1
    assert seen(story, session).count("reminded") == 2


def test_a_changed_plan_reminds_anew_and_forgets_check_ins(story: Story, leader: str) -> None:
    boss = story.person("s1", "supervisor")
    session = planned(story, leader)
    story.do(attending.attend, START - 30 * MINUTE)
    story.do(attending.check_in, session, leader, START - 20 * MINUTE)
    later = DutyChange(reason="会议冲突", starts_at=START + timedelta(days=2), ends_at=END + timedelta(days=2))
    moved = story.do(duty.change, session, later, boss, START - 10 * MINUTE)
    assert moved.present == ()
    story.do(attending.attend, START + timedelta(days=1))
    assert sum("准时签到" in text for text in notices(story, leader)) == 2


def test_each_role_checks_in_once_and_only_who_is_in_the_plan(story: Story, leader: str, deputy: str) -> None:
    agent, other = story.person("a1"), story.person("l3", "leader", unit="Q-HB")
    session = planned(story, leader, deputy, agent)
    with pytest.raises(Conflict, match="签到"):
        story.do(attending.check_in, session, leader, START - 60 * MINUTE)
    for person in (leader, deputy, agent):
        story.do(attending.check_in, session, person, START)
    with pytest.raises(Conflict):
        story.do(attending.check_in, session, leader, START)
    with pytest.raises(NotAllowed):
        story.do(attending.check_in, session, other, START)
    out: DutySessionOut = story.do(duty.get, session)
    assert {(one.role, one.person.id) for one in out.present} == {("leader", leader), ("deputy", deputy), ("assistant", agent)}
    assert out.acting is None


def test_opening_is_a_check_in_and_a_deputy_who_opens_alone_acts(story: Story, leader: str, deputy: str) -> None:
    first = planned(story, leader, deputy)
    opened = story.do(duty.open_session, first, deputy, START + MINUTE)
    assert opened.acting is not None
    assert [(one.role, one.status) for one in opened.present] == [("deputy", "on_time")]


def test_migrated_sessions_without_steps_are_looked_at_too(story: Story, leader: str) -> None:
    assert minutes(expected(planned_at=START))[0][0] == "leader_absent"
    assert START.tzinfo is UTC
