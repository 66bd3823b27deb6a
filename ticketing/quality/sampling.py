"""Drawing calls that anybody can draw again, with a quota for each agent, and giving them to reviewers. Pure.

Calls are put in the order of a digest of seed and id, so the draw needs no generator's state and does not depend on the order
in which they came: the same frame, seed, size and quota give the same calls.
"""

import hashlib
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

MOST_UNPACKED = 64_000_000
"""Bytes that a kept frame may come to: two hundred thousand calls with room to spare."""


@dataclass(frozen=True, slots=True)
class Drawable:
    """A call of the frame and whose it is."""

    id: str
    agent: str


def draw(
    frame: Iterable[Drawable], size: int, seed: str, *, per_agent: int, had: Mapping[str, int] | None = None
) -> tuple[Drawable, ...]:
    """At most ``size`` calls, and of each agent so many as lack to ``per_agent`` when ``had`` were drawn before."""
    left = Counter({agent: -count for agent, count in (had or {}).items()})
    drawn: list[Drawable] = []
    for one in sorted(frame, key=lambda one: (_place(seed, one.id), one.id)):
        if len(drawn) == size:
            break
        if left[one.agent] + per_agent > 0:
            left[one.agent] -= 1
            drawn.append(one)
    return tuple(drawn)


def digest(frame: Iterable[Drawable]) -> str:
    """What says whether it is the same frame, whatever its order."""
    return hashlib.sha256("\n".join(_lines(frame)).encode()).hexdigest()[:16]


def packed(frame: Iterable[Drawable]) -> bytes:
    """The frame for keeping: a line ``call agent`` for each, sorted, compressed by zlib."""
    return zlib.compress("\n".join(_lines(frame)).encode(), level=6)


def unpacked(kept: bytes) -> tuple[Drawable, ...]:
    text = zlib.decompressobj().decompress(kept, MOST_UNPACKED).decode()
    return tuple(Drawable(*line.split(" ", 1)) for line in text.splitlines())


def assign(
    drawn: Sequence[Drawable],
    reviewers: Sequence[str],
    *,
    load: Mapping[str, int],
    part: Mapping[str, Collection[str]],
) -> tuple[str | None, ...]:
    """For each call the reviewer who has the least to do and had no part in it; None where nobody is left.

    ``load`` counts what they have open; ``part`` says by call who spoke in it. Of equals the first in ``reviewers``.
    """
    open_now = Counter(load)
    given: list[str | None] = []
    for one in drawn:
        may = [person for person in reviewers if person != one.agent and person not in part.get(one.id, ())]
        chosen = min(may, key=lambda person: (open_now[person], reviewers.index(person)), default=None)
        if chosen is not None:
            open_now[chosen] += 1
        given.append(chosen)
    return tuple(given)


def _lines(frame: Iterable[Drawable]) -> list[str]:
    return sorted(f"{one.id} {one.agent}" for one in frame)


def _place(seed: str, id: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{id}".encode()).digest()
