"""Rows of published sessions are those that the commands leave: a figure that follows from them follows from the product."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests.ticketing.story import NOON, Story
from ticketing.calls.models import CallRow
from ticketing.duty import published
from ticketing.duty import service as duty
from ticketing.duty.models import DutySessionRow
from ticketing.duty.published import Published

MONTHS = timedelta(days=30)
ONE = Published(sessions=1, calls=3, on_the_spot=2, percent=66.67, until=(3, 31))


def said_of(row: CallRow | DutySessionRow, told: Sequence[str]) -> dict[str, Any]:
    """Moments as whether there is one: when they were is each session's own."""
    values = {name: getattr(row, name) for name in told}
    return {name: isinstance(value, datetime) or value for name, value in values.items()}


def left_behind(story: Story, session: str) -> list[dict[str, Any]]:
    """What the ledger reads of a session and its calls."""

    def read(uow: Any) -> list[dict[str, Any]]:
        held = uow.session.get(DutySessionRow, session)
        calls = uow.session.scalars(select(CallRow).where(CallRow.duty_session_id == session)).all()
        of_call = ("duty_answered_at", "ended_at", "outcome", "outcome_at", "agent_id", "queue")
        found = [said_of(call, of_call) | {"queue": call.queue.split(":")[0]} for call in calls]
        session_row = said_of(held, ("state", "unit_code", "leader_id", "acting_id", "opened_at", "closed_at"))
        return [session_row, *sorted(found, key=lambda one: str(one["outcome"]))]

    return story.do(read)


def test_published_rows_are_what_the_commands_leave(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    held = story.session(leader)
    for number in range(ONE.calls):
        call = story.answered(leader, queue=f"duty:{held}", number=f"1640000000{number}", start=NOON + timedelta(minutes=number))
        story.ended(call, leader, start=NOON + timedelta(minutes=number))
        if number < ONE.on_the_spot:
            story.do(duty.judge, held, call, "on_the_spot", leader, NOON + timedelta(hours=1))
    story.abandoned("16400000009", queue=f"duty:{held}")
    story.do(duty.close, held, leader, NOON + timedelta(hours=2))
    story.do(published.write_rows, leader, "Q-CG", ONE, NOON - MONTHS)

    def other(uow: Any) -> str:
        return str(uow.session.scalar(select(DutySessionRow.id).where(DutySessionRow.id != held)))

    assert left_behind(story, story.do(other)) == left_behind(story, held)
