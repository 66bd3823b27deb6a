"""The ledger of duty sessions: what counts, and how it is rolled up. Pure.

On-the-spot answer rate = calls answered on the spot / calls connected in duty sessions. Connected means answered by the
leader's seat; abandoned, silent and wrong-number calls are outside the base and stand beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ticketing.duty.schemas import LedgerLine
from ticketing.figures.rate import rate

BASE = "带班时段接通来电，不含放弃、无声、错号"
OUTSIDE = ("silent", "wrong_number")
Counted = Literal["on_the_spot", "other", "silent", "wrong_number", "abandoned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCall:
    """A call of a session as the ledger stood: an outcome that came later is not known yet (None)."""

    session_id: str
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSession:
    id: str
    leader_id: str
    leader_name: str
    unit_code: str
    unit_name: str
    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    connected: int
    on_the_spot: int
    abandoned: int
    silent: int
    wrong_number: int


def counted(call: LedgerCall) -> Counted | None:
    """Where the call counts; None while it neither was answered nor has ended."""
    if call.answered_at is None:
        return "abandoned" if call.ended_at else None
    if call.outcome == "silent":
        return "silent"
    if call.outcome == "wrong_number":
        return "wrong_number"
    return "on_the_spot" if call.outcome == "answered_on_the_spot" else "other"


def tally(calls: Iterable[LedgerCall]) -> Tally:
    kinds = [counted(call) for call in calls]
    on_the_spot = kinds.count("on_the_spot")
    return Tally(
        connected=on_the_spot + kinds.count("other"),
        on_the_spot=on_the_spot,
        abandoned=kinds.count("abandoned"),
        silent=kinds.count("silent"),
        wrong_number=kinds.count("wrong_number"),
    )


def line(key: str, name: str, sessions: Sequence[LedgerSession], calls: Iterable[LedgerCall]) -> LedgerLine:
    """One line: the calls of exactly these sessions."""
    ids = {session.id for session in sessions}
    sums = tally(call for call in calls if call.session_id in ids)
    return LedgerLine(
        key=key,
        name=name,
        sessions=len(ids),
        connected=sums.connected,
        on_the_spot=sums.on_the_spot,
        rate=rate(sums.on_the_spot, sums.connected, BASE),
        abandoned=sums.abandoned,
        silent=sums.silent,
        wrong_number=sums.wrong_number,
    )


def roll_up(
    sessions: Sequence[LedgerSession], calls: Sequence[LedgerCall], key: Callable[[LedgerSession], tuple[str, str]]
) -> tuple[LedgerLine, ...]:
    """One line for each key, in the order of the keys; ``key`` gives (key, name for people)."""
    calls_of: dict[str, list[LedgerCall]] = {}
    for call in calls:
        calls_of.setdefault(call.session_id, []).append(call)
    groups: dict[tuple[str, str], list[LedgerSession]] = {}
    for session in sessions:
        groups.setdefault(key(session), []).append(session)
    return tuple(
        line(code, name, group, [call for session in group for call in calls_of.get(session.id, ())])
        for (code, name), group in sorted(groups.items())
    )


def by_leader(session: LedgerSession) -> tuple[str, str]:
    return session.leader_id, session.leader_name


def by_unit(session: LedgerSession) -> tuple[str, str]:
    return session.unit_code, session.unit_name


def by_month(session: LedgerSession) -> tuple[str, str]:
    return session.month, session.month
