"""Duty sessions, their calls and the ledger of rates as the console sees them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ticketing.calls.schemas import Outcome, TicketRef
from ticketing.documents.schemas import DocumentOut
from ticketing.duty.attendance import DutyRole, Status
from ticketing.duty.steps import DutyStepOut
from ticketing.figures.rate import Rate
from ticketing.schema import Coded, PersonName, Schema

DutyState = Literal["planned", "open", "closed", "cancelled", "missed"]
Verdict = Literal["on_the_spot", "to_dispatch"]
Counting = Literal["on_the_spot", "other", "silent", "wrong_number"]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
DialledNumber = Annotated[str, Field(max_length=32, pattern=r"^[0-9*#+]*$")]


class DutyPlan(Schema):
    """A session to come. Leader, deputy and assistant are people's ids, ``unit`` a code (default the leader's own)."""

    leader: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    unit: str | None = None
    deputy: str | None = None
    assistant: str | None = None
    title: str = Field(default="", max_length=100)
    number: DialledNumber = ""


class DutyChange(Schema):
    """Only the fields that are given change; ``reason`` is kept and told to those concerned."""

    reason: Reason
    leader: str | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    unit: str | None = None
    deputy: str | None = None
    assistant: str | None = None
    title: str | None = Field(default=None, max_length=100)
    number: DialledNumber | None = None


class CheckIn(Schema):
    """Who has checked in, as what, and whether in time."""

    role: DutyRole
    person: PersonName
    at: datetime
    status: Status


class CorrectionOut(Schema):
    """A call that was found to count elsewhere after its session had closed; ``number`` is masked."""

    session: str
    session_title: str
    call_id: str
    number: str
    at: datetime
    by: PersonName
    was: Counting
    counts_as: Counting
    reason: str


class DutyCallOut(Schema):
    """A call of the session. ``connected`` calls are the base; those outside it are shown beside.

    ``answer`` is the sentence that came with the verdict. ``counts_as`` is set where a correction says so, with its reason.
    """

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
    answer: str = ""
    counts_as: Counting | None = None
    corrected_why: str = ""


class DutySessionOut(Schema):
    """``numerator`` of ``denominator`` connected calls were answered on the spot: ``rate`` in percent.

    Of the others ``to_dispatch`` are, or will be, tickets, ``undecided`` wait for a verdict, and ``noted`` were said to be
    answered on the spot while the call went on, and count as soon as that is carried out. ``acting`` is the deputy who
    took the leader's place; ``present`` says who has checked in, which is open from ``check_in_from``. ``steps`` and
    ``documents`` come with one session only.
    """

    id: str
    queue: str
    unit: Coded
    leader: str
    leader_name: str
    deputy: PersonName | None
    assistant: PersonName | None
    acting: PersonName | None
    rota: str | None
    title: str
    number: str
    starts_at: datetime
    ends_at: datetime
    check_in_from: datetime
    state: DutyState
    opened_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    numerator: int
    denominator: int
    rate: float | None
    to_dispatch: int
    undecided: int
    noted: int = 0
    abandoned: int
    silent: int
    wrong_number: int
    corrections: int
    absent: bool
    present: tuple[CheckIn, ...]
    calls: tuple[DutyCallOut, ...] = ()
    steps: tuple[DutyStepOut, ...] = ()
    documents: tuple[DocumentOut, ...] = ()


class LedgerLine(Schema):
    """Sessions and calls of one leader, unit or month, or of all (``key`` ``total``). ``past`` sessions are imported sheets."""

    key: str
    name: str
    sessions: int
    past: int
    connected: int
    on_the_spot: int
    rate: Rate
    abandoned: int
    silent: int
    wrong_number: int
    corrections: int


class DutyFigures(Schema):
    """The ledger as it stood at ``as_of``: that year from its first day to then, in all and by group.

    ``as_closed`` is the total without corrections; ``corrections`` are the newest of those that ``total`` contains.
    """

    as_of: datetime
    since: date
    total: LedgerLine
    as_closed: LedgerLine
    by_leader: tuple[LedgerLine, ...]
    by_unit: tuple[LedgerLine, ...]
    by_month: tuple[LedgerLine, ...]
    corrections: tuple[CorrectionOut, ...]


ClockTime = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class TurnIn(Schema):
    """Who holds one session of a plan, by people's ids; ``unit`` is a code, by default the leader's own."""

    leader: str
    deputy: str | None = None
    assistant: str | None = None
    unit: str | None = None


class RotaIn(Schema):
    """A recurring plan: ``weekdays`` 1 (Monday) to 7 in every ``every_weeks``-th week; ``turns`` take turns, day by day.

    ``begins`` and ``finishes`` are the place's clock, such as 09:00. ``skip_rest_days`` goes by the official calendar.
    """

    title: str = Field(default="", max_length=100)
    number: DialledNumber = ""
    turns: Annotated[tuple[TurnIn, ...], Field(min_length=1, max_length=60)]
    weekdays: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1, max_length=7)]
    every_weeks: Annotated[int, Field(ge=1, le=8)] = 1
    starts_on: date
    ends_on: date | None = None
    begins: ClockTime
    finishes: ClockTime
    skip_rest_days: bool = True


class TurnOut(Schema):
    leader: PersonName
    deputy: PersonName | None
    assistant: PersonName | None
    unit: Coded | None


class OccurrenceOut(Schema):
    """A session that a plan would have; ``problem`` says why it cannot be, empty where it can."""

    day: date
    starts_at: datetime
    ends_at: datetime
    turn: TurnOut
    problem: str


class RotaOut(Schema):
    """A plan as it is kept; ``written_until`` is the last day that was looked at."""

    id: str
    title: str
    number: str
    turns: tuple[TurnOut, ...]
    weekdays: tuple[int, ...]
    every_weeks: int
    starts_on: date
    ends_on: date | None
    begins: str
    finishes: str
    skip_rest_days: bool
    state: Literal["active", "ended"]
    written_until: date | None
    created_at: datetime
    ended_at: datetime | None
    reason: str
