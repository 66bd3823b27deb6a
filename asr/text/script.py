"""The cheap part of readable text, good enough for interims: no spaces between Chinese words, simplified characters."""

import re
from functools import lru_cache
from typing import Any

from asr.text.aligned import Edit

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAS_HAN = re.compile(f"[{HAN}]")
_MARKS = "，。！？、；：（）《》“”"
_NEEDLESS = re.compile(rf"^\s+|\s+$|(?<=[{HAN}{_MARKS}])\s+(?=[{HAN}{_MARKS}])|(?<=[{_MARKS}])\s+|\s+(?=[{_MARKS}])")

_VARIANT = re.compile("(?<![显名原专卓昭土编论巨拙译合遗旧所])著(?![名作称述书录者有]|$)|甚(?=[么麼])")


def is_chinese(text: str) -> bool:
    return bool(_HAS_HAN.search(text))


def needless_spaces(text: str) -> list[Edit]:
    """Spaces beside Latin letters and figures stay: they part words there."""
    return [Edit(found.start(), found.end(), "") for found in _NEEDLESS.finditer(text)]


def simplifications(text: str) -> list[Edit]:
    """Traditional characters, each as an edit; with them 著 and 甚么 where 着 and 什么 are meant."""
    if not any(map(_traditional, text)) and not _VARIANT.search(text):
        return []
    simple = simplify(text)
    if len(simple) != len(text):
        return [Edit(0, len(text), simple)]
    return [Edit(at, at + 1, new) for at, (old, new) in enumerate(zip(text, simple, strict=True)) if old != new]


def simplify(text: str) -> str:
    """随著 is 随着 here, as 著名 stays: the tables of the library leave both alone."""
    return _VARIANT.sub(lambda found: "着" if found[0] == "著" else "什", str(_converter().convert(text)))


def plain(text: str) -> str:
    """An interim as it is shown: without the spaces, in simplified characters."""
    if not is_chinese(text):
        return text
    joined = _NEEDLESS.sub("", text)
    return simplify(joined) if any(map(_traditional, joined)) or _VARIANT.search(joined) else joined


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _traditional(character: str) -> bool:
    """Whether conversion may change it, so that text without such characters need not be converted."""
    return bool(character >= "\u3400" and _converter().convert(character) != character)
