"""Duty sessions, their calls and the ledger of rates as the console sees them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from ticketing.calls.schemas import Outcome, TicketRef
from ticketing.figures.rate import Rate
from ticketing.schema import Coded, PersonName, Schema

DutyState = Literal["planned", "open", "closed"]
Verdict = Literal["on_the_spot", "to_dispatch"]


class DutyPlan(Schema):
    """A session to come. ``leader`` and ``deputy`` are people's ids, ``unit`` a code (default the leader's own)."""

    leader: str
    starts_at: datetime
    ends_at: datetime
    unit: str | None = None
    deputy: str | None = None
    title: str = Field(default="", max_length=100)
    number: str = Field(default="", max_length=32, pattern=r"^[0-9*#+]*$")


class DutyCallOut(Schema):
    """A call of the session. ``connected`` calls are the base; those outside it are shown beside."""

    call_id: str
    caller_number: str
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    state: str
    talked_s: float
    title: str
    verdict: Verdict | None
    outcome: Outcome | None
    connected: bool
    recording: str | None
    ticket: TicketRef | None


class DutySessionOut(Schema):
    """``numerator`` of ``denominator`` connected calls were answered on the spot: ``rate`` in percent."""

    id: str
    queue: str
    unit: Coded
    leader: str
    leader_name: str
    deputy: PersonName | None
    title: str
    number: str
    starts_at: datetime
    ends_at: datetime
    state: DutyState
    opened_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    numerator: int
    denominator: int
    rate: float | None
    abandoned: int
    silent: int
    wrong_number: int
    calls: tuple[DutyCallOut, ...] = ()


class LedgerLine(Schema):
    """Sessions and calls of one leader, unit or month, or of all (``key`` ``total``)."""

    key: str
    name: str
    sessions: int
    connected: int
    on_the_spot: int
    rate: Rate
    abandoned: int
    silent: int
    wrong_number: int


class DutyFigures(Schema):
    """The ledger as it stood at ``as_of``: that year from its first day to then, in all and by group."""

    as_of: datetime
    since: date
    total: LedgerLine
    by_leader: tuple[LedgerLine, ...]
    by_unit: tuple[LedgerLine, ...]
    by_month: tuple[LedgerLine, ...]
