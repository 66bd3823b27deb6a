"""When audio reaches the recogniser and when it is silence. Pure: probabilities in, what to do with each window out.

A gate that opens too late costs a word's beginning, one that opens for nothing costs some processor time: so it opens early,
hands on what came just before, and shuts late.
"""

import enum
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gating:
    """Thresholds are probabilities of speech, times seconds. ``pre_roll_s`` is handed on from before the gate opened;
    after ``hang_over_s`` without speech it shuts (infinite: only `Gate.shut` shuts it)."""

    opens_at: float = 0.3
    stays_above: float = 0.2
    pre_roll_s: float = 0.45
    hang_over_s: float = 0.48


class Act(enum.Enum):
    """What is done with a window: kept in case speech follows; handed on, with what was kept; handed on as the last one."""

    KEEP = "keep"
    PASS = "pass"
    LAST = "last"


class Gate:
    """Takes one probability for each window of ``window_s`` seconds."""

    def __init__(self, window_s: float, gating: Gating) -> None:
        self._gating = gating
        self._hang_over = max(1.0, gating.hang_over_s / window_s - 0.5)
        self._unvoiced = 0
        self.open = False

    @property
    def voiced(self) -> bool:
        """Whether the window of the last step was speech."""
        return self.open and self._unvoiced == 0

    @property
    def quiet(self) -> int:
        """Windows without speech that were handed on since the last one with it."""
        return self._unvoiced if self.open else 0

    def step(self, probability: float) -> Act:
        if probability >= (self._gating.stays_above if self.open else self._gating.opens_at):
            self.open, self._unvoiced = True, 0
            return Act.PASS
        if not self.open:
            return Act.KEEP
        self._unvoiced += 1
        if self._unvoiced < self._hang_over:
            return Act.PASS
        self.open = False
        return Act.LAST

    def shut(self) -> None:
        """Somebody ended the utterance: what follows is new."""
        self.open, self._unvoiced = False, 0
