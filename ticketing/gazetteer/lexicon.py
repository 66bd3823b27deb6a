"""Finding many phrases at once in what was heard, as written or as it sounds (Aho-Corasick)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import ahocorasick

from ticketing.gazetteer.sounds import sound

MIN_BY_SOUND = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """``phrase`` as the lexicon has it, ``heard`` as the text has it, ``start`` and ``end`` in the text."""

    start: int
    end: int
    phrase: str
    heard: str

    @property
    def exact(self) -> bool:
        return self.phrase == self.heard


class Lexicon:
    """Phrases to look for. ``by_sound`` are found by their sound as well; by default those of three characters and more."""

    def __init__(self, phrases: Iterable[str], *, by_sound: Iterable[str] | None = None) -> None:
        kept = sorted({phrase for phrase in phrases if phrase})
        sounding = [phrase for phrase in kept if len(phrase) >= MIN_BY_SOUND] if by_sound is None else sorted(by_sound)
        self._written = _automaton({phrase: phrase for phrase in kept})
        self._sounding = _automaton({sound(phrase): phrase for phrase in sounding})

    def find(self, text: str) -> list[Hit]:
        """All hits by position; a hit by sound only where the phrase is not written as it should be."""
        written = [_hit(text, end, phrase) for end, phrase in _search(self._written, text)]
        taken = {(hit.start, hit.end) for hit in written}
        sounding = [_hit(text, end, phrase) for end, phrase in _search(self._sounding, sound(text))]
        return sorted(
            [*written, *(hit for hit in sounding if (hit.start, hit.end) not in taken)], key=lambda h: (h.start, -h.end)
        )


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Without the hits that lie inside a longer one, or overlap an earlier one of the same length."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, not h.exact, h.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)


def _automaton(phrases: Mapping[str, str]) -> "ahocorasick.Automaton | None":
    if not phrases:
        return None
    automaton = ahocorasick.Automaton()
    for key, phrase in phrases.items():
        automaton.add_word(key, phrase)
    automaton.make_automaton()
    return automaton


def _search(automaton: "ahocorasick.Automaton | None", text: str) -> Iterable[tuple[int, str]]:
    return automaton.iter(text) if automaton and text else ()


def _hit(text: str, last: int, phrase: str) -> Hit:
    start = last + 1 - len(phrase)
    return Hit(start, last + 1, phrase, text[start : last + 1])
