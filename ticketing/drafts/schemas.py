"""A draft as docs/protocol.md lists it, and what a person may change in it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from ticketing.intake.states import Channel
from ticketing.schema import Coded, Schema

DraftStatus = Literal["open", "answered", "dispatched", "closed"]
Level = Literal[1, 3, 7, 11]
Flag = Literal["group", "repeat", "long_running"]
MatterType = Literal["consultation", "request", "complaint", "report", "suggestion", "praise", "fault"]


class CategorySuggestion(Schema):
    code: str
    name: str
    score: float
    why: str


class PlaceOut(Schema):
    text: str = Field(default="", max_length=200)
    district: str | None = None
    street_code: str | None = None
    gazetteer: str | None = None
    detail: str | None = Field(default=None, max_length=200)


class Urgent(Schema):
    """A word that must not wait, the utterance it stood in, and that utterance's segment."""

    word: str
    sentence: str
    segment: str | None = None


class Evidence(Schema):
    """The words a field was taken from: offsets in the segment's text as heard; no segment for the line's own number."""

    segment: str | None = None
    phrase: str
    start: int | None = None
    end: int | None = None
    confidence: float
    by: Literal["machine", "person"] = "machine"


class Trace(Evidence):
    """A piece of a composed text and the words that it rests on."""

    text: str


class HistoryItem(Schema):
    """An earlier call or ticket of the same number."""

    kind: Literal["call", "ticket"]
    id: str
    at: datetime
    title: str
    state: str


class PickedPhrase(Schema):
    """What a person pointed at in the transcript to fill a field."""

    segment: str | None = Field(default=None, max_length=64)
    phrase: str = Field(min_length=1, max_length=600)


class Suggested(Schema):
    """What the machine would write now into fields that a person has edited; None where it has nothing newer to say."""

    caller_name: str | None = None
    callback_number: str | None = None
    type: MatterType | None = None
    category: Coded | None = None
    place: PlaceOut | None = None
    time: str | None = None
    object: str | None = None
    title: str | None = None
    summary: str | None = None
    matter: str | None = None
    wish: str | None = None


class DraftOut(Schema):
    """``edited`` names the fields that a person has touched: the machine never overwrites them.

    ``evidence`` has, by field, the words that its present value was taken from. ``id`` is the intake's, which is the call's
    own for an answered call; ``agent`` is empty until somebody accepts the matter.
    """

    id: str
    call_id: str | None
    channel: Channel
    version: int
    agent: str
    caller_number: str
    caller_name: str
    callback_number: str
    type: MatterType | None
    category: Coded | None
    category_suggestions: tuple[CategorySuggestion, ...]
    place: PlaceOut | None
    time: str = ""
    time_normalized: str = ""
    object: str = ""
    title: str
    summary: str
    matter: str
    wish: str
    urgent: tuple[Urgent, ...]
    flags: tuple[Flag, ...] = ()
    id_numbers: tuple[str, ...] = ()
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    traces: dict[str, tuple[Trace, ...]] = Field(default_factory=dict)
    level: Level
    unit: Coded | None
    unit_why: str
    history: tuple[HistoryItem, ...]
    edited: tuple[str, ...]
    origin: Literal["reactive", "proactive"]
    status: DraftStatus
    suggested: Suggested = Suggested()


class DraftChanges(Schema):
    """Only the fields that are given change. ``category`` and ``unit`` are codes."""

    caller_name: str | None = Field(default=None, max_length=64)
    callback_number: str | None = Field(default=None, max_length=32)
    type: MatterType | None = None
    category: str | None = None
    place: PlaceOut | None = None
    time: str | None = Field(default=None, max_length=100)
    object: str | None = Field(default=None, max_length=100)
    title: str | None = Field(default=None, max_length=100)
    summary: str | None = Field(default=None, max_length=4000)
    matter: str | None = Field(default=None, max_length=4000)
    wish: str | None = Field(default=None, max_length=2000)
    level: Level | None = None
    unit: str | None = None


class DispatchSuggestion(Schema):
    """Who would lead, why, and when it would be due (a dispatch at ``at``)."""

    unit: Coded
    co_units: tuple[Coded, ...]
    basis: str
    dispatch_level: str
    why: str
    level: Level
    deadline: datetime
