"""A draft as docs/protocol.md lists it, and what a person may change in it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from ticketing.schema import Coded, Schema

DraftStatus = Literal["open", "answered", "dispatched", "closed"]
Level = Literal[1, 3, 7, 11]
MatterType = Literal["consultation", "request", "complaint", "report", "suggestion", "praise"]


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
    word: str
    sentence: str


class HistoryItem(Schema):
    """An earlier call or ticket of the same number."""

    kind: Literal["call", "ticket"]
    id: str
    at: datetime
    title: str
    state: str


class DraftOut(Schema):
    """``edited`` names the fields that a person has touched: the machine never overwrites them."""

    call_id: str
    version: int
    agent: str
    caller_number: str
    caller_name: str
    callback_number: str
    type: MatterType | None
    category: Coded | None
    category_suggestions: tuple[CategorySuggestion, ...]
    place: PlaceOut | None
    title: str
    summary: str
    matter: str
    wish: str
    urgent: tuple[Urgent, ...]
    level: Level
    unit: Coded | None
    unit_why: str
    history: tuple[HistoryItem, ...]
    edited: tuple[str, ...]
    origin: Literal["reactive", "proactive"]
    status: DraftStatus


class DraftChanges(Schema):
    """Only the fields that are given change. ``category`` and ``unit`` are codes."""

    caller_name: str | None = Field(default=None, max_length=64)
    callback_number: str | None = Field(default=None, max_length=32)
    type: MatterType | None = None
    category: str | None = None
    place: PlaceOut | None = None
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
