"""The user dictionary: names of a city as they are spelt, and misheard ones put right by their sound.

A name is put right only where nothing speaks against it; a name left as it was heard costs less than a sentence that says
something else. `Lexicon.misheard` has the guards, in the order in which they refuse most.
"""

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from asr.text.lookup import Table, of_phrases
from asr.text.phrases import is_phrase
from asr.text.sounds import Syllables, blurred, by_character, by_phrase

SHORTEST_BY_SOUND = 3
SHORTEST_BLURRED = 4
LONGEST = 20
MOST_NAMES = 50_000
_SMALL_WORDS = frozenset(
    "是的了我你他她它您们不在有就也都还又再说这那哪个没要去来到给和跟把被得地着过上下里么吗呢吧啊呀哦嗯什谁很太最"
    "姐哥弟妹爷奶爸妈叔婶姨"
)


class Place(NamedTuple):
    """``text[start:end]`` is, or should be, ``name``."""

    start: int
    end: int
    name: str


class Lexicon:
    """Names to be spelt as the city spells them; those of three characters and more are found by their sound as well.

    Immutable after building. At most `MOST_NAMES` are taken, each up to `LONGEST` characters.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        kept = sorted({name for name in names if 2 <= len(name) <= LONGEST})[:MOST_NAMES]
        self._written = of_phrases(kept)
        self._sounding = Table(_unambiguous((name, sound) for name in kept for sound in _sounds(name)))

    def written(self, text: str) -> list[Place]:
        """Names that stand in ``text`` as they should, the longest first where they overlap."""
        return _longest(itertools.starmap(Place, self._written.find(text)))

    def misheard(self, text: str, starts: Collection[int] | None = None) -> list[Place]:
        """Names that ``text`` means and misspells. ``starts`` are the offsets where the recogniser began a word, if known."""
        taken = self.written(text)
        return _longest(
            place
            for place in self._alike(by_character(text))
            if text[place.start : place.end] != place.name
            and (starts is None or place.start in starts)
            and not any(place.start < other.end and other.start < place.end for other in taken)
            and _plausible(text[place.start : place.end], place.name)
        )

    def _alike(self, heard: Syllables) -> Iterator[Place]:
        dim = tuple(map(blurred, heard))
        for place in itertools.starmap(Place, self._sounding.find(heard)):
            if len(place.name) < SHORTEST_BLURRED:
                yield place
        for place in itertools.starmap(Place, self._sounding.find(dim)):
            if len(place.name) >= SHORTEST_BLURRED:
                yield place


def _sounds(name: str) -> set[Syllables]:
    if len(name) < SHORTEST_BY_SOUND:
        return set()
    readings = {by_character(name), by_phrase(name)}
    return {tuple(map(blurred, one)) for one in readings} if len(name) >= SHORTEST_BLURRED else readings


def _unambiguous(pairs: Iterable[tuple[str, Syllables]]) -> Mapping[Syllables, str]:
    """Two names of one sound (锦里路 and 金里路) leave the choice to who listens: neither is put right."""
    found: dict[Syllables, set[str]] = {}
    for name, sound in pairs:
        found.setdefault(sound, set()).add(name)
    return {sound: next(iter(names)) for sound, names in found.items() if len(names) == 1}


def _plausible(heard: str, name: str) -> bool:
    """Not where small words or a phrase of the language were heard (有一路, 清明节), nor where no character is right (采石厂)."""
    changed = [old for old, new in zip(heard, name, strict=True) if old != new]
    if not _SMALL_WORDS.isdisjoint(changed) or is_phrase(heard) or len(changed) == len(name):
        return False
    return all("\u3400" <= character <= "\u9fff" for character in changed)


def _longest(places: Iterable[Place]) -> list[Place]:
    kept: list[Place] = []
    for place in sorted(places, key=lambda p: (p.start - p.end, p.start)):
        if all(place.end <= other.start or place.start >= other.end for other in kept):
            kept.append(place)
    return sorted(kept)
