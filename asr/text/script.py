"""The cheap part of readable text, good enough for interims: no spaces between Chinese words, simplified characters."""

import re
from functools import lru_cache
from typing import Any

from asr.text.aligned import Edit

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAS_HAN = re.compile(f"[{HAN}]")
_MARKS = "，。！？、；：（）《》“”"
_NEEDLESS = re.compile(rf"^\s+|\s+$|(?<=[{HAN}{_MARKS}])\s+(?=[{HAN}{_MARKS}])|(?<=[{_MARKS}])\s+|\s+(?=[{_MARKS}])")


def is_chinese(text: str) -> bool:
    return bool(_HAS_HAN.search(text))


def needless_spaces(text: str) -> list[Edit]:
    """Spaces beside Latin letters and figures stay: they part words there."""
    return [Edit(found.start(), found.end(), "") for found in _NEEDLESS.finditer(text)]


def simplifications(text: str) -> list[Edit]:
    """Traditional characters, each run of them as one edit."""
    if not any(map(_traditional, text)):
        return []
    simple = simplify(text)
    if len(simple) != len(text):
        return [Edit(0, len(text), simple)]
    return [Edit(at, at + 1, new) for at, (old, new) in enumerate(zip(text, simple, strict=True)) if old != new]


def simplify(text: str) -> str:
    return str(_converter().convert(text))


def plain(text: str) -> str:
    """An interim as it is shown: without the spaces, in simplified characters."""
    if not is_chinese(text):
        return text
    joined = _NEEDLESS.sub("", text)
    return simplify(joined) if any(map(_traditional, joined)) else joined


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _traditional(character: str) -> bool:
    """Whether conversion may change it, so that text without such characters need not be converted."""
    return bool(character >= "\u3400" and _converter().convert(character) != character)
