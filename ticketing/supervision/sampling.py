"""Drawing a sample that anybody can draw again: the same rows and the same seed give the same tickets. Pure.

Rows are put in the order of a digest of seed and id, which needs no generator's state and does not depend on the order in
which they came. By unit, each unit's share goes by its number of rows; the largest remainders get what is left.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawable:
    id: str
    unit: str


def draw(rows: Iterable[Drawable], size: int, seed: str, *, by_unit: bool = False) -> tuple[Drawable, ...]:
    """At most ``size`` of the rows, in the order in which they were drawn."""
    shuffled = sorted(rows, key=lambda row: (_place(seed, row.id), row.id))
    if not by_unit:
        return tuple(shuffled[:size])
    left = dict(quotas({unit: sum(row.unit == unit for row in shuffled) for unit in {row.unit for row in shuffled}}, size))
    drawn = []
    for row in shuffled:
        if left[row.unit]:
            left[row.unit] -= 1
            drawn.append(row)
    return tuple(drawn)


def quotas(counts: Mapping[str, int], size: int) -> Mapping[str, int]:
    """How many of each unit: by its share, no more than it has; the largest remainders first, then by name."""
    total = sum(counts.values())
    size = min(size, total)
    if not total:
        return {}
    whole = {unit: count * size // total for unit, count in counts.items()}
    order = sorted(counts, key=lambda unit: (-(counts[unit] * size % total), unit))
    for unit in order[: size - sum(whole.values())]:
        whole[unit] += 1
    return whole


def digest(rows: Sequence[Drawable]) -> str:
    """What says whether it is the same population: of all its ids and units, whatever their order."""
    listed = "\n".join(sorted(f"{row.id} {row.unit}" for row in rows))
    return hashlib.sha256(listed.encode()).hexdigest()[:16]


def _place(seed: str, id: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{id}".encode()).digest()
