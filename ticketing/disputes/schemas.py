"""Disputes and their rounds of talks as the console sees them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ticketing.disputes.states import DisputeState
from ticketing.figures.rate import Rate
from ticketing.ledgers import StepOut
from ticketing.meetings.kinds import MeetingMode
from ticketing.meetings.schemas import MeetingOut, Short, Title, Words
from ticketing.schema import Coded, Schema
from ticketing.tickets.named import NamedTicket

MAX_ORDERED = 10
CalledBy = Literal["citizen", "hotline"]


class DisputeIn(Schema):
    """``called_by`` citizen: the citizens themselves chose the units in ``ordered`` (点单); hotline: they were assigned."""

    title: Title
    matter: Words = ""
    ticket: str | None = None
    complex: bool = True
    called_by: CalledBy = "hotline"
    ordered: Annotated[tuple[str, ...], Field(max_length=MAX_ORDERED)] = ()
    representative: Annotated[str, Field(min_length=1, max_length=64)]
    representative_phone: Annotated[str, Field(max_length=40)] = ""
    complained_of: Annotated[str, Field(min_length=1, max_length=200)]
    complained_unit: str | None = None
    supervising_unit: str


class TalkIn(Schema):
    """When and where the next round is; the four parties come with it."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    mode: MeetingMode = "on_site"
    place: Short = ""


class DisputeOut(Schema):
    id: str
    title: str
    matter: str
    state: DisputeState
    version: int
    ticket: NamedTicket | None
    complex: bool
    called_by: CalledBy
    ordered: tuple[Coded, ...]
    representative: str
    representative_phone: str
    complained_of: str
    complained_unit: Coded | None
    supervising_unit: Coded
    rounds: int
    agreement: str
    opened_at: datetime
    closed_at: datetime | None
    allowed: tuple[str, ...]
    talks: tuple[MeetingOut, ...] = ()
    history: tuple[StepOut, ...] = ()


class DisputePage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[DisputeOut, ...]
    next: str | None


class DisputeFigures(Schema):
    """Complex disputes of the year and of the one before, beside the ``goal`` in percent; how they were called; rounds."""

    year: int
    goal: float
    complex_resolution: Rate
    complex_resolution_last_year: Rate
    open: int
    by_citizens: int
    by_hotline: int
    rounds: int
