"""How well an article fits what is asked: where the words stand, whose matter it is, how often it has helped. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ticketing.knowledge.asking import Query
from ticketing.knowledge.marking import level

TITLE, QUESTION, BODY = 100.0, 60.0, 20.0
"""What a word counts by the field it stands in: one in the title goes before any that stands in the body alone."""
SAME, BRANCH, COUSIN = 15.0, 9.0, 4.0
"""What the draft's category adds: linked itself, by a branch that it belongs to, or a neighbour under the same third level."""
BEGINS, WHOLE = 6.0, 10.0
USES_MOST = 12.0
NEAR = 0.4
"""A near find has this share of what was asked for, at least."""


@dataclass(frozen=True, kw_only=True)
class Fields:
    """An article's title and questions, levelled (`ticketing.knowledge.marking.level`); ``said`` is its body as it is written."""

    title: str
    questions: tuple[str, ...]
    said: str

    @cached_property
    def body(self) -> str:
        """Levelled when it is looked at: most words are found before."""
        return level(self.said)


def fit(query: Query, text: Fields) -> float | None:
    """The mean of what its words count; None where one of them is nowhere."""
    each = [_counts(word, text) for word in query.words]
    if not each or min(each) == 0:
        return None
    return sum(each) / len(each) + _first(query.words, text.title)


def near(query: Query, text: Fields) -> float | None:
    """The same by pairs, for a question in other words; None where too many are missing."""
    each = [_counts(pair, text) for pair in query.pairs]
    there = sum(1 for count in each if count)
    if not each or there / len(each) < NEAR:
        return None
    return sum(each) / len(each) * there / len(each)


def by_category(draft: str | None, linked: Sequence[str]) -> float:
    """What an article's links add to a draft of this category; the best one counts."""
    if not draft:
        return 0.0
    return max((_relation(draft, code) for code in linked), default=0.0)


def by_uses(uses: int) -> float:
    """Each doubling adds the same, up to a bound: it decides among equals, and never against what fits better."""
    return min(USES_MOST, 2.0 * math.log2(1 + uses))


def _relation(draft: str, code: str) -> float:
    if draft == code:
        return SAME
    if draft.startswith(code):
        return BRANCH
    return COUSIN if len(code) >= 6 and draft[:6] == code[:6] else 0.0


def _counts(word: str, text: Fields) -> float:
    if word in text.title:
        return TITLE
    if any(word in question for question in text.questions):
        return QUESTION
    return BODY if word in text.body else 0.0


def _first(words: Sequence[str], title: str) -> float:
    if title == "".join(words):
        return WHOLE
    return BEGINS if title.startswith(words[0]) else 0.0
