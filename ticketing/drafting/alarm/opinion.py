"""The second opinion: how much a sentence sounds like one that must not wait, and which words say so. Pure.

A linear model: the sum of its pieces' weights, so that each word's part in the sum can be shown. The weights are a file
of the package, made from the sentences in ``lessons/`` by `ticketing.drafting.alarm.teaching`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ticketing.drafting.alarm.pieces import SPREAD, Piece, pieces, words
from ticketing.drafting.alarm.tables import REMEMBERED
from ticketing.drafting.misheard import SMALL_WORDS

WEIGHTS = Path(__file__).with_name("weights.tsv")
SCALE = 100
"""Weights are written as whole hundredths."""
BIAS = ("bias", "")
SHOWN_WORDS, SHOWN_LENGTH = 3, 8


@dataclass(frozen=True, slots=True)
class Opinion:
    """``score`` above 0 speaks for an alarm; ``start:end`` are the neighbouring words that weigh most for it."""

    score: float
    start: int
    end: int


@lru_cache(maxsize=REMEMBERED)
def opinion(text: str) -> Opinion:
    """On a text without spaces, put right by `tables.understood`. Remembered: a call is read anew with each utterance."""
    weighed = list(zip(found := pieces(text), shares(found), strict=True))
    weights = _weights()
    parts = [(piece, share * weights.get((piece.group, piece.name), 0.0)) for piece, share in weighed]
    return Opinion(weights[BIAS] + sum(part for _, part in parts), *_weightiest(text, parts))


def shares(found: Sequence[Piece]) -> list[float]:
    """What each piece counts: 1, or less where its group is shared by many."""
    sizes = Counter(piece.group for piece in found)
    return [sizes[piece.group] ** -0.5 if piece.group in SPREAD else 1.0 for piece in found]


def _weightiest(text: str, parts: Sequence[tuple[Piece, float]]) -> tuple[int, int]:
    """The run of at most three words, eight characters, that holds most of the weight; no small word at its ends."""
    gains = [0.0] * len(text)
    for piece, part in parts:
        for place in range(piece.start, piece.end):
            gains[place] += part / (piece.end - piece.start)
    spans = list(words(text))
    runs = [
        (first[0], last[1])
        for position, first in enumerate(spans)
        for last in spans[position : position + SHOWN_WORDS]
        if last[1] - first[0] <= SHOWN_LENGTH and not SMALL_WORDS & {text[slice(*first)], text[slice(*last)]}
    ]
    return max(runs, key=lambda run: sum(gains[slice(*run)]), default=(0, min(len(text), SHOWN_LENGTH)))


@lru_cache(maxsize=1)
def _weights() -> Mapping[tuple[str, str], float]:
    read: dict[tuple[str, str], float] = {}
    for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            group, name, weight = line.split("\t")
            read[group, name] = int(weight) / SCALE
    return read
