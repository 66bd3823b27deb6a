"""Sittings, visits, bookings and their figures as the console sees them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ticketing.drafts.schemas import MatterType
from ticketing.figures.rate import Rate
from ticketing.intake.schemas import IntakeOut, Name, Phone, PlaceGiven, RequiredWords, Words
from ticketing.intake.states import Channel
from ticketing.schema import Coded, PersonName, Schema

VisitKind = Literal["evening", "window", "appointment", "desk"]
VisitState = Literal["planned", "open", "closed", "cancelled"]
BookingState = Literal["booked", "came", "missed", "cancelled"]
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Where = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class VisitSessionIn(Schema):
    """A sitting to come. ``unit`` is a code; ``leader`` a person's id, or ``leader_name`` of one without an account."""

    kind: VisitKind
    unit: str
    place: Where
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    title: Title = ""
    leader: str | None = None
    leader_name: Name = ""


class VisitIn(Schema):
    """A party that has come; ``visitors`` counts all who came with it."""

    visitors: Annotated[int, Field(ge=1, le=500)] = 1
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    number: Phone = ""
    booking: str | None = None


class VisitMatterIn(Schema):
    """One matter of a party; with an ``answer`` it is answered on the spot, else it waits to be answered or entered."""

    text: RequiredWords
    type: MatterType | None = None
    place: PlaceGiven = ""
    answer: Words = ""


class VisitOut(Schema):
    id: str
    at: datetime
    visitors: int
    name: str
    number: str
    booking: str | None
    matters: tuple[IntakeOut, ...]


class VisitSessionOut(Schema):
    """``held``, ``answered``, ``entered`` and ``closed`` add up to ``matters``; ``parties`` is empty in lists."""

    id: str
    kind: VisitKind
    title: str
    unit: Coded
    place: str
    leader: PersonName | None
    leader_name: str
    starts_at: datetime
    ends_at: datetime
    state: VisitState
    held_at: datetime | None
    closed_at: datetime | None
    visitors: int
    visits: int
    matters: int
    held: int
    answered: int
    entered: int
    closed: int
    parties: tuple[VisitOut, ...]


class VisitSessionPage(Schema):
    items: tuple[VisitSessionOut, ...]
    next: str | None


class SittingFigures(Schema):
    """Of one kind of sittings, or of all (``total``)."""

    kind: VisitKind | Literal["total"]
    sessions: int
    visitors: int
    visits: int
    matters: int
    held: int
    answered: int
    entered: int
    closed: int
    answered_rate: Rate
    entered_rate: Rate


class VisitFigures(Schema):
    since: datetime
    until: datetime
    total: SittingFigures
    by_kind: tuple[SittingFigures, ...]


class SlotIn(Schema):
    """A turn of the estate's desk: the mediator who sits there, and how many parties they receive."""

    unit: str
    mediator: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    place: Where
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    capacity: Annotated[int, Field(ge=1, le=100)] = 6


class BookingIn(Schema):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=7, max_length=21, pattern=r"^\+?[0-9\- ]+$")]
    matter: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class BookingOut(Schema):
    id: str
    at: datetime
    name: str
    number: str
    matter: str
    state: BookingState


class SlotOut(Schema):
    """``left`` parties may still be booked; ``booked`` are those who are expected or have come."""

    id: str
    unit: Coded
    mediator: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    left: int
    withdrawn: bool
    bookings: tuple[BookingOut, ...]


class PreventedLine(Schema):
    """Matters found before anybody complained: ``prevented`` were answered there, ``dispatched`` became tickets."""

    channel: Channel
    mode: Literal["online", "on_site"]
    half: str
    found: int
    prevented: int
    dispatched: int
    open: int


class PreventedFigures(Schema):
    """By half-year (2026H1), channel and mode; ``rate`` of the prevented to all that were found."""

    lines: tuple[PreventedLine, ...]
    prevented: int
    rate: Rate
