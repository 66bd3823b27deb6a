"""Marks between sentences, by the pauses of the speaker and by what stands around them.

Under `SHORT_S` there is a mark only where the words alone ask for one (`asr.text.joints`). From there on a comma; from `LONG_S`
on a full stop where a sentence can end. A question gets its mark. An utterance that breaks off (我住在) ends in a comma. Text
that has marks already (Whisper's) only gets its last one.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from asr.text.aligned import Edit
from asr.text.clauses import asks, breaks_off, is_answer, is_item, leans_back, leans_on, tagged
from asr.text.joints import joints

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
        joined = {at: mark for at, mark in joints(bare).items() if not _inside(at, whole)}
        edits = list(_inner(bare, [pause for pause in pauses if _parts(bare, pause, whole)], joined))
        clause = edits[-1].start if edits else 0
    if clause < len(bare):
        edits.append(Edit(len(bare), len(bare), _last(bare[clause:])))
    return edits


def _parts(text: str, pause: Pause, whole: Sequence[tuple[int, int]]) -> bool:
    parted = pause.seconds >= SHORT_S and 0 < pause.at < len(text)
    return parted and not _inside(pause.at, whole) and not leans_back(text, pause.at)


def _inside(at: int, whole: Sequence[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in whole)


def _inner(text: str, pauses: Sequence[Pause], joined: Mapping[int, str]) -> Iterator[Edit]:
    """``joined`` are the marks that words ask for; a pause there may make the comma a full stop or a question mark."""
    listed = _lists(text, pauses)
    since = 0
    seconds = {pause.at: pause.seconds for pause in pauses}
    for at in sorted({*seconds, *joined}):
        mark = "、" if at in listed else _between(text[since:at], seconds.get(at, 0.0), joined.get(at, ""))
        if mark:
            yield Edit(at, at, mark)
            since = at


def _between(clause: str, seconds: float, asked_for: str) -> str:
    if asked_for and (asked_for != "，" or seconds < LONG_S):
        return "？" if asks(clause) and tagged(clause) else asked_for
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
