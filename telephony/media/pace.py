"""The engine's clock: absolute deadlines every 20 ms, and how well they are kept. Pure; the loop passes the time in."""

from bisect import bisect_left
from dataclasses import dataclass

from telephony.media.port import FRAME_MS

TICK_S = FRAME_MS / 1000.0
# Ticks made up for in a row after a delay; a longer one is skipped, or the peers would get a burst.
MAX_CATCH_UP = 10
_LATE_S = 0.010
# Upper bounds in ms of the classes in which the lateness of ticks is counted; the last class is open.
LATENESS_MS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceFigures:
    """``late`` ticks began more than 10 ms after their deadline, ``missed`` ones a tick or more. ``busy``: share 0–1.

    ``lateness`` counts the ticks by how late they began, in the classes of `LATENESS_MS` (one more for what is above),
    ``lateness_s`` is the sum of it all.
    """

    ticks: int
    late: int
    missed: int
    skipped: int
    worst_ms: float
    busy: float
    lateness: tuple[int, ...] = (0,) * (len(LATENESS_MS) + 1)
    lateness_s: float = 0.0


class Pace:
    """Counts ticks from ``start_s``; tick n is due at start + n · 20 ms, whatever happened before."""

    def __init__(self, start_s: float) -> None:
        self._start_s = start_s
        self.tick = 0
        self.reset()

    def reset(self) -> None:
        """Begin the figures anew."""
        self._done = self._late = self._missed = self._skipped = 0
        self._worst_s = self._busy_s = self._lateness_s = 0.0
        self._classes = [0] * (len(LATENESS_MS) + 1)

    @property
    def deadline_s(self) -> float:
        return self._start_s + self.tick * TICK_S

    def overdue(self, now_s: float) -> int:
        """How many ticks must be skipped now, so that at most MAX_CATCH_UP are made up for."""
        behind = int((now_s - self.deadline_s) / TICK_S) + 1
        return max(behind - MAX_CATCH_UP, 0)

    def skip(self, ticks: int) -> None:
        self.tick += ticks
        self._skipped += ticks

    def done(self, began_s: float, ended_s: float) -> None:
        """One tick was worked off."""
        lateness = began_s - self.deadline_s
        self._late += lateness > _LATE_S
        self._missed += lateness > TICK_S
        self._worst_s = max(self._worst_s, lateness)
        self._lateness_s += lateness
        self._classes[bisect_left(LATENESS_MS, lateness * 1000.0)] += 1
        self._busy_s += ended_s - began_s
        self._done += 1
        self.tick += 1

    def figures(self) -> PaceFigures:
        return PaceFigures(
            ticks=self._done,
            late=self._late,
            missed=self._missed,
            skipped=self._skipped,
            worst_ms=round(self._worst_s * 1000.0, 2),
            busy=round(self._busy_s / max(self._done * TICK_S, TICK_S), 4),
            lateness=tuple(self._classes),
            lateness_s=round(self._lateness_s, 6),
        )
