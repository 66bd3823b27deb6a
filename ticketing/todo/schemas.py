"""Items of a to-do list as the console sees them."""

from datetime import datetime
from typing import Literal

from ticketing.schema import Schema


class TodoItem(Schema):
    """``draft``: an answered call without outcome; ``callback``: a lost caller; ``duty``: a call without verdict.

    ``id`` is the call's, or the call-back entry's. ``interrupted``: a restart of the service ended the call.
    """

    kind: Literal["draft", "callback", "duty"]
    id: str
    at: datetime
    title: str
    caller_number: str
    interrupted: bool = False
    count: int = 1
    attempts: int = 0
    duty_session: str | None = None


class Todo(Schema):
    items: tuple[TodoItem, ...]
