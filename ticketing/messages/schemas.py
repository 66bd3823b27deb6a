"""Short messages as the console sees them."""

from datetime import datetime
from typing import Literal

from ticketing.schema import PersonName, Schema

CameTo = Literal["answer", "person", "rest", "unknown"]
MessageState = Literal["queued", "sent", "delivered", "failed", "suppressed"]


class MessageOut(Schema):
    """``number`` is masked but for its last four digits; ``segments`` is what the carrier counts."""

    id: str
    kind: str
    number: str
    text: str
    segments: int
    ticket: str | None
    at: datetime
    state: MessageState
    tries: int
    next_at: datetime
    ended_at: datetime | None
    error: str


class MessagePage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[MessageOut, ...]
    next: str | None


class ReceivedMessage(Schema):
    """What a citizen wrote. ``came_to``: an answer to a callback, a person who calls, rest from callbacks, or nothing known.

    ``seen_at`` None: nobody has seen to it yet, which only ``unknown`` ones need.
    """

    id: str
    number: str
    text: str
    at: datetime
    came_to: CameTo
    ticket: str | None
    seen_at: datetime | None
    seen_by: PersonName | None


class ReceivedPage(Schema):
    """``next`` goes into ``before`` for the page after this one; None at the end."""

    items: tuple[ReceivedMessage, ...]
    next: str | None
