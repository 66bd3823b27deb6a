"""Deliberation as the console sees it."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ticketing.deliberation.levels import Level, MatterState
from ticketing.documents.schemas import DocumentOut
from ticketing.figures.rate import Rate
from ticketing.ledgers import StepOut
from ticketing.meetings.schemas import Clock
from ticketing.schema import Coded, Schema

MAX_THEMES = 24
Title = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=4_000)]
Building = Annotated[str, Field(max_length=60)]


class RaisedMatterIn(Schema):
    """``unit`` is the grid's or community's code; a building's matter names the building. ``sitting`` where it was raised."""

    level: Level = "building"
    unit: str
    building: Building = ""
    title: Title
    text: Text = ""
    raised_by: Annotated[str, Field(max_length=64)] = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    sitting: str | None = None


class RaisedMatterOut(Schema):
    """``goes_up_at`` is when it leaves its level unless it is solved; ``intake`` what became of it above the community."""

    id: str
    state: MatterState
    version: int
    level: Level
    raised_level: Level
    unit: Coded
    building: str
    title: str
    text: str
    raised_by: str
    phone: str
    raised_at: datetime
    sitting: str | None
    goes_up_at: datetime | None
    resolved_level: Level | None
    ended_at: datetime | None
    intake: str | None
    allowed: tuple[str, ...]
    history: tuple[StepOut, ...] = ()


class RaisedMatterPage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[RaisedMatterOut, ...]
    next: str | None


class SittingIn(Schema):
    level: Level
    unit: str
    building: Building = ""
    theme: Title
    starts_at: AwareDatetime


class HeldIn(Schema):
    version: int
    attended: Annotated[int, Field(ge=0, le=10_000)]
    notes: Text = ""


class SittingOut(Schema):
    id: str
    state: Literal["planned", "held", "cancelled"]
    version: int
    level: Level
    unit: Coded
    building: str
    theme: str
    starts_at: datetime
    attended: int
    notes: str
    series: str | None
    matters: int
    allowed: tuple[str, ...]
    papers: tuple[DocumentOut, ...] = ()


class SittingPage(Schema):
    items: tuple[SittingOut, ...]
    next: str | None


class RhythmIn(Schema):
    """``themes`` come up in turn; ``day`` a weekday 1-7, or for a monthly rhythm a day of the month 1-28."""

    level: Level
    unit: str
    building: Building = ""
    rhythm: Literal["weekly", "monthly"]
    day: Annotated[int, Field(ge=1, le=28)]
    starts: Clock
    themes: Annotated[tuple[Title, ...], Field(min_length=1, max_length=MAX_THEMES)]


class RhythmOut(Schema):
    id: str
    level: Level
    unit: Coded
    building: str
    rhythm: Literal["weekly", "monthly"]
    day: int
    starts: str
    themes: tuple[str, ...]
    next_day: date
    active: bool


class LevelLine(Schema):
    """One level in the year: raised there, solved there, open there now, sittings held and people who came."""

    level: Level
    raised: int
    solved: int
    open: int
    sittings: int
    attended: int


class DeliberationFigures(Schema):
    """``in_grid`` and ``in_community``: solved without leaving it, of all that ended in the year."""

    year: int
    levels: tuple[LevelLine, ...]
    handed_on: int
    in_grid: Rate
    in_community: Rate
