"""Platforms, their keys, matters and messages as administrators and platforms see them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from ticketing.drafts.schemas import MatterType
from ticketing.intake.schemas import Name, Phone, PlaceGiven, RequiredWords
from ticketing.intake.states import IntakeState
from ticketing.schema import Schema
from ticketing.tickets.schemas import TicketState

Scope = Literal["matters:write", "matters:read"]
PlatformChannel = Literal["platform", "110"]
DeliveryState = Literal["pending", "delivered", "dead"]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,31}$")]


class PlatformIn(Schema):
    """``channel`` 110 for the police's own system. ``webhook`` is where it wants to be told, empty: it asks by itself."""

    code: Code
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    channel: PlatformChannel = "platform"
    webhook: Annotated[str, Field(max_length=500)] = ""


class PlatformPatch(Schema):
    """Only what is given changes."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)] | None = None
    webhook: Annotated[str, Field(max_length=500)] | None = None
    active: bool | None = None


class KeyIn(Schema):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    scopes: tuple[Scope, ...] = Field(default=("matters:write", "matters:read"), min_length=1)
    per_minute: Annotated[int, Field(ge=1, le=6_000)] | None = None


class KeyOut(Schema):
    """``prefix`` is the key's beginning, by which people know it; the rest was shown once."""

    id: str
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    per_minute: int
    created_at: datetime
    revoked_at: datetime | None


class PlatformOut(Schema):
    id: str
    code: str
    name: str
    channel: PlatformChannel
    active: bool
    webhook: str
    pending: int
    dead: int
    keys: tuple[KeyOut, ...]


class MadeKey(Schema):
    """``key`` is shown this once."""

    key: str
    made: KeyOut


class MadePlatform(Schema):
    """``secret`` verifies our messages; it is shown this once."""

    platform: PlatformOut
    secret: str


class MatterIn(Schema):
    """A matter that a platform hands in under its own number; sent again it is the same matter."""

    external_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    text: RequiredWords
    type: MatterType | None = None
    name: Name = ""
    phone: Phone = ""
    place: PlaceGiven = ""
    occurred_at: AwareDatetime | None = None


class MatterTicket(Schema):
    number: str
    state: TicketState
    unit: str | None
    deadline: datetime | None
    result: str


class MatterOut(Schema):
    """Where the matter stands; ``tracking`` lets the citizen look the same up in the mailbox."""

    external_id: str
    tracking: str
    state: IntakeState
    asked: str
    answer: str
    arrived_at: datetime
    ticket: MatterTicket | None


class DeliveryOut(Schema):
    """A message without what it says: administrators see no matters."""

    id: str
    platform: str
    event: str
    at: datetime
    state: DeliveryState
    tries: int
    next_at: datetime
    ended_at: datetime | None
    last_status: int | None
    last_error: str


class DeliveryPage(Schema):
    items: tuple[DeliveryOut, ...]
    next: str | None
