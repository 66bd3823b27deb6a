"""What a disturbed transcript lacks beside that of the same sound undisturbed. Pure: words with their times in, counts out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

NEAR_S = 0.15
"""A word found again may have moved by so much."""


class Heard(NamedTuple):
    """One word on the call's line."""

    text: str
    t0: float
    t1: float


Utterance = Sequence[Heard]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``lost`` finals have no word of theirs in the disturbed transcript, ``words_lost`` words none in their place (those of lost
    finals too), ``words_other`` another one, ``doubled`` words stand where another one of the same channel does.
    ``missing`` are the lost words."""

    finals: int = 0
    lost: int = 0
    words: int = 0
    words_lost: int = 0
    words_other: int = 0
    doubled: int = 0
    missing: Utterance = ()

    def __add__(self, other: "Verdict") -> "Verdict":
        return Verdict(
            finals=self.finals + other.finals,
            lost=self.lost + other.lost,
            words=self.words + other.words,
            words_lost=self.words_lost + other.words_lost,
            words_other=self.words_other + other.words_other,
            doubled=self.doubled + other.doubled,
            missing=(*self.missing, *other.missing),
        )


def judge(
    undisturbed: Sequence[Utterance], disturbed: Sequence[Utterance], begun_anew: Sequence[Utterance] | None = None
) -> Verdict:
    """Of one channel. ``begun_anew`` is an undisturbed reading that begins anew where the disturbed one did: a word that it does
    not have either was read otherwise, not lost."""
    there = [word for said in disturbed for word in said]
    expected = [word for said in undisturbed for word in said]
    missing = [word for word in expected if not _any_at(word, there)]
    if begun_anew is not None:
        again = [word for said in begun_anew for word in said]
        missing = [word for word in missing if _any_at(word, again)]
    return Verdict(
        finals=len(undisturbed),
        lost=sum(all(word in missing for word in said) for said in undisturbed),
        words=len(expected),
        words_lost=len(missing),
        words_other=sum(_any_at(word, there) and not _same(word, there) for word in expected),
        missing=tuple(missing),
        doubled=sum(_shared(one, other) > (one.t1 - one.t0) / 2 for i, one in enumerate(there) for other in there[:i]),
    )


def _any_at(word: Heard, there: Iterable[Heard]) -> bool:
    middle = (word.t0 + word.t1) / 2
    return any(one.t0 - NEAR_S <= middle <= one.t1 + NEAR_S for one in there)


def _same(word: Heard, there: Iterable[Heard]) -> bool:
    return any(one.text == word.text and abs(one.t0 - word.t0) <= NEAR_S for one in there)


def _shared(one: Heard, other: Heard) -> float:
    return min(one.t1, other.t1) - max(one.t0, other.t0)
