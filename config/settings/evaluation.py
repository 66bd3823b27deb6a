"""Callback and evaluation (回访): who is called back, when tries are made, and what counts as satisfied."""

from typing import Annotated, Literal

from pydantic import Field

from config.settings.values import Count, Section

Way = Literal["phone", "sms", "link"]
Hour = Annotated[int, Field(ge=0, le=24)]


class Evaluation(Section):
    """Hours run by the calendar; the parts of the day are local hours."""

    within_h: Annotated[float, Field(gt=0, le=720)] = 72.0
    """A closed report is called back within so many hours …"""
    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    """… this share of them, chosen by a draw whose seed is on record."""
    skipped_types: tuple[str, ...] = ("praise", "suggestion")
    """Tickets of these types close without a callback."""
    first_way: Way = "phone"
    tries: Annotated[int, Field(ge=1, le=10)] = 3
    """Not reached after so many tries at different times: the callback is not effective."""
    apart_h: Annotated[float, Field(ge=0, le=72)] = 3.0
    """Between two tries lie at least so many hours, and they fall into different parts of a day, or on different days."""
    calls_from: Hour = 9
    noon_from: Hour = 12
    evening_from: Hour = 17
    calls_until: Hour = 20
    """Nobody is called before or after; between them lie the parts morning, afternoon and evening."""
    claim_s: Annotated[float, Field(gt=0)] = 1800.0
    """A callback that somebody claimed and left goes back to the list after so long."""
    satisfied_from: Annotated[int, Field(ge=1, le=5)] = 3
    """The lowest of five grades (5 非常满意 … 1 非常不满意) that counts as satisfied; 3 is the upper three."""
    link_days: Count = 7
    """A link in a message may be answered so long, and not beyond the time within which the citizen is called back."""
    call_after_h: Annotated[float, Field(gt=0, le=720)] = 24.0
    """Whoever has not answered a link or a message by then is called; the link goes on to serve meanwhile."""
    wishes: Annotated[int, Field(ge=0, le=10)] = 2
    """A citizen who answers and asks to be called at another time; further such wishes count as tries that reached nobody."""
    wish_days: Count = 7
    """No wished time lies further off."""
    link_misses: Count = 20
    """Links that there are not, asked for by one address within an hour; more are refused unread."""
    appeal_days: Count = 5
    """A unit may appeal against an evaluation so long."""
