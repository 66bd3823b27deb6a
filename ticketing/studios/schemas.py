"""Studios and task forces as the console sees them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ticketing.figures.rate import Rate
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket

StudioKind = Literal["studio", "task_force"]
StudioState = Literal["active", "closed"]
MemberRole = Literal["leader", "member", "assistant", "lawyer", "expert"]
OutcomeKind = Literal["refunded", "mediated", "litigated", "referred", "declined", "other"]
MAX_FEN = 100_000_000_000
MOST_WORDS = 50
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Words = Annotated[tuple[Name, ...], Field(max_length=MOST_WORDS)]
Codes = Annotated[tuple[Annotated[str, StringConstraints(min_length=1, max_length=32)], ...], Field(max_length=MOST_WORDS)]


class StudioMemberIn(Schema):
    """``person`` where the member has an account: the name is then the account's."""

    person: str | None = None
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = ""
    role: MemberRole
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    since: date


class StudioIn(Schema):
    """A studio's ``unit`` is of the kind studio in the city's tables; a task force's is the unit that leads it."""

    kind: StudioKind = "studio"
    unit: str
    name: Name
    purpose: Text = ""
    specialities: Words = ()
    areas: Codes = ()
    categories: Codes = ()
    partners: Words = ()
    starts_on: date
    ends_on: date | None = None
    members: Annotated[tuple[StudioMemberIn, ...], Field(min_length=1, max_length=100)]


class StudioPatch(Schema):
    """Only what is given changes; ``version`` is the one that was read."""

    version: int
    reason: Reason
    purpose: Text | None = None
    specialities: Words | None = None
    areas: Codes | None = None
    categories: Codes | None = None
    partners: Words | None = None
    ends_on: date | None = None


class MemberLeaving(Schema):
    until: date
    reason: Reason


class StudioTicketIn(Schema):
    ticket: str


class StudioOutcomeIn(Schema):
    """``count`` cases and ``amount_fen``, e.g. refunds; both below zero take a wrong row back."""

    ticket: str
    kind: OutcomeKind
    count: Annotated[int, Field(ge=-1000, le=1000)] = 1
    amount_fen: Annotated[int, Field(ge=-MAX_FEN, le=MAX_FEN)] = 0
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class StudioClosing(Schema):
    version: int
    outcome: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class StudioMemberOut(Schema):
    id: str
    person: str | None
    name: str
    role: MemberRole
    note: str
    since: date
    until: date | None
    current: bool


class StudioOutcomes(Schema):
    kind: OutcomeKind
    count: int
    amount_fen: int


class StudioOutcomeOut(Schema):
    """One row of what came of its tickets; ``count`` or ``amount_fen`` below zero took another row back."""

    id: str
    ticket: NamedTicket
    at: datetime
    by: PersonName
    kind: OutcomeKind
    count: int
    amount_fen: int
    note: str


class StudioOutcomePage(Schema):
    items: tuple[StudioOutcomeOut, ...]
    next: str | None


class StudioStepOut(Schema):
    at: datetime
    by: PersonName
    command: str
    reason: str
    detail: dict[str, Any]


class StudioOut(Schema):
    """``areas`` none: the whole city; ``categories`` none: any; ``may``: whether whoever asked may manage it."""

    id: str
    kind: StudioKind
    unit: Coded
    name: str
    purpose: str
    specialities: tuple[str, ...]
    areas: tuple[Coded, ...]
    categories: tuple[Coded, ...]
    partners: tuple[str, ...]
    state: StudioState
    starts_on: date
    ends_on: date | None
    outcome: str
    version: int
    members: tuple[StudioMemberOut, ...]
    outcomes: tuple[StudioOutcomes, ...]
    may: bool
    history: tuple[StudioStepOut, ...] = ()


class StudioTicket(Schema):
    ticket: NamedTicket
    at: datetime
    given: bool
    """Given to the studio by hand, beside those dispatched to its unit."""


class StudioTickets(Schema):
    items: tuple[StudioTicket, ...]
    next: str | None


class SuggestedStudio(Schema):
    """``reasons`` say why, the strongest first; ``may``: whether whoever asked may give it the ticket."""

    id: str
    kind: StudioKind
    name: str
    unit: Coded
    leader: str
    reasons: tuple[str, ...]
    may: bool


class StudioFigures(Schema):
    """Tickets that came to the studio in a time. Means are over those that were reported or closed, in days."""

    id: str
    name: str
    kind: StudioKind
    tickets: int
    ended: int
    solved: Rate
    satisfied: Rate
    in_time: Rate
    mean_days: float | None
    mean_limit_days: float | None
    mean_working_days: float | None
    mean_limit_working_days: float | None
