"""The one way in: turns of a call to the facts of its draft."""

from collections.abc import Sequence
from datetime import datetime

from ticketing.directory import City
from ticketing.drafting.facts import DraftFacts, Turn


def compose(turns: Sequence[Turn], *, city: City, call_time: datetime, caller_number: str) -> DraftFacts:
    """Read the whole call so far; may be called again with more turns. Pure and deterministic."""
    return DraftFacts(type="request", callback_number=caller_number)
