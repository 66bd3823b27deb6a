"""What is remembered of one caller before an agent answers."""

from dataclasses import dataclass
from datetime import datetime

from telephony.waiting.door import Refusal


@dataclass(slots=True, kw_only=True)
class Wait:
    """``number`` is the caller's as numbers are compared (`telephony.waiting.door.plain`), ``chosen`` the queue asked for.

    ``refused``: why the caller is not let in. ``wish``: the key that asks for a call-back while the farewell plays.
    ``confirm_until``: until then the key for a call-back, pressed again, ends the wait.
    """

    number: str = ""
    chosen: str | None = None
    refused: Refusal | None = None
    wish: str = ""
    confirm_until: datetime | None = None
