"""Where the words that were asked for stand in a text, and the piece of a long text that shows most of them. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from ticketing.knowledge.schemas import MarkedText

SNIPPET = 72
"""So many characters of a body are shown with a find."""
BEFORE = 14
MOST_MARKS = 12
MOST_PLACES = 60
_SIGNS = re.compile(r"^(?:#{1,2}|-|\d{1,2}[.、])\s+", re.MULTILINE)


class _Levels(dict[int, str]):
    """Each character as it is compared, found once; one that would become several stays itself."""

    def __missing__(self, code: int) -> str:
        new = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = new if len(new) == 1 else chr(code)
        return self[code]


_LEVELS = _Levels()


def level(text: str) -> str:
    """The text as words are compared in, character by character, so that places stay what they are."""
    return text.translate(_LEVELS)


def marked(text: str, words: Iterable[str]) -> MarkedText:
    """The text with all places of the words; those that touch are one."""
    return MarkedText(text=text, marks=_joined(_places(level(text), words))[:MOST_MARKS])


def snippet(body: str, words: Sequence[str], length: int = SNIPPET) -> MarkedText:
    """The piece that has most of the words, else the beginning. Signs of headings and lists are left out."""
    plain = " ".join(_SIGNS.sub("", body).split())
    places = _places(level(plain), words)
    start = max(0, _best(places, length) - BEFORE)
    start = 0 if start < BEFORE else start
    piece = plain[start : start + length]
    shown = f"{'…' if start else ''}{piece}{'…' if start + length < len(plain) else ''}"
    return marked(shown, words)


def _best(places: Sequence[tuple[int, int]], length: int) -> int:
    """Where a piece begins that has the most different words, then the most places; the first of several."""
    if not places:
        return 0

    def rank(start: int) -> tuple[int, int]:
        within = [one for one in places if start <= one[0] and one[1] <= start + length - BEFORE]
        return -sum(end - begin for begin, end in _joined(within)), start

    return min((start for start, _ in places), key=rank)


def _places(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for word in words:
        at = text.find(word)
        while at >= 0 and len(found) < MOST_PLACES:
            found.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    return sorted(found)


def _joined(places: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
