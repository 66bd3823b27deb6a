"""What is followed until done, as the console sees it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ticketing.clocks.lights import Light
from ticketing.ledgers import StepOut
from ticketing.resolutions.states import ResolutionKind, ResolutionState
from ticketing.schema import Coded, PersonName, Schema
from ticketing.tickets.named import NamedTicket

MAX_TEXT = 4_000
Words = Annotated[str, Field(max_length=MAX_TEXT)]
Days = Annotated[int, Field(ge=1, le=366)]
Source = Literal["meeting", "topic", "exposure"]


class OwnerIn(Schema):
    """Who does what by when: ``due``, or so many working ``days``, or neither for the setting's own."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    unit: str
    person: str | None = None
    due: AwareDatetime | None = None
    days: Days | None = None


class SourceRef(Schema):
    """What it came from: a meeting, a topic or an exposure, with its title for people."""

    kind: Source
    id: str
    title: str


class ResolutionOut(Schema):
    """``light`` as a ticket's; ``progress`` is the last that was said; ``first_due`` stays when ``due`` is put off."""

    id: str
    kind: ResolutionKind
    state: ResolutionState
    version: int
    text: str
    source: SourceRef | None
    item: str | None
    ticket: NamedTicket | None
    unit: Coded
    person: PersonName | None
    decided_at: datetime
    decided_by: PersonName
    due: datetime
    first_due: datetime
    light: Light
    progress: str
    evidence: str
    reported_at: datetime | None
    named_at: datetime | None
    closed_at: datetime | None
    closed_by: PersonName | None
    allowed: tuple[str, ...]
    history: tuple[StepOut, ...] = ()


class ResolutionPage(Schema):
    """``next`` goes into ``after`` for the page after this one; None at the end."""

    items: tuple[ResolutionOut, ...]
    next: str | None


class ResolutionFigures(Schema):
    """How things stand now, and of those that ended in the year how many were done by their first due date."""

    year: int
    open: int
    reported: int
    overdue: int
    closed: int
    closed_in_time: int
