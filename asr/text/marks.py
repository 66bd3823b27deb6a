"""Marks between sentences, by the pauses of the speaker and by what stands around them.

Under `SHORT_S` there is no mark. From there on a comma; from `LONG_S` on a full stop where a sentence can end. A question gets
its mark. An utterance that breaks off (我住在) ends in a comma. Text that has marks already (Whisper's) only gets its last one.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from asr.text.aligned import Edit
from asr.text.clauses import asks, breaks_off, is_answer, is_item, leans_back, leans_on, tagged

SHORT_S = 0.25
LONG_S = 0.6
HESITATION_S = 0.8
SHORTEST_SENTENCE = 4
SHORTEST_LIST = 2
"""Things between pauses that make a list together with what stands before them."""

ENDS = frozenset("，。！？、；：,!?;:…")


class Pause(NamedTuple):
    """``seconds`` of silence at the offset ``at`` of the text."""

    at: int
    seconds: float


def marks(text: str, pauses: Sequence[Pause], whole: Sequence[tuple[int, int]] = ()) -> list[Edit]:
    """The marks to insert; none inside a range of ``whole`` (a number, a name)."""
    bare = text.rstrip()
    if not bare:
        return []
    edits: list[Edit] = []
    clause = max((at + 1 for at, character in enumerate(bare) if character in ENDS), default=0)
    if clause == 0:
        edits = list(_inner(bare, [pause for pause in pauses if _parts(bare, pause, whole)]))
        clause = edits[-1].start if edits else 0
    if clause < len(bare):
        edits.append(Edit(len(bare), len(bare), _last(bare[clause:])))
    return edits


def _parts(text: str, pause: Pause, whole: Sequence[tuple[int, int]]) -> bool:
    inside = any(start < pause.at < end for start, end in whole)
    return pause.seconds >= SHORT_S and 0 < pause.at < len(text) and not inside and not leans_back(text, pause.at)


def _inner(text: str, pauses: Sequence[Pause]) -> Iterator[Edit]:
    listed = _lists(text, pauses)
    since = 0
    for pause in pauses:
        mark = "、" if pause.at in listed else _between(text[since : pause.at], pause.seconds)
        if mark:
            yield Edit(pause.at, pause.at, mark)
            since = pause.at


def _between(clause: str, seconds: float) -> str:
    if breaks_off(clause) or leans_on(clause):
        return "，" if seconds >= HESITATION_S and len(clause) > SHORTEST_SENTENCE else ""
    if asks(clause) and (seconds >= LONG_S or tagged(clause)):
        return "？"
    ends = seconds >= LONG_S and len(clause) >= SHORTEST_SENTENCE and not is_answer(clause)
    return "。" if ends else "，"


def _last(clause: str) -> str:
    if asks(clause):
        return "？"
    return "，" if breaks_off(clause) else "。"


def _lists(text: str, pauses: Sequence[Pause]) -> set[int]:
    """The short pauses between short things that are named one after another: 水、电、气都停了."""
    short = [pause.at for pause in pauses if pause.seconds < LONG_S]
    found: set[int] = set()
    run: list[int] = []
    for at, following in pairwise([*short, len(text) + 1]):
        run.append(at)
        if following > len(text) or not is_item(text[at:following]):
            items = [text[a:b] for a, b in pairwise(run)]
            if len(items) + 1 >= SHORTEST_LIST and items and len(set(items)) == len(items):
                found.update(run)
            run = []
    return found
