"""Queues of callers and the hours in which they are open."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from config.settings.values import Seconds, Section

TelephoneKey = Annotated[str, Field(pattern=r"^[0-9*#]?$")]


class Queue(Section):
    """A queue of callers; what each choice means stands at `telephony.exchange_port.QueueSpec`. ``digit`` "": not in the menu.

    ``wrap_up_s``, ``service_level_s`` and ``service_level_goal``: those of ``acd`` where the queue has none of its own.
    """

    name: str
    title: str
    numbers: tuple[str, ...] = ()
    digit: TelephoneKey = ""
    weight: Annotated[int, Field(ge=1)] = 1
    max_length: Annotated[int, Field(ge=1)] = 100
    max_wait_s: Seconds = 600.0
    overflow_to: str | None = None
    strategy: Literal["longest_idle", "fewest_calls", "round_robin", "ring_all", "by_level"] = "longest_idle"
    relax_s: Annotated[tuple[Seconds, ...], Field(max_length=8)] = ()
    offer_s: Seconds | None = None
    announce_every_s: Annotated[float, Field(ge=0)] = 45.0
    callback_digit: TelephoneKey = "1"
    on_full: Literal["callback", "reject"] = "callback"
    hours: str = "always"
    wrap_up_s: Seconds | None = None
    service_level_s: Seconds | None = None
    service_level_goal: Annotated[float, Field(gt=0, le=1)] | None = None


def _span(value: str) -> str:
    try:
        starts, ends = value.split("-")
        if minutes_of(starts) < minutes_of(ends):
            return value
    except ValueError:
        pass
    raise ValueError("must be a span of one day such as 09:00-17:30; the latest end is 24:00")


def minutes_of(text: str) -> int:
    """``HH:MM`` as minutes since midnight, up to 24:00; ValueError for anything else."""
    hours, minutes = text.strip().split(":")
    total = int(hours) * 60 + int(minutes)
    if len(minutes) != 2 or not 0 <= int(minutes) < 60 or not 0 <= total <= 24 * 60:
        raise ValueError(text)
    return total


Span = Annotated[str, AfterValidator(_span)]


WeekDay = Literal["1", "2", "3", "4", "5", "6", "7"]


class Hours(Section):
    """Opening hours on working days (shifted ones too), on free days of the week, and on holidays; empty: closed.

    ``weekdays`` (1 is Monday) have spans of their own where the day is an ordinary one of the week, neither holiday nor shifted.
    ``days`` are exceptional dates, which win over everything; no span: closed.
    """

    title: Annotated[str, Field(max_length=30)] = ""
    workday: tuple[Span, ...] = ()
    weekend: tuple[Span, ...] = ()
    holiday: tuple[Span, ...] = ()
    weekdays: dict[WeekDay, tuple[Span, ...]] = Field(default_factory=dict)
    days: Annotated[dict[date, tuple[Span, ...]], Field(max_length=400)] = Field(default_factory=dict)
