"""When a queue is open. Telephony only asks: who knows the city's calendar is wired in from outside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

ALWAYS = "always"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Whether it is open now; else whether that is for a holiday, and when it opens next (None: not soon)."""

    open: bool
    holiday: bool = False
    opens_at: datetime | None = None


OPEN = Opening(open=True)
Hours = Callable[[str, datetime], Opening]


def always_open(name: str, now: datetime) -> Opening:
    """For a house without opening hours."""
    return OPEN
