"""The harassment list as the console sees it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from ticketing.schema import PersonName, Schema

Number = Annotated[str, Field(min_length=3, max_length=21, pattern=r"^\+?[0-9]+$")]
Reason = Annotated[str, Field(min_length=1, max_length=200)]


class BlockIn(Schema):
    """``number`` as its calls show it; ``until`` None: until somebody lifts it."""

    number: Number
    reason: Reason
    until: AwareDatetime | None = None


class BlockStep(Schema):
    step: Literal["blocked", "lifted"]
    at: datetime
    by: PersonName | None
    reason: str
    until: datetime | None


class BlockedOut(Schema):
    """A number whose calls are refused now; ``history`` has every step of it, newest first."""

    number: str
    reason: str
    at: datetime
    by: PersonName | None
    until: datetime | None
    history: tuple[BlockStep, ...] = ()


class SuspectOut(Schema):
    """A number that is not blocked, with its calls of the last 30 days that ended as harassment."""

    number: str
    count: int
    last_at: datetime


class BlockList(Schema):
    blocked: tuple[BlockedOut, ...]
    suspects: tuple[SuspectOut, ...]
