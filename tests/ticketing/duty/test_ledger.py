"""The on-the-spot answer rate: the ledger reproduces the published figures from its rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.ticketing.story import NOON, Story
from ticketing.calls.models import CallRow
from ticketing.duty import service as duty
from ticketing.duty.ledger import LedgerCall, counted, tally
from ticketing.duty.models import DutySessionRow
from ticketing.uow import UnitOfWork

JANUARY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def call(answered: bool = True, ended: bool = True, outcome: str | None = None) -> LedgerCall:
    return LedgerCall(session_id="s", answered_at=NOON if answered else None, ended_at=NOON if ended else None, outcome=outcome)


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        (call(outcome="answered_on_the_spot"), "on_the_spot"),
        (call(outcome="ticket"), "other"),
        (call(outcome="supplement"), "other"),
        (call(outcome="harassment"), "other"),
        (call(outcome=None), "other"),
        (call(outcome="silent"), "silent"),
        (call(outcome="wrong_number"), "wrong_number"),
        (call(answered=False), "abandoned"),
        (call(answered=False, ended=False), None),
    ],
)
def test_each_call_counts_in_one_place(told: LedgerCall, counts: str | None) -> None:
    assert counted(told) == counts


def test_what_is_outside_the_base_stands_beside_it() -> None:
    sums = tally([call(outcome="answered_on_the_spot"), call(), call(outcome="silent"), call(answered=False)])
    assert (sums.on_the_spot, sums.connected, sums.silent, sums.abandoned) == (1, 2, 1, 1)


def fill(uow: UnitOfWork, leader: str, sessions: int, connected: int, on_the_spot: int, start: datetime) -> None:
    """Write sessions, one a day, and their calls, spread over them; each fifth session has an abandoned call too."""
    rows: list[Any] = []
    ids = [f"{start:%m%d}-{n}" for n in range(sessions)]
    for n, id in enumerate(ids):
        at = start + timedelta(days=n)
        rows.append(
            DutySessionRow(
                id=id, unit_code="Q-CG" if n % 2 else "Q-HB", leader_id=leader, title="", number="", state="closed",
                starts_at=at, ends_at=at + timedelta(hours=2), created_by=leader, opened_at=at, closed_at=at,
            )
        )  # fmt: skip
        if n % 5 == 0:
            rows.append(ledger_row(f"{id}-lost", id, at, None))
    for n in range(connected):
        outcome = "answered_on_the_spot" if n < on_the_spot else "ticket"
        rows.append(ledger_row(f"{start:%m%d}-call-{n}", ids[n % sessions], start + timedelta(days=n % sessions), outcome))
    uow.session.add_all(rows)


def ledger_row(id: str, session: str, at: datetime, outcome: str | None) -> CallRow:
    answered = at if outcome else None
    return CallRow(
        id=id, state="ended", caller_number="16412345678", caller_name="", dialled="", trunk="", queue=f"duty:{session}",
        duty_session_id=session, duty_answered_at=answered, arrived_at=at, answered_at=answered, ended_at=at, detail="",
        waited_s=0, talked_s=0, held_s=0, wrap_up_s=0, recording_finished=False, quality={}, outcome=outcome,
        outcome_at=answered, outcome_note="",
    )  # fmt: skip


def test_the_published_figures_follow_from_the_rows(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    other = story.person("l2", "leader", unit="Q-HB")
    story.do(fill, leader, 59, 1184, 793, JANUARY)
    story.do(fill, other, 2, 19, 11, datetime(2026, 12, 1, 1, 0, tzinfo=UTC))

    before = story.do(duty.figures, datetime(2026, 11, 30, 12, 0, tzinfo=UTC)).total
    assert (before.sessions, before.connected, before.on_the_spot, before.rate.percent) == (59, 1184, 793, 66.98)
    assert before.abandoned == 12

    year = story.do(duty.figures, datetime(2026, 12, 31, 15, 0, tzinfo=UTC))
    assert (year.total.sessions, year.total.connected, year.total.on_the_spot) == (61, 1203, 804)
    assert year.total.rate.percent == 66.83
    assert (year.total.rate.numerator, year.total.rate.denominator) == (804, 1203)
    assert {line.name: line.connected for line in year.by_leader} == {"名l1": 1184, "名l2": 19}
    for group in (year.by_leader, year.by_unit, year.by_month):
        assert sum(line.connected for line in group) == 1203
        assert sum(line.sessions for line in group) == 61
    assert [line.key for line in year.by_month] == ["2026-01", "2026-02", "2026-03", "2026-12"]

    following = story.do(duty.figures, datetime(2027, 1, 2, tzinfo=UTC)).total
    assert (following.sessions, following.rate.percent) == (0, None)
    assert following.rate.base


def test_an_outcome_that_came_later_is_not_seen_as_of_before(story: Story) -> None:
    leader = story.person("l1", "leader", unit="Q-CG")
    session = story.session(leader)
    held = story.answered(leader, queue=f"duty:{session}")
    story.ended(held, leader)
    story.do(duty.judge, session, held, "on_the_spot", leader, NOON + timedelta(hours=1))
    early, late = (story.do(duty.figures, NOON + timedelta(minutes=m)).total for m in (30, 90))
    assert (early.on_the_spot, early.connected) == (0, 1)
    assert (late.on_the_spot, late.connected) == (1, 1)
