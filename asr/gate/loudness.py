"""Windows so quiet that nobody can be speaking in them, found by their level alone: cheaper than any network. Pure.

The floor follows the quietest windows of the line, since comfort noise and line noise differ by tens of decibels.
"""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """``digital_rms`` (16-bit units) is what G.711 makes of nothing, comfort noise of one quantising step included;
    ``above`` is how many times the floor a window may reach, ``memory_s`` how long a quiet window counts."""

    digital_rms: float = 12.0
    above: float = 1.25
    highest_rms: float = 100.0
    memory_s: float = 4.0


class Loudness:
    """Takes the level of each window of ``window_s`` seconds and says whether it is surely silence."""

    def __init__(self, window_s: float, floor: Floor) -> None:
        self._floor = floor
        self._recent: deque[float] = deque(maxlen=max(1, round(floor.memory_s / window_s)))

    def silent(self, rms: float) -> bool:
        """A line's floor counts once it was heard for ``memory_s``, and only up to ``highest_rms``: speech is louder."""
        self._recent.append(rms)
        if rms <= self._floor.digital_rms:
            return True
        known = len(self._recent) == self._recent.maxlen
        return known and rms <= min(self._floor.highest_rms, self._floor.above * min(self._recent))
