"""The pieces of a text that are learnt from and compared: runs of one to three characters, and words. Pure."""

import re
from functools import lru_cache

import rjieba

LONGEST_TEXT = 4_000
_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST_WORD = 6


def pieces(text: str) -> tuple[str, ...]:
    """All pieces in their order, repeated as often as they occur. Figures, letters and what they number are left out.

    A word is marked by a leading ``=`` so that it does not count as the run of characters of the same spelling.
    """
    return tuple(piece for run in _RUN.findall(text[:LONGEST_TEXT]) for piece in _of_run(run))


@lru_cache(maxsize=2_000)
def _of_run(run: str) -> tuple[str, ...]:
    """Remembered: a call is read anew with each of its utterances."""
    found = [run[start : start + length] for length in (1, 2, 3) for start in range(len(run) - length + 1)]
    return (*found, *(f"={word}" for word in rjieba.cut(run) if 1 < len(word) <= _LONGEST_WORD))


@lru_cache(maxsize=20_000)
def words(text: str) -> frozenset[str]:
    """The words of two characters and more, also those that overlap: of 路灯不亮 a cut would keep 灯不亮 and lose 路灯."""
    runs = _RUN.findall(text[:LONGEST_TEXT])
    return frozenset(word for run in runs for word in rjieba.cut_all(run) if 1 < len(word) <= _LONGEST_WORD)


@lru_cache(maxsize=20_000)
def pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters."""
    runs = _RUN.findall(text[:LONGEST_TEXT])
    return frozenset(run[start : start + 2] for run in runs for start in range(len(run) - 1))


def as_read(piece: str) -> str:
    """The piece as it stands in the text."""
    return piece.removeprefix("=")
