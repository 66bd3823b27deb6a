"""Meetings as the console sees them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ticketing.documents.schemas import DocumentOut
from ticketing.ledgers import StepOut
from ticketing.meetings.counting import HalfYear
from ticketing.meetings.kinds import MeetingKind, MeetingMode, PartyRole
from ticketing.meetings.rhythm import Rhythm
from ticketing.meetings.states import MeetingState
from ticketing.resolutions.schemas import ResolutionOut
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket

MAX_PARTIES = 100
MAX_ITEMS = 100
MAX_MINUTES = 20_000
Title = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(max_length=4_000)]
Short = Annotated[str, Field(max_length=200)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Reply = Literal["accepted", "declined", "deputy"]
Attendance = Literal["present", "deputy", "absent"]


class PartyIn(Schema):
    """A unit by its code, or somebody from outside by name; ``contact`` a phone."""

    role: PartyRole
    unit: str | None = None
    name: Short = ""
    contact: Annotated[str, Field(max_length=40)] = ""


class ItemIn(Schema):
    """One matter of the agenda: a ticket, what an earlier meeting left open (``carried``), or a title alone."""

    title: Short = ""
    note: Words = ""
    ticket: str | None = None
    carried: str | None = None


class MeetingIn(Schema):
    kind: MeetingKind
    mode: MeetingMode
    title: Title
    purpose: Words = ""
    place: Short = ""
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    chair: str | None = None
    co_chair: str | None = None
    parties: Annotated[tuple[PartyIn, ...], Field(max_length=MAX_PARTIES)] = ()
    items: Annotated[tuple[ItemIn, ...], Field(max_length=MAX_ITEMS)] = ()


class MeetingRecordIn(Schema):
    """A meeting that was held already, in a line: cloud meetings of an owners' group come by the hundred."""

    kind: MeetingKind
    mode: MeetingMode
    title: Title
    held_at: AwareDatetime
    place: Short = ""
    outcome: Words = ""
    prevented: bool = False
    parties: Annotated[tuple[PartyIn, ...], Field(max_length=MAX_PARTIES)] = ()


class MeetingPatch(Schema):
    """Only what is given changes; ``version`` is what the screen showed."""

    version: int
    mode: MeetingMode | None = None
    title: Title | None = None
    purpose: Words | None = None
    place: Short | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    chair: str | None = None
    co_chair: str | None = None


class MeetingPartyOut(Schema):
    id: str
    role: PartyRole
    unit: Coded | None
    name: str
    contact: str
    invited_at: datetime | None
    reply: Reply | None
    reply_text: str
    deputy: str
    replied_at: datetime | None
    attendance: Attendance | None
    mine: bool


class ItemOut(Schema):
    """``resolution`` is the one decision on this matter, if there is one."""

    id: str
    position: int
    title: str
    note: str
    ticket: NamedTicket | None
    carried: str | None
    resolution: str | None


class MinutesOut(Schema):
    version: int
    kind: Literal["minutes", "addendum"]
    text: str
    at: datetime
    by: PersonName


class MeetingOut(Schema):
    """A line of the list. ``parties``, ``items`` and ``decided`` are numbers; ``reply`` is the own unit's."""

    id: str
    kind: MeetingKind
    mode: MeetingMode
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    state: MeetingState
    version: int
    chair: PersonName | None
    co_chair: PersonName | None
    series: str | None
    dispute: str | None
    round: int | None
    held_at: datetime | None
    prevented: bool
    party_count: int
    item_count: int
    decided_count: int
    reply: Reply | None


class MeetingDetail(MeetingOut):
    """``missing`` says in words who must still be invited; ``left_open`` is what earlier meetings left open."""

    purpose: str
    outcome: str
    minutes_version: int
    signed_at: datetime | None
    signed_by: PersonName | None
    created_at: datetime
    created_by: PersonName
    parties: tuple[MeetingPartyOut, ...]
    items: tuple[ItemOut, ...]
    minutes: tuple[MinutesOut, ...]
    resolutions: tuple[ResolutionOut, ...]
    left_open: tuple[ResolutionOut, ...]
    papers: tuple[DocumentOut, ...]
    missing: tuple[str, ...]
    allowed: tuple[str, ...]
    history: tuple[StepOut, ...]


class MeetingPage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[MeetingOut, ...]
    next: str | None


class ProposalOut(Schema):
    """A matter that a joint study should talk about; ``tickets`` are the first of ``count``."""

    tickets: tuple[NamedTicket, ...]
    count: int
    category: Coded | None
    street: Coded | None
    unit: Coded | None
    kinds: tuple[Literal["concentrated", "repeated", "hard"], ...]
    why: tuple[str, ...]


class SeriesIn(Schema):
    """A rhythm: ``day`` a weekday 1-7, or for a monthly one a day of the month 1-28; two chairs for a double lead."""

    kind: MeetingKind
    mode: MeetingMode
    title: Title
    purpose: Words = ""
    place: Short = ""
    rhythm: Rhythm
    day: Annotated[int, Field(ge=1, le=31)]
    starts: Clock
    minutes_long: Annotated[int, Field(ge=10, le=600)] = 60
    chair: str | None = None
    co_chair: str | None = None
    parties: Annotated[tuple[PartyIn, ...], Field(max_length=MAX_PARTIES)] = ()


class SeriesOut(Schema):
    id: str
    kind: MeetingKind
    mode: MeetingMode
    title: str
    rhythm: Rhythm
    day: int
    starts: str
    minutes_long: int
    chair: PersonName | None
    co_chair: PersonName | None
    party_count: int
    next_day: date
    active: bool


class MeetingFigures(Schema):
    """Meetings held in ``year``; ``last_year`` up to the same day is for comparison."""

    year: int
    total: int
    last_year: int
    by_kind: dict[str, int]
    by_mode: dict[str, int]
    prevented: int
    halves: tuple[HalfYear, HalfYear]
