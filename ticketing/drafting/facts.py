"""What goes into drafting and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ticketing.gazetteer import Place

Flag = Literal["group", "repeat", "long_running"]
MatterType = Literal["consultation", "request", "complaint", "report", "suggestion", "praise", "fault"]
TYPES: Mapping[MatterType, str] = {
    "consultation": "咨询",
    "request": "求助",
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "建议",
    "praise": "表扬",
    "fault": "报障",
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
    """Where a fact was heard: the turn's index (None: not heard, e.g. the line's own number), the words, 0 to 1.

    ``start`` and ``end`` are offsets in the turn's text as it came in; None where nothing can be pointed at.
    """

    turn: int | None
    phrase: str
    confidence: float
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A piece of a composed text (``text`` stands in it letter by letter) and the words of the call that it rests on."""

    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class CategorySuggestion:
    """A leaf, its share of the score (0 to 1) and the words that spoke for it."""

    code: str
    name: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class UrgentWord:
    """A word that must not wait, with the utterance it stood in and where: ``turn``'s index, offsets in its text."""

    word: str
    sentence: str
    turn: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFacts:
    """Everything found; empty text or None where nothing was.

    ``time`` as said, ``time_normalized`` as ISO 8601 dates and times against the day of the call (``2026-03-03/2026-03-06``,
    ``daily 23:00-02:00``); ``id_numbers`` masked, never in full. ``evidence`` is keyed by field name and holds one phrase a
    field; ``traces`` (of ``title``, ``summary`` and ``matter``) hold all pieces that were composed.
    """

    type: MatterType
    category_suggestions: tuple[CategorySuggestion, ...] = ()
    place: Place | None = None
    time: str = ""
    time_normalized: str = ""
    object: str = ""
    title: str = ""
    summary: str = ""
    matter: str = ""
    wish: str = ""
    urgent: tuple[UrgentWord, ...] = ()
    callback_number: str = ""
    caller_name: str = ""
    flags: tuple[Flag, ...] = ()
    id_numbers: tuple[str, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    traces: Mapping[str, tuple[Trace, ...]] = field(default_factory=dict)
