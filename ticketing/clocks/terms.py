"""The terms that run in calendar hours: acceptance, signing, contact with the citizen, and the second scheme.

Every figure is a setting (``law.terms``); the functions here take it and default to the domain notes' own.
"""

from datetime import datetime, timedelta
from typing import Literal

from config.settings.terms import Terms

LEVELS = (1, 3, 7, 11)
DEFAULT = Terms()

Scheme = Literal["simple", "complex"]


def acceptance_due(received: datetime, terms: Terms = DEFAULT) -> datetime:
    """受理时限: one hour after the matter came in."""
    return received + timedelta(hours=terms.acceptance_h)


def signing_due(dispatched: datetime, terms: Terms = DEFAULT) -> datetime:
    """签收时限: two hours after the dispatch."""
    return dispatched + timedelta(hours=terms.signing_h)


def contact_due(dispatched: datetime, terms: Terms = DEFAULT) -> datetime:
    """联系市民时限: 24 hours after the dispatch."""
    return dispatched + timedelta(hours=terms.contact_h)


def scheme_deadline(start: datetime, scheme: Scheme, terms: Terms = DEFAULT) -> datetime:
    """The mailbox's scheme: 简单 24 hours, 复杂 three days, both by the calendar, nights and holidays included."""
    return start + scheme_length(scheme, terms)


def scheme_length(scheme: Scheme, terms: Terms = DEFAULT) -> timedelta:
    return timedelta(hours=terms.simple_h if scheme == "simple" else terms.complex_h)
