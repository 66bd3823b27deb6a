"""Rows of sessions whose sums were published, written as the service would have left them, for checks of the ledger.

Source: the domain notes: 59 sessions, 1,184 calls, 793 on the spot → 66.98 %; at the year's end 61, 1,203, 804 → 66.83 %.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ticketing.calls.models import CallRow
from ticketing.duty.models import DutySessionRow
from ticketing.uow import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """``until`` (month, day) is the last day that counts; percent is what the ledger must say."""

    sessions: int
    calls: int
    on_the_spot: int
    percent: float
    until: tuple[int, int]


NOVEMBER = Published(sessions=59, calls=1_184, on_the_spot=793, percent=66.98, until=(11, 30))
YEARS_END = Published(sessions=61, calls=1_203, on_the_spot=804, percent=66.83, until=(12, 31))
EVERY = timedelta(days=5)
ABANDONED_EACH = 5
"""Each so many-th session has a call that was given up, which counts nowhere."""


def write(uow: UnitOfWork, leader: str, unit: str, year: int) -> None:
    """Both stages of one year: the sessions up to November, then what December added; all closed."""
    first = datetime(year, 1, 5, 9, tzinfo=uow.calendar.timezone)
    added = Published(
        sessions=YEARS_END.sessions - NOVEMBER.sessions,
        calls=YEARS_END.calls - NOVEMBER.calls,
        on_the_spot=YEARS_END.on_the_spot - NOVEMBER.on_the_spot,
        percent=0.0,
        until=YEARS_END.until,
    )
    write_rows(uow, leader, unit, NOVEMBER, first)
    write_rows(uow, leader, unit, added, datetime(year, 12, 3, 9, tzinfo=uow.calendar.timezone))


def write_rows(uow: UnitOfWork, leader: str, unit: str, sums: Published, first: datetime) -> None:
    """Sessions five days apart from ``first`` on, their calls spread over them evenly."""
    for number in range(sums.sessions):
        at = first + EVERY * number
        session = f"published-{at:%Y%m%d}-{leader}"[:60]
        uow.session.add(_session(session, leader, unit, at))
        if number % ABANDONED_EACH == 0:
            uow.session.add(_call(f"{session}-lost", session, leader, at, None))
        mine = range(number, sums.calls, sums.sessions)
        for call in mine:
            outcome = "answered_on_the_spot" if call < sums.on_the_spot else "ticket"
            uow.session.add(
                _call(f"{session}-{call}", session, leader, at + timedelta(minutes=1 + call // sums.sessions), outcome)
            )
    uow.session.flush()


def _session(id: str, leader: str, unit: str, at: datetime) -> DutySessionRow:
    end = at + timedelta(hours=2)
    return DutySessionRow(
        id=id, unit_code=unit, leader_id=leader, title="领导带班接听", number="", state="closed", starts_at=at, ends_at=end,
        created_by=leader, opened_at=at, closed_at=end, closed_by=leader,
    )  # fmt: skip


def _call(id: str, session: str, leader: str, at: datetime, outcome: str | None) -> CallRow:
    """Answered by the leader's seat and settled, or without an outcome given up while waiting."""
    answered = at if outcome else None
    return CallRow(
        id=id, state="ended", caller_number="16400000000", caller_name="", dialled="12345", trunk="", queue=f"duty:{session}",
        duty_session_id=session, duty_answered_at=answered, agent_id=leader if outcome else None, arrived_at=at,
        answered_at=answered, ended_at=at + timedelta(minutes=3), detail="", waited_s=5.0, talked_s=120.0, held_s=0.0,
        wrap_up_s=0.0, recording_finished=False, quality={}, outcome=outcome,
        outcome_at=at + timedelta(minutes=3) if outcome else None, outcome_by=leader if outcome else None, outcome_note="",
    )  # fmt: skip
