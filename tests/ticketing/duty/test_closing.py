"""The closing rule: no history of calls, verdicts, endings and restarts closes a session with a call that has neither.

Hypothesis plays any order of what telephony, the leader, the agent beside, time and a restarted node do.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from config.errors import HotlineError
from tests.ticketing.conftest import LAW
from tests.ticketing.story import NOON, Story
from ticketing.calls import service as calls
from ticketing.calls.models import CallRow
from ticketing.db import open_database
from ticketing.directory import City
from ticketing.drafts import service as drafts
from ticketing.duty import attending
from ticketing.duty import service as duty
from ticketing.duty.models import DutySessionRow, DutyVerdictRow
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

END = NOON + timedelta(hours=2)
STEPS = (
    "whole_call", "whole_call", "whole_call", "arrive", "answer", "hang_up", "on_the_spot", "to_dispatch", "silent",
    "agent_answers", "close", "tidy", "late", "restart",
)  # fmt: skip


class Session:
    """One session on a database, and everything that may happen to it, a minute after the other."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.leader = story.person("l1", "leader", unit="Q-CG", queues=())
        self.agent = story.person("a1")
        self.id = story.session(self.leader)
        story.do(attending.check_in, self.id, self.agent, NOON)
        self.minute, self.waiting, self.live, self.done = 0, [], [], []  # type: ignore[var-annotated]

    def play(self, step: str) -> None:
        self.minute += 13
        try:
            getattr(self, step)()
        except HotlineError:
            return  # what the law refuses changes nothing

    @property
    def now(self) -> timedelta:
        return timedelta(minutes=self.minute)

    def arrive(self) -> None:
        self.waiting.append(self.story.arrives(queue=f"duty:{self.id}", start=NOON + self.now))

    def answer(self) -> None:
        if self.waiting:
            call = self.waiting.pop()
            self.story.answer(call, self.leader, queue=f"duty:{self.id}", start=NOON + self.now)
            self.live.append(call)

    def hang_up(self) -> None:
        call, who = (self.live.pop(), self.leader) if self.live else (self.waiting.pop() if self.waiting else None, None)
        if call:
            reason = "completed" if who else "abandoned"
            self.story.ended(call, who, start=NOON + self.now, reason=reason)
            self.done.append(call)

    def whole_call(self) -> None:
        self.arrive()
        self.answer()
        self.hang_up()

    def on_the_spot(self) -> None:
        self._judge("on_the_spot")

    def to_dispatch(self) -> None:
        self._judge("to_dispatch")

    def silent(self) -> None:
        self._last(lambda call: self.story.do(calls.set_outcome, call, "silent", self.leader, NOON + self.now))

    def agent_answers(self) -> None:
        self._last(lambda call: self.story.do(drafts.answer, call, None, "已解释", self.agent, NOON + self.now))

    def close(self) -> None:
        self.story.do(duty.close, self.id, self.leader, NOON + self.now)

    def tidy(self) -> None:
        for session in self.story.do(duty.due, NOON + self.now):
            self.story.do(duty.close_due, session, NOON + self.now)

    def late(self) -> None:
        self.story.do(duty.take_late, NOON + self.now)

    def restart(self) -> None:
        """Calls that were live are closed as interrupted, as a node does when it starts again."""
        self.story.do(calls.recover, NOON + self.now)
        self.waiting.clear()
        self.done += self.live
        self.live.clear()

    def _judge(self, verdict: str) -> None:
        self._last(lambda call: self.story.do(duty.judge, self.id, call, verdict, self.leader, NOON + self.now))

    def _last(self, work: Callable[[str], object]) -> None:
        if self.done:
            work(self.done[-1])


def neither(uow: UnitOfWork) -> list[str]:
    """Connected calls of closed sessions that ended before the closing and have no outcome, or no verdict and no outcome."""
    query = (
        select(CallRow.id)
        .join(DutySessionRow, DutySessionRow.id == CallRow.duty_session_id)
        .where(
            DutySessionRow.state == "closed", CallRow.duty_answered_at <= DutySessionRow.closed_at, CallRow.outcome.is_(None)
        )
    )  # fmt: skip
    return list(uow.session.scalars(query))


def dispatched_elsewhere(uow: UnitOfWork) -> list[str]:
    """Calls that a closing dispatched to another unit than the session's."""
    said = select(DutyVerdictRow.call_id).where(DutyVerdictRow.verdict == "to_dispatch")
    query = select(TicketRow.number).where(
        TicketRow.call_id.in_(said), TicketRow.state == "dispatched", TicketRow.unit_code != "Q-CG"
    )
    return list(uow.session.scalars(query))


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(STEPS), max_size=24))
def test_no_history_closes_a_session_with_a_call_that_has_neither(
    sqlite_template: Path, city: City, tmp_path: Path, steps: list[str]
) -> None:
    path = tmp_path / "one.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = open_database(f"sqlite:///{path}", city=city, law=LAW, lock=False)
    try:
        session = Session(Story(database))
        for step in (*steps, "hang_up", "hang_up", "hang_up", "tidy"):
            session.play(step)
            assert session.story.do(neither) == []
        session.minute += 600
        session.restart()
        session.tidy()
        assert session.story.do(neither) == []
        session.minute += 60
        session.late()
        story = session.story
        found = story.do(duty.get, session.id)
        assert (found.state, found.undecided, found.numerator + found.to_dispatch) == ("closed", 0, found.denominator)
        assert all(call.outcome for call in found.calls if call.answered_at)
        assert story.do(dispatched_elsewhere) == []
    finally:
        database.close()


def test_a_seat_that_answers_at_the_moment_of_closing_leaves_no_call_behind(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader)
    call = story.arrives(queue=f"duty:{session}")
    story.do(duty.close, session, leader, END)
    story.answer(call, leader, queue=f"duty:{session}", start=END)
    story.ended(call, leader, start=END)
    assert story.do(duty.take_late, END + timedelta(minutes=20)) == 0
    for _ in range(2):
        story.do(duty.take_late, END + timedelta(minutes=40))
    found = story.do(duty.get, session)
    assert [(one.verdict, one.outcome) for one in found.calls] == [("to_dispatch", "ticket")]
    assert [step.step for step in found.steps].count("late_call") == 1


@pytest.mark.parametrize("how", ["outcome", "verdict"])
def test_what_somebody_said_just_before_the_closing_stands(story: Story, how: str) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader)
    call = story.answered(leader, queue=f"duty:{session}")
    story.ended(call, leader)
    if how == "outcome":
        story.do(drafts.answer, call, None, "已解释", leader, END)
    else:
        story.do(duty.judge, session, call, "on_the_spot", leader, END)
    closed = story.do(duty.close, session, leader, END)
    assert (closed.rate, closed.undecided, closed.to_dispatch) == (100.0, 0, 0)
