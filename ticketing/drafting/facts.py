"""What goes into drafting and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ticketing.gazetteer import Place

MatterType = Literal["consultation", "request", "complaint", "report", "suggestion", "praise"]
TYPES: Mapping[MatterType, str] = {
    "consultation": "咨询",
    "request": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "建议",
    "praise": "表扬",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance as the recogniser wrote it. Times in seconds from the start of the call."""

    channel: Literal["caller", "agent"]
    text: str
    t0: float = 0.0
    t1: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact was heard: the turn's index (None: not heard, e.g. the line's own number), the words, 0 to 1."""

    turn: int | None
    phrase: str
    confidence: float


@dataclass(frozen=True, slots=True)
class CategorySuggestion:
    """A leaf, its share of the score (0 to 1) and the words that spoke for it."""

    code: str
    name: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class UrgentWord:
    """A word that must not wait, with the utterance it stood in."""

    word: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFacts:
    """Everything found; empty text or None where nothing was. ``evidence`` is keyed by field name."""

    type: MatterType
    category_suggestions: tuple[CategorySuggestion, ...] = ()
    place: Place | None = None
    time: str = ""
    title: str = ""
    summary: str = ""
    matter: str = ""
    wish: str = ""
    urgent: tuple[UrgentWord, ...] = ()
    callback_number: str = ""
    caller_name: str = ""
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
