"""The terms in calendar hours: acceptance, signing, contact with the citizen, and the second scheme."""

from datetime import datetime, timedelta
from typing import Literal

LEVELS = (1, 3, 7, 11)
ACCEPTANCE = timedelta(hours=1)
SIGNING = timedelta(hours=2)
CONTACT = timedelta(hours=24)
SIMPLE = timedelta(hours=24)
COMPLEX = timedelta(days=3)

Scheme = Literal["simple", "complex"]


def acceptance_due(received: datetime) -> datetime:
    """受理时限: one hour after the matter came in."""
    return received + ACCEPTANCE


def signing_due(dispatched: datetime) -> datetime:
    """签收时限: two hours after the dispatch."""
    return dispatched + SIGNING


def contact_due(dispatched: datetime) -> datetime:
    """联系市民时限: 24 hours after the dispatch."""
    return dispatched + CONTACT


def scheme_deadline(start: datetime, scheme: Scheme) -> datetime:
    """The mailbox's scheme: 简单 24 hours, 复杂 three days, both by the calendar, nights and holidays included."""
    return start + (SIMPLE if scheme == "simple" else COMPLEX)
