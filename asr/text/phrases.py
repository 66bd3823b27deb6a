"""Phrases of the language, from the dictionary that the pinyin library brings along: what they are made of stays as it is."""

import re
from functools import lru_cache

from asr.text.lookup import Table, of_phrases

SHORTEST_IDIOM = 4
LONGEST_IDIOM = 12
NUMERAL = re.compile("[零一二两三四五六七八九十百千万亿半]")
_COUNTED = re.compile("[零一二两三四五六七八九十百千万亿]+[^零一二两三四五六七八九十百千万亿]{1,2}")
"""十一点钟 and 一百八十度 stand in the dictionary too, and are numbers all the same."""


def is_phrase(text: str) -> bool:
    return text in _phrases()


def idioms(text: str) -> list[tuple[int, int]]:
    """The places of idioms with a numeral in them (三三两两, 四通八达)."""
    if not NUMERAL.search(text):
        return []
    return [(start, end) for start, end, _ in _idioms().find(text)]


@lru_cache(maxsize=1)
def _phrases() -> frozenset[str]:
    from pypinyin.phrases_dict import phrases_dict

    return frozenset(phrases_dict)


@lru_cache(maxsize=1)
def _idioms() -> Table[str]:
    fitting = (phrase for phrase in _phrases() if SHORTEST_IDIOM <= len(phrase) <= LONGEST_IDIOM)
    return of_phrases(phrase for phrase in fitting if NUMERAL.search(phrase) and not _COUNTED.fullmatch(phrase))
