"""What an agent types, as words that articles are asked for: what everybody says with every question is left out. Pure."""

import re
from dataclasses import dataclass

from ticketing.search.tokens import asked, words

_EMPTY = re.compile(
    "请问一下|请问|想问一下|想问问|我想问|问一下|咨询一下|麻烦|怎么样|怎么办理|怎么办|怎样|怎么|如何|什么时候|什么|多少钱|多久|能不能|可不可以"
    "|可以|是不是|有没有|需要|要不要|哪里|哪儿|在哪|哪些|为什么|的话|一下|吗|呢|吧|啊|的|了|我要|我想|我"
)
"""Longer ones first, so that the rest of a word is not taken for another."""
MOST_PAIRS = 24


@dataclass(frozen=True, slots=True)
class Query:
    """``words`` must all be there for a find; ``pairs`` are those of which a near find has most."""

    words: tuple[str, ...]
    pairs: tuple[str, ...]


def query(typed: str) -> Query:
    """The words of the question; where nothing but empty words is typed, those."""
    plain = words(_EMPTY.sub(" ", typed))
    kept = tuple(word for word in plain if len(word) > 1) or plain or words(typed)
    pairs = dict.fromkeys(pair for word in kept for pair in asked(word)[0] if len(pair) > 1)
    return Query(kept, tuple(pairs)[:MOST_PAIRS])
