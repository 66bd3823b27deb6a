"""From what the engine wrote to what people read, with the way back. Pure; the same text comes out of what it once made."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from asr.text.aligned import Aligned, Edit, Span
from asr.text.letters import letters
from asr.text.marks import Pause, marks
from asr.text.names import Lexicon
from asr.text.numbers import rewrite
from asr.text.numbers.spoken import ANY
from asr.text.script import is_chinese, needless_spaces, simplifications

MOST_CHARACTERS = 2_000
"""Longer text is no utterance; what stands behind is left as it was heard."""
NO_NAMES = Lexicon()
_UNDIVIDED = re.compile(rf"[0-9]+(?:[.,:][0-9]+)*%?|[A-Za-z]+|[{ANY}幺]{{2,}}")
"""No mark stands inside a figure, a word of Latin letters, or a number that stays in characters."""


class TimedWord(Protocol):
    """`asr.port.Word` is one, and so is a word as it is stored."""

    @property
    def text(self) -> str: ...
    @property
    def t0(self) -> float: ...
    @property
    def t1(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Readable:
    """``spans`` say for each part of ``text`` what it stands for in the heard text."""

    text: str
    spans: tuple[Span, ...]


def readable(text: str, words: Sequence[TimedWord] = (), *, lexicon: Lexicon = NO_NAMES) -> Readable:
    """``text`` as heard, ``words`` with their times where the engine gave them; other languages than Chinese stay."""
    if not is_chinese(text):
        return _done(Aligned.of(text))
    head = Aligned.of(text[:MOST_CHARACTERS])
    joined = head.edited(needless_spaces(head.text))
    simple = joined.edited(simplifications(joined.text))
    named = simple.edited(Edit(*place) for place in lexicon.misheard(simple.text, _starts(simple, text, words)))
    names = [(place.start, place.end) for place in lexicon.written(named.text)]
    figures = _apart(rewrite(named.text, names), letters(named.text))
    whole = [*names, *((edit.start, edit.end) for edit in figures), *(found.span() for found in _UNDIVIDED.finditer(named.text))]
    return _done(named.edited([*figures, *marks(named.text, _pauses(named, text, words), whole)]), text)


def _done(made: Aligned, text: str = "") -> Readable:
    rest = text[MOST_CHARACTERS:]
    spans = made.spans()
    if rest:
        spans = (*spans, Span(len(made.text), len(made.text) + len(rest), MOST_CHARACTERS, len(text)))
    return Readable(made.text + rest, spans)


def _apart(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Both, without those of the second that overlap one of the first."""
    return [*first, *(edit for edit in second if all(edit.end <= other.start or edit.start >= other.end for other in first))]


def _places(text: str, words: Sequence[TimedWord]) -> list[tuple[int, int, TimedWord]]:
    """Where each word stands in the text; words that do not stand in it, in their order, are passed over."""
    found, at = [], 0
    for word in words:
        start = text.find(word.text, at) if word.text else -1
        if start >= 0:
            at = start + len(word.text)
            found.append((start, at, word))
    return found


def _starts(made: Aligned, text: str, words: Sequence[TimedWord]) -> Collection[int] | None:
    """Offsets in ``made`` where a word begins; None where the engine gave no words."""
    heard = {start for start, _, _ in _places(text, words)}
    return {at for at, (start, _) in enumerate(made.heard) if start in heard} if words else None


def _pauses(made: Aligned, text: str, words: Sequence[TimedWord]) -> list[Pause]:
    placed = _places(text, words)
    offset_of = {end: at + 1 for at, (_, end) in enumerate(made.heard)}
    return [
        Pause(offset_of[end], following.t0 - word.t1)
        for (_, end, word), (_, _, following) in pairwise(placed)
        if end in offset_of
    ]
