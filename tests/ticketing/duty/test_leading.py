"""The leader's word during a call, and the list of the closing: it is noted, may change, and is done as it was shown."""

from datetime import timedelta

import pytest

from config.errors import Conflict
from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls
from ticketing.drafts import service as drafts
from ticketing.duty import attending, desk, repository
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutyPlan
from ticketing.tickets import service as tickets
from ticketing.tickets.schemas import TicketOut
from ticketing.uow import UnitOfWork

END = NOON + timedelta(hours=2)
ENDED = NOON + timedelta(seconds=100)
SETTLED = ENDED + timedelta(seconds=60)
LAMP = "桥头小区的路灯不亮"


@pytest.fixture
def leader(story: Story) -> str:
    """Of the environment's bureau, which is not responsible for lamps."""
    return story.person("l1", "leader", unit="Q-HB", queues=())


@pytest.fixture
def session(story: Story, leader: str) -> str:
    return story.session(leader)


def live(story: Story, session: str, leader: str, minute: int = 0) -> str:
    start = NOON + timedelta(minutes=minute)
    call = story.answered(leader, number=f"1641234{minute:04d}", queue=f"duty:{session}", start=start)
    story.says(call, LAMP)
    story.do(drafts.refill, call, start)
    return call


def ended(story: Story, session: str, leader: str, minute: int = 0) -> str:
    call = live(story, session, leader, minute)
    story.ended(call, leader, start=NOON + timedelta(minutes=minute))
    return call


def ticket_of(story: Story, call: str) -> TicketOut:
    found = story.do(calls.get, call).ticket
    assert found is not None
    return story.do(tickets.get, found.id)


def test_a_word_during_the_call_is_noted_and_counts_once_it_is_carried_out(story: Story, session: str, leader: str) -> None:
    call = live(story, session, leader)
    noted = story.do(duty.judge, session, call, "on_the_spot", leader, NOON, "今晚修好")
    assert (noted.numerator, noted.denominator, noted.noted, noted.to_dispatch, noted.undecided) == (0, 1, 1, 0, 0)
    assert story.do(drafts.get, call).status == "open"
    story.ended(call, leader)
    assert story.do(duty.settle_said, SETTLED - timedelta(seconds=1)) == 0
    assert story.do(duty.settle_said, SETTLED) == 1
    assert story.do(duty.settle_said, SETTLED) == 0
    done = story.do(duty.get, session)
    assert (done.numerator, done.denominator, done.noted, done.rate) == (1, 1, 0, 100.0)
    assert (ticket_of(story, call).state, ticket_of(story, call).answer) == ("closed", "今晚修好")
    assert story.sent("duty", leader)[-1]["session"]["numerator"] == 1


def test_until_then_another_word_counts(story: Story, session: str, leader: str) -> None:
    call = live(story, session, leader)
    story.do(duty.judge, session, call, "on_the_spot", leader, NOON, "今晚修好")
    story.do(duty.judge, session, call, "to_dispatch", leader, NOON, "请查清为什么常坏")
    story.ended(call, leader)
    assert story.do(duty.settle_said, SETTLED) == 0
    assert story.do(duty.get, session).to_dispatch == 1


def test_what_was_noted_is_answered_and_not_dispatched_by_a_closing_that_comes_first(
    story: Story, session: str, leader: str
) -> None:
    call = live(story, session, leader)
    story.do(duty.judge, session, call, "on_the_spot", leader, NOON, "今晚修好")
    story.ended(call, leader)
    closed = story.do(duty.close, session, leader, ENDED)
    assert (closed.rate, closed.calls[0].verdict, closed.calls[0].answer) == (100.0, "on_the_spot", "今晚修好")


def test_an_assistant_who_left_the_plan_leaves_the_word_to_be_carried_out(story: Story, session: str, leader: str) -> None:
    agent = story.person("a1")
    story.do(attending.check_in, session, agent, NOON)
    call = live(story, session, leader)
    story.do(duty.judge, session, call, "on_the_spot", agent, NOON, "今晚修好")
    story.ended(call, leader)

    def unname(uow: UnitOfWork) -> None:
        repository.session_row(uow, session).assistant_id = None

    story.do(unname)
    assert story.do(duty.settle_said, SETTLED) == 1
    assert story.do(duty.get, session).rate == 100.0


def test_what_the_leader_sends_goes_by_the_directory_and_what_nobody_judged_to_the_own_unit(
    story: Story, session: str, leader: str
) -> None:
    said, unsaid = (ended(story, session, leader, minute) for minute in (1, 2))
    story.do(duty.judge, session, said, "to_dispatch", leader, NOON, "请本周内修好")
    shown = story.do(desk.close_out, session, NOON)
    assert [(one.call_id, one.said, one.unit and one.unit.code) for one in shown.left] == [
        (said, "to_dispatch", "Q-CG"), (unsaid, None, "Q-HB"),
    ]  # fmt: skip
    assert (shown.undecided, shown.live) == (1, 0)
    assert shown.left[1].by_directory is not None
    assert shown.left[1].by_directory.code == "Q-CG"
    assert "职责目录" in shown.left[0].why
    story.do(duty.close, session, leader, NOON)
    assert [ticket_of(story, call).unit.code for call in (said, unsaid)] == ["Q-CG", "Q-HB"]  # type: ignore[union-attr]
    assert [ticket_of(story, one.call_id).deadline for one in shown.left] == [one.deadline for one in shown.left]
    assert "带班领导意见：请本周内修好" in (ticket_of(story, said).basis_why or "")


def test_a_city_may_send_all_to_the_sessions_own_unit(story: Story, session: str, leader: str) -> None:
    call = ended(story, session, leader)

    def close(uow: UnitOfWork) -> None:
        uow.law = uow.law.model_copy(update={"leading": uow.law.leading.model_copy(update={"dispatch_by": "session"})})
        duty.judge(uow, session, call, "to_dispatch", leader, NOON)
        duty.close(uow, session, leader, END)

    story.do(close)
    assert ticket_of(story, call).unit.code == "Q-HB"  # type: ignore[union-attr]


def test_unit_and_sentence_change_before_the_closing_and_the_change_is_on_record(story: Story, session: str, leader: str) -> None:
    call = ended(story, session, leader)
    story.do(desk.plan_left, session, call, leader, NOON, unit=None, sentence="请当天回复")
    shown = story.do(desk.plan_left, session, call, leader, NOON, unit="Q-HB", sentence=None)
    assert [(one.unit and one.unit.code, one.sentence, one.chosen) for one in shown.left] == [("Q-HB", "请当天回复", True)]
    story.do(duty.close, session, leader, END)
    assert ticket_of(story, call).unit.code == "Q-HB"  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        story.do(desk.plan_left, session, call, leader, END, unit="Q-CG", sentence=None)


def test_a_closing_does_what_was_seen_or_nothing(story: Story, session: str, leader: str) -> None:
    first = ended(story, session, leader, 1)
    seen = {(first, "Q-HB")}
    with pytest.raises(Conflict, match="没有定结果"):
        story.do(duty.close, session, leader, END, seen, leave_undecided=False)
    second = ended(story, session, leader, 2)
    with pytest.raises(Conflict, match="清单"):
        story.do(duty.close, session, leader, END, seen)
    story.do(duty.judge, session, first, "to_dispatch", leader, END)
    with pytest.raises(Conflict, match="清单"):
        story.do(duty.close, session, leader, END, seen | {(second, "Q-HB")})
    assert story.do(duty.get, session).state == "open"
    assert story.do(duty.close, session, leader, END, {(first, "Q-CG"), (second, "Q-HB")}).state == "closed"


def test_the_session_of_today_is_the_open_one_else_todays_and_the_next_is_told(story: Story, leader: str) -> None:
    def plan(days: int, hours: int = 0) -> str:
        start = NOON + timedelta(days=days, hours=hours)
        return story.do(duty.plan, DutyPlan(leader=leader, starts_at=start, ends_at=start + timedelta(hours=1)), leader, NOON).id

    def seen(at: timedelta = timedelta(0), who: str = leader) -> tuple[str | None, ...]:
        found = story.do(desk.today, who, NOON + at)
        return tuple(one.id if one else None for one in (found.session, found.next, found.before))

    assert seen() == (None, None, None)
    tomorrow = plan(1)
    assert seen() == (None, tomorrow, None)
    later, here = plan(0, 3), plan(0, 1)
    assert seen() == (here, later, None)
    assert seen(timedelta(hours=2, minutes=1)) == (later, tomorrow, None)
    story.do(duty.open_session, here, leader, NOON)
    assert seen(timedelta(hours=2, minutes=1)) == (here, later, None)
    story.do(duty.close, here, leader, NOON + timedelta(hours=2))
    assert seen(timedelta(hours=2)) == (later, tomorrow, here)
    assert seen(timedelta(days=1)) == (tomorrow, None, None)
    assert seen(who=story.person("l2", "leader", unit="Q-CG")) == (None, None, None)


def test_those_who_hold_the_session_are_told_when_its_call_comes_and_goes(story: Story, session: str, leader: str) -> None:
    agent = story.person("a1")
    story.do(attending.check_in, session, agent, NOON)
    call = live(story, session, leader)
    told = story.sent("duty", agent)[-1]["session"]
    assert [(one["call_id"], one["ended_at"]) for one in told["calls"]] == [(call, None)]
    story.ended(call, leader)
    assert story.sent("duty", agent)[-1]["session"]["calls"][0]["ended_at"] is not None


def test_the_draft_of_a_sessions_call_is_told_to_all_who_write_in_it_and_to_nobody_else(
    story: Story, session: str, leader: str
) -> None:
    agent, other = story.person("a1"), story.person("a2")
    story.do(attending.check_in, session, agent, NOON)
    call = live(story, session, leader)
    draft = story.do(drafts.get, call)
    story.do(drafts.edit, call, draft.version, {"title": "路灯"}, agent, NOON)
    assert [story.sent("draft", who)[-1]["title"] for who in (leader, agent)] == ["路灯", "路灯"]
    assert story.sent("draft", other) == []
    assert story.do(drafts.writers, call) == {leader, agent}
    alone = story.answered(other)
    assert story.do(drafts.writers, alone) == {other}
