"""What a stream gives up, step by step, when recognition falls behind the live audio. Audio and finals never.

Pure: lag in, step out. A step is left again only below half of its threshold, so it does not flicker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

StepName = Literal["normal", "fewer_interims", "no_interims", "after_call", "spooled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """``above_s``: entered when the lag exceeds it. ``partial_every_s``: None means no interims; chunk in seconds."""

    above_s: float
    partial_every_s: float | None
    chunk_s: float
    new_calls_wait: bool = False
    newest_spooled: bool = False


LADDER: Mapping[StepName, Rung] = {
    "normal": Rung(above_s=0.0, partial_every_s=0.0, chunk_s=0.1),
    "fewer_interims": Rung(above_s=0.3, partial_every_s=1.0, chunk_s=0.1),
    "no_interims": Rung(above_s=1.0, partial_every_s=None, chunk_s=0.4),
    "after_call": Rung(above_s=3.0, partial_every_s=None, chunk_s=0.4, new_calls_wait=True),
    "spooled": Rung(above_s=10.0, partial_every_s=None, chunk_s=0.4, new_calls_wait=True, newest_spooled=True),
}
# The deepest step that a stream applies by itself; the two below it need the recording (a pass after the call).
DEEPEST_BY_STREAM: StepName = "no_interims"


def next_step(current: StepName, lag_s: float, deepest: StepName = "spooled") -> StepName:
    """Return the step for a lag in seconds, coming from ``current``, never deeper than ``deepest``."""
    names = tuple(LADDER)
    reached = max(i for i, name in enumerate(names) if lag_s > LADDER[name].above_s or i == 0)
    now = names.index(current)
    while now > reached and lag_s < LADDER[names[now]].above_s / 2:
        now -= 1
    return names[min(max(now, reached), names.index(deepest))]


def partial_interval(step: StepName, wanted_s: float) -> float | None:
    """Return the least seconds between interims at this step, None for no interims at all."""
    every = LADDER[step].partial_every_s
    return None if every is None else max(wanted_s, every)
