"""Text to the tokens of an index: pairs of Chinese characters, whole words and numbers of other scripts. Pure.

Chinese has no spaces, and dictionaries miss names of places and people; pairs of neighbouring characters find every string of
two or more, whatever it is. One character alone is found as the beginning of a pair.
"""

import re
import unicodedata
from collections.abc import Iterator

MAX_TOKENS = 600
"""So many tokens of one ticket are kept: some 1,200 characters."""
MAX_WORDS = 6
"""So many words of a question are looked at."""
MAX_WORD = 40
_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+|[0-9]+|[a-z]+")


def folded(text: str) -> str:
    """Full-width letters and digits as plain ones, in lower case: what a question and a text are compared in."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str, most: int = MAX_TOKENS) -> tuple[str, ...]:
    """Each token once, in the order of the text, at most ``most``."""
    found: dict[str, None] = {}
    for run in _RUNS.findall(folded(text)):
        found.update(dict.fromkeys(_of_run(run)))
        if len(found) >= most:
            break
    return tuple(found)[:most]


def words(question: str) -> tuple[str, ...]:
    """What a question asks for: its words, each of which must stand in the text."""
    return tuple(dict.fromkeys(run[:MAX_WORD] for run in _RUNS.findall(folded(question))))[:MAX_WORDS]


def asked(word: str) -> tuple[tuple[str, ...], bool]:
    """The tokens that a text with ``word`` has, and whether the last one is only a beginning."""
    if _is_chinese(word):
        return (tuple(_pairs(word)), False) if len(word) > 1 else ((word,), True)
    return (word,), True


def holds(text: str, asked_words: tuple[str, ...]) -> bool:
    """Whether the text has every word as it stands: pairs alone may also lie apart."""
    plain = folded(text)
    return all(word in plain for word in asked_words)


def _of_run(run: str) -> Iterator[str]:
    if not _is_chinese(run):
        yield run[:MAX_WORD]
        return
    yield from _pairs(run)
    yield run[-1]


def _pairs(run: str) -> Iterator[str]:
    return (run[place : place + 2] for place in range(len(run) - 1))


def _is_chinese(run: str) -> bool:
    return run[0] >= "\u3400"
