"""From what was said to a draft of the ticket. Pure: turns in, facts out, each with the words it was taken from."""

from ticketing.drafting.compose import compose
from ticketing.drafting.facts import (
    TYPES,
    CategorySuggestion,
    DraftFacts,
    Evidence,
    Flag,
    MatterType,
    Trace,
    Turn,
    UrgentWord,
)
from ticketing.drafting.warming import warm

__all__ = [
    "TYPES",
    "CategorySuggestion",
    "DraftFacts",
    "Evidence",
    "Flag",
    "MatterType",
    "Trace",
    "Turn",
    "UrgentWord",
    "compose",
    "warm",
]
