"""What the model weighs of a sentence: its characters and words, the scenes that it names, and what the tables say. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rjieba

from ticketing.drafting.alarm.scenes import Mention, mentions, scenes
from ticketing.drafting.alarm.tables import Hit, hits

NEAR = 8
"""Two mentions so many characters apart, or nearer, make a scene."""
MOST_KINDS = 5
RUNS, WORD, SCENE, MEANT = "run", "word", "scene", "meant"
SPREAD = (RUNS, WORD, SCENE, MEANT)
"""Groups of pieces that share their weight: long sentences hold more of them, not more meaning."""
_NUMBER = re.compile("[零〇一二两三四五六七八九幺洞拐勾0-9]{5,}")
_RUN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """``group`` and ``name`` together are what a weight is learnt for; ``start:end`` is where it stands."""

    group: str
    name: str
    start: int
    end: int


def pieces(text: str) -> tuple[Piece, ...]:
    """Each kind of piece once, at its first place. ``text`` without spaces, put right by `tables.understood`.

    Numbers said digit by digit are not read.
    """
    text = _NUMBER.sub(lambda number: " " * len(number[0]), text)
    told = mentions(text)
    found: dict[tuple[str, str], Piece] = {}
    for piece in (*_characters(text), *_mentioned(told), *_scenes(told), *_meant(told), *_listed(hits(text))):
        found.setdefault((piece.group, piece.name), piece)
    return tuple(found.values())


def words(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text stand."""
    start = 0
    for word in rjieba.cut(text):
        yield start, start + len(word)
        start += len(word)


def _characters(text: str) -> Iterator[Piece]:
    for run in _RUN.finditer(text):
        for length in (1, 2, 3):
            for start in range(run.start(), run.end() - length + 1):
                yield Piece(RUNS, text[start : start + length], start, start + length)
        for start, end in words(run[0]):
            yield Piece(WORD, run[0][start:end], run.start() + start, run.start() + end)


def _mentioned(told: Sequence[Mention]) -> Iterator[Piece]:
    for one in told:
        yield Piece("mention", one.name, one.start, one.end)
    kinds = len({one.name for one in told if one.name in scenes().danger})
    yield Piece("kinds", str(min(kinds, MOST_KINDS)), 0, 0)


def _scenes(told: Sequence[Mention]) -> Iterator[Piece]:
    """One thing and another soon after it: a child, and falling; a smell, and a pipe."""
    for position, first in enumerate(told):
        for second in told[position + 1 :]:
            if 0 <= second.start - first.end <= NEAR:
                yield Piece(SCENE, f"{first.name}>{second.name}", first.start, second.end)


def _meant(told: Sequence[Mention]) -> Iterator[Piece]:
    """A danger beside what tells how it is meant: past, feared, asked about, happening to somebody now."""
    framed = {one.name: one for one in reversed(told) if one.name in scenes().frame}
    for danger in told:
        if danger.name in scenes().danger:
            for name in framed:
                yield Piece(MEANT, f"{name}&{danger.name}", danger.start, danger.end)


def _listed(found: Sequence[Hit]) -> Iterator[Piece]:
    for hit in found:
        group = "listed" if hit.counts else "discounted"
        yield Piece(group, hit.hazard.name, hit.start, hit.end)
        yield Piece(group, "*", hit.start, hit.end)
