"""Entries of the call-back list as the console sees them."""

from datetime import datetime
from typing import Literal

from ticketing.schema import PersonName, Schema

CallbackState = Literal["open", "claimed", "done"]


class CallbackStep(Schema):
    at: datetime
    by: str
    step: Literal["missed", "claimed", "not_reached", "reached", "done"]
    note: str
    call_id: str | None


class CallbackOut(Schema):
    """``count`` is how often this number was lost since the entry was opened, ``attempts`` how often it was called in vain."""

    id: str
    number: str
    state: CallbackState
    count: int
    attempts: int
    last_attempt_at: datetime | None
    queue: str | None
    unit: str | None
    last_call_id: str
    first_at: datetime
    last_at: datetime
    claimed_by: PersonName | None
    done_at: datetime | None
    history: tuple[CallbackStep, ...] = ()
