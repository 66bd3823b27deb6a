"""How much two matters are alike: where, which kind, which words; each with its reason. Pure.

The weights were set on the fictional calls whose number is no multiple of three, and tickets made of them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ticketing.learning.words import pairs, words

WhyKind = Literal["place", "category", "object", "text", "caller"]
PLACE, KIND, TEXT = 0.45, 0.2, 0.35
SAME_NUMBER = SAME_OBJECT = 0.1
ENOUGH = 0.5
"""From this score on a ticket is shown."""
SAME_STREET, SAME_STREET_ELSEWHERE, ELSEWHERE, PLACE_UNKNOWN = 0.4, 0.1, -0.6, 0.25
OTHER_BUILDING = 0.8
BRANCHES = ((10, 1.0), (8, 0.7), (6, 0.4))
KIND_UNKNOWN = 0.3
AS_GOOD_AS_SAME = 0.45
"""Texts whose cosine reaches this count as the same: two callers never use the same words throughout."""
SHOWN_WORDS = 4
_LISTED = (
    "我们 你们 他们 现在 没有 一个 这个 那个 已经 什么 怎么 问题 情况 反映 投诉 希望 要求 尽快 解决 处理 部门 有关 相关 "
    "联系 来电 市民 今天 昨天 每天 时候 就是 还是 不是 可以 知道 电话 小区 我家 非常 严重 影响 居民 生活 附近 旁边 门口 "
    "一直 多次 到现在"
)
_SAID_OF_ANYTHING = frozenset(_LISTED.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is compared of a draft or a ticket.

    ``place`` is the gazetteer's name, else as said; empty where only an area is known.
    """

    text: str
    category: str = ""
    category_name: str = ""
    place: str = ""
    street: str = ""
    detail: str = ""
    object: str = ""
    numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Why:
    """One reason in words for people."""

    kind: WhyKind
    text: str


class Rarity:
    """How much a word tells, among all texts that are compared: what stands in many of them tells little."""

    def __init__(self, texts: Sequence[str]) -> None:
        seen = Counter(word for text in texts for word in _telling(text))
        count = len(texts)
        self._weights: Mapping[str, float] = {word: math.log((1 + count) / (1 + times)) + 1 for word, times in seen.items()}
        self._unseen = math.log(1 + count) + 1

    def of(self, word: str) -> float:
        return self._weights.get(word, self._unseen)

    def cosine(self, one: str, other: str) -> float:
        """0 (no word in common) to 1 (the same words)."""
        left, right = _telling(one), _telling(other)
        lengths = self._square(left) * self._square(right)
        return self._square(left & right) / math.sqrt(lengths) if lengths else 0.0

    def _square(self, found: Iterable[str]) -> float:
        return sum(self.of(word) ** 2 for word in found)


def at_most(one: Matter, other: Matter) -> float:
    """What `likeness` can come to, told without reading the words."""
    return _without_words(one, other) + TEXT


def likeness(one: Matter, other: Matter, rarity: Rarity) -> float:
    """0 to 1 and a little more; `ENOUGH` is the floor of what is shown. What the words cannot save is not read."""
    score = _without_words(one, other)
    if score + TEXT >= ENOUGH:
        score += TEXT * min(1.0, rarity.cosine(one.text, other.text) / AS_GOOD_AS_SAME)
    return round(max(0.0, score), 3)


def _without_words(one: Matter, other: Matter) -> float:
    score = PLACE * _place(one, other) + KIND * _kind(one, other)
    return score + SAME_OBJECT * _same_object(one, other) + SAME_NUMBER * bool(one.numbers & other.numbers)


def reasons(one: Matter, other: Matter, rarity: Rarity, street_name: str = "") -> tuple[Why, ...]:
    """Why they are alike, in words; ``street_name`` names the street of ``one``."""
    common = common_words(one.text, other.text, rarity)
    same_kind = bool(one.category) and one.category == other.category
    told: tuple[tuple[WhyKind, str], ...] = (
        ("place", _where(one, other, street_name)),
        ("category", f"同一事项：{one.category_name}" if same_kind else ""),
        ("object", f"同一对象：{one.object}" if _same_object(one, other) else ""),
        ("text", f"相同字词：{'、'.join(common)}" if common else ""),
        ("caller", "同一来电号码" if one.numbers & other.numbers else ""),
    )
    return tuple(Why(kind, text) for kind, text in told if text)


def common_words(one: str, other: str, rarity: Rarity) -> tuple[str, ...]:
    """The words that stand in both, those first that tell most."""
    both = (words(one) & words(other)) - _SAID_OF_ANYTHING
    whole = [word for word in both if not any(word in longer and word != longer for longer in both)]
    return tuple(sorted(whole, key=lambda word: (-rarity.of(word), word))[:SHOWN_WORDS])


def _place(one: Matter, other: Matter) -> float:
    if one.place and one.place == other.place:
        return OTHER_BUILDING if one.detail and other.detail and one.detail != other.detail else 1.0
    if not (one.street and other.street):
        return PLACE_UNKNOWN
    if one.street != other.street:
        return ELSEWHERE
    return SAME_STREET_ELSEWHERE if one.place and other.place else SAME_STREET


def _where(one: Matter, other: Matter, street_name: str) -> str:
    if one.place and one.place == other.place:
        return f"同一地点：{one.place}{one.detail if one.detail == other.detail else ''}"
    same_street = one.street and one.street == other.street
    return f"同一街道：{street_name or one.street}" if same_street else ""


def _kind(one: Matter, other: Matter) -> float:
    if not (one.category and other.category):
        return KIND_UNKNOWN
    return next((share for digits, share in BRANCHES if one.category[:digits] == other.category[:digits]), 0.0)


def _same_object(one: Matter, other: Matter) -> bool:
    return bool(one.object) and one.object in f"{other.object}\n{other.text}"


@lru_cache(maxsize=20_000)
def _telling(text: str) -> frozenset[str]:
    return (words(text) | pairs(text)) - _SAID_OF_ANYTHING
