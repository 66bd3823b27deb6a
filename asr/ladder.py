"""What recognition gives up, step by step, when it falls behind the live audio. Audio and finals never.

Lag in, step out; the lag is that of all streams together. A step is left again only below half of its threshold, so it does
not flicker. Above 3 s new calls wait for the recording, above 10 s the newest stream does (`asr.admission`).
"""

import threading
from collections.abc import Collection, Hashable, Mapping
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
CALM_S = 2.0
# The deepest step that an engine applies to its streams; the two below it need the recording (a pass after the call).
DEEPEST_BY_STREAM: StepName = "no_interims"


def next_step(current: StepName, lag_s: float, deepest: StepName = "spooled") -> StepName:
    """Return the step for a lag in seconds, coming from ``current``, never deeper than ``deepest``."""
    names = tuple(LADDER)
    reached = max(i for i, name in enumerate(names) if lag_s > LADDER[name].above_s or i == 0)
    now = names.index(current)
    while now > reached and lag_s < LADDER[names[now]].above_s / 2:
        now -= 1
    return names[min(max(now, reached), names.index(deepest))]


@dataclass(frozen=True, slots=True)
class Stand:
    """The step that holds for all, and since when the lag would allow a better one (None: it does not)."""

    step: StepName = "normal"
    better_since: float | None = None

    def after(self, lag_s: float, now: float) -> "Stand":
        """Deeper at once, back only after `CALM_S`: desks are told each step, and a lag jumps about."""
        step = next_step(self.step, lag_s)
        names = tuple(LADDER)
        if names.index(step) >= names.index(self.step):
            return Stand(step)
        since = now if self.better_since is None else self.better_since
        return Stand(step) if now - since >= CALM_S else Stand(self.step, since)


def partial_interval(step: StepName, wanted_s: float) -> float | None:
    """Return the least seconds between interims at this step, None for no interims at all."""
    every = LADDER[step].partial_every_s
    return None if every is None else max(wanted_s, every)


def common_lag(lags_s: Collection[float]) -> float:
    """The lag of the whole from those of its streams: their upper quartile, 0 where there are none.

    Streams in which nobody speaks cost little and never lag, and one that catches up alone (its worker died) says nothing of
    the others: so neither the mean nor the worst.
    """
    ordered = sorted(lags_s)
    return ordered[-(-3 * len(ordered) // 4) - 1] if ordered else 0.0


class Ladder:
    """The step that all streams of one engine share; any thread tells the lag of its own stream and gets the step."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lags: dict[Hashable, float] = {}
        self._step: StepName = "normal"

    def told(self, stream: Hashable, lag_s: float) -> StepName:
        with self._lock:
            self._lags[stream] = lag_s
            self._step = next_step(self._step, common_lag(self._lags.values()), DEEPEST_BY_STREAM)
            return self._step

    def forget(self, stream: Hashable) -> None:
        with self._lock:
            self._lags.pop(stream, None)
