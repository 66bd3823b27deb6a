"""Short messages as the console sees them."""

from datetime import datetime
from typing import Literal

from ticketing.schema import Schema

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
