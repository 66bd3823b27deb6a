"""The floor's ledger, the lines on desks and broadcasts, as the console sees them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from ticketing.schema import PersonName, Schema

Act = Literal["move_agent", "force_state", "take_over", "end_call", "move_call", "broadcast", "read_along"]
Priority = Literal["normal", "high"]
Why = Annotated[str, Field(min_length=2, max_length=200)]
AudienceKind = Literal["all", "queues", "people"]


class ActIn(Schema):
    """An order that was carried out, or a call that was read along. ``told``: on whose desks it stands until they confirm it."""

    act: Act
    person: str | None = None
    call: str | None = None
    before: dict[str, Any] = Field(default_factory=dict)
    after: dict[str, Any] = Field(default_factory=dict)
    why: str = ""
    until: datetime | None = None
    told: tuple[str, ...] = ()


class BroadcastTo(Schema):
    """Everybody with a desk, those of some queues, or named people."""

    kind: AudienceKind = "all"
    names: Annotated[tuple[str, ...], Field(max_length=200)] = ()


class BroadcastIn(Schema):
    """``expires_s`` None: the setting's; ``must_confirm``: the page counts who has not confirmed it."""

    text: Annotated[str, Field(min_length=2, max_length=300)]
    to: BroadcastTo = BroadcastTo()
    priority: Priority = "normal"
    must_confirm: bool = False
    expires_s: Annotated[float | None, Field(gt=0)] = None


class ActCall(Schema):
    """The call an order concerned; ``caller_number`` is empty once it is forgotten."""

    id: str
    caller_number: str


class ActOut(Schema):
    """A row of the ledger; ``told`` and ``read`` count the desks with a line of it and those that have confirmed it."""

    id: str
    at: datetime
    by: PersonName | None
    act: Act
    person: PersonName | None
    call: ActCall | None
    before: dict[str, Any]
    after: dict[str, Any]
    why: str
    until: datetime | None
    told: int = 0
    read: int = 0


class ActPage(Schema):
    items: tuple[ActOut, ...]
    next: str | None


class FloorLine(Schema):
    """An order on a desk. ``text``, ``priority`` and ``must_confirm`` are a broadcast's; an order is always confirmed."""

    id: str
    act_id: str
    act: Act
    at: datetime
    by: PersonName | None
    before: dict[str, Any]
    after: dict[str, Any]
    why: str
    until: datetime | None
    call: str | None
    text: str = ""
    priority: Priority = "high"
    must_confirm: bool = True
    expires_at: datetime


class Reader(Schema):
    """``at`` None: not confirmed yet."""

    person: PersonName
    at: datetime | None


class Readings(Schema):
    """Who has confirmed a line of this order, those who have not first."""

    act: ActOut
    readers: tuple[Reader, ...]


class MoveInForce(Schema):
    """The queues a supervisor has put an agent into, and until when."""

    queues: tuple[str, ...]
    levels: dict[str, int]
    until: datetime
