"""Stretches of a call's line in seconds: cut out where nothing may be decoded, and told apart what is there already. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

SHORTEST_S = 0.2
"""What is left between two pauses and shorter than this has no word in it."""
MARGIN_S = 0.3
"""A pause is told some frames before or after the tick at which the sound rests."""


class Stretch(NamedTuple):
    """``to_s`` None: to the end of the recording."""

    from_s: float
    to_s: float | None


def without(stretch: Stretch, rests: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """What is left of ``stretch`` outside of ``rests``, in order of time."""
    left = [stretch]
    for rest in rests:
        left = [piece for whole in left for piece in _cut(whole, rest)]
    return tuple(piece for piece in left if piece.to_s is None or piece.to_s - piece.from_s >= SHORTEST_S)


def _cut(whole: Stretch, rest: Stretch) -> Sequence[Stretch]:
    if not overlap(whole, rest):
        return (whole,)
    pieces = []
    if rest.from_s > whole.from_s:
        pieces.append(Stretch(whole.from_s, rest.from_s))
    if rest.to_s is not None and (whole.to_s is None or rest.to_s < whole.to_s):
        pieces.append(Stretch(rest.to_s, whole.to_s))
    return pieces


def overlap(one: Stretch, other: Stretch) -> bool:
    ends = (float("inf") if stretch.to_s is None else stretch.to_s for stretch in (one, other))
    first, second = ends
    return one.from_s < second and other.from_s < first


def rests_of(pauses: Iterable[dict[str, Any]], recording_began: datetime) -> tuple[Stretch, ...]:
    """The pauses of a call's recording (``at`` and ``until`` in ISO 8601) on its line, with a margin on both sides."""

    def seconds(text: str) -> float:
        return (datetime.fromisoformat(text) - recording_began).total_seconds()

    return tuple(
        Stretch(max(0.0, seconds(pause["at"]) - MARGIN_S), seconds(pause["until"]) + MARGIN_S if pause["until"] else None)
        for pause in pauses
    )


def said_already(t0: float, t1: float, said: Iterable[tuple[float, float]]) -> bool:
    """Whether more than half of an utterance lies within others of its channel: it was heard before, at the gap's edge."""
    shared = sum(max(0.0, min(t1, end) - max(t0, start)) for start, end in said)
    return shared > (t1 - t0) / 2
