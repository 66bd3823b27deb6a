"""Words put right that were written with other characters of the same sound (五业 → 物业)."""

from collections.abc import Collection

from ticketing.gazetteer.sounds import sound, syllable

SMALL_WORDS = frozenset("是的了我你他她它不在有就也都说这那一个没要去来到给和跟把被得地上下里么吗呢吧啊")
"""Grammar: what holds one of these where the word does not is hardly ever that word misheard."""


LOOSE = 3
"""Words of so many characters are also found where speakers merge sounds (n and l, zh and z)."""


class Misheard:
    """``words`` are looked for by their sound; ``own`` are words of their own that sound like one of them."""

    def __init__(self, words: Collection[str], own: Collection[str] = ()) -> None:
        self._kept = frozenset((*words, *own))
        self._sounding: dict[str, list[tuple[str, str]]] = {}
        for word in sorted(words, key=lambda word: (len(word), word)):
            sounding = sound(word)
            self._sounding.setdefault(sounding[0], []).append((sounding, word))

    def mend(self, text: str) -> str:
        """Length and positions stay; of two words that fit at one place the longer."""
        sounds = sound(text)
        for start, first in enumerate(sounds):
            for sounding, word in self._sounding.get(first, ()):
                if sounds.startswith(sounding, start) and self._wrong(text[start : start + len(word)], word):
                    text = text[:start] + word + text[start + len(word) :]
        return text

    def _wrong(self, heard: str, word: str) -> bool:
        small = any(one in SMALL_WORDS and one != meant for one, meant in zip(heard, word, strict=True))
        exact = len(word) >= LOOSE or all(syllable(one) == syllable(meant) for one, meant in zip(heard, word, strict=True))
        return heard != word and heard not in self._kept and exact and not small
