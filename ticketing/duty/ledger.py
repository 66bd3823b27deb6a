"""The ledger of duty sessions: what counts, and how it is rolled up. Pure.

On-the-spot answer rate = calls answered on the spot / calls connected in duty sessions. Connected means answered by the
leader's seat; abandoned, silent and wrong-number calls are outside the base and stand beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ticketing.duty.schemas import Counting, LedgerLine
from ticketing.figures.rate import rate

BASE = "带班时段接通来电，不含放弃、无声、错号"
OUTSIDE = ("silent", "wrong_number")
Counted = Literal["on_the_spot", "other", "silent", "wrong_number", "abandoned"]
COUNTED_NAMES: dict[Counted, str] = {
    "on_the_spot": "现场解答",
    "other": "转派办理",
    "silent": "无声",
    "wrong_number": "错号",
    "abandoned": "放弃",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerCall:
    """A call of a session as the ledger stood: an outcome or a correction that came later is not known yet (None)."""

    session_id: str
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    corrected: Counting | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums of calls; ``corrections`` of them count by a correction."""

    connected: int = 0
    on_the_spot: int = 0
    abandoned: int = 0
    silent: int = 0
    wrong_number: int = 0
    corrections: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in self.__slots__})


NOTHING = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSession:
    """A session that was held, with the sums of its calls; ``past`` for one that an imported sheet tells of.

    ``began`` is the local time, 2026-03-04 09:00.
    """

    id: str
    leader_id: str
    leader_name: str
    unit_code: str
    unit_name: str
    began: str
    past: bool = False
    tally: Tally = field(default=NOTHING)

    @property
    def month(self) -> str:
        return self.began[: len("2026-03")]


def counted(call: LedgerCall) -> Counted | None:
    """Where the call counts; None while it neither was answered nor has ended."""
    if call.answered_at is None:
        return "abandoned" if call.ended_at else None
    if call.corrected is not None:
        return call.corrected
    if call.outcome == "silent":
        return "silent"
    if call.outcome == "wrong_number":
        return "wrong_number"
    return "on_the_spot" if call.outcome == "answered_on_the_spot" else "other"


def tally(calls: Iterable[LedgerCall]) -> Tally:
    listed = list(calls)
    kinds = [counted(call) for call in listed]
    on_the_spot = kinds.count("on_the_spot")
    return Tally(
        connected=on_the_spot + kinds.count("other"),
        on_the_spot=on_the_spot,
        abandoned=kinds.count("abandoned"),
        silent=kinds.count("silent"),
        wrong_number=kinds.count("wrong_number"),
        corrections=sum(call.corrected is not None for call in listed),
    )


def tallies(calls: Iterable[LedgerCall]) -> dict[str, Tally]:
    """By session."""
    of: dict[str, list[LedgerCall]] = {}
    for call in calls:
        of.setdefault(call.session_id, []).append(call)
    return {session: tally(some) for session, some in of.items()}


def line(key: str, name: str, sessions: Sequence[LedgerSession]) -> LedgerLine:
    """One line: the sums of exactly these sessions."""
    sums = sum((session.tally for session in sessions), NOTHING)
    return LedgerLine(
        key=key,
        name=name,
        sessions=len(sessions),
        past=sum(session.past for session in sessions),
        connected=sums.connected,
        on_the_spot=sums.on_the_spot,
        rate=rate(sums.on_the_spot, sums.connected, BASE),
        abandoned=sums.abandoned,
        silent=sums.silent,
        wrong_number=sums.wrong_number,
        corrections=sums.corrections,
    )


def roll_up(sessions: Sequence[LedgerSession], key: Callable[[LedgerSession], tuple[str, str]]) -> tuple[LedgerLine, ...]:
    """One line for each key, in the order of the keys; ``key`` gives (key, name for people)."""
    groups: dict[tuple[str, str], list[LedgerSession]] = {}
    for session in sessions:
        groups.setdefault(key(session), []).append(session)
    return tuple(line(code, name, group) for (code, name), group in sorted(groups.items()))


def by_leader(session: LedgerSession) -> tuple[str, str]:
    return session.leader_id, session.leader_name


def by_unit(session: LedgerSession) -> tuple[str, str]:
    return session.unit_code, session.unit_name


def by_month(session: LedgerSession) -> tuple[str, str]:
    return session.month, session.month
