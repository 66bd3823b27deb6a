"""When a stream's decoder counts as hung: its process answers, but nothing more comes of the stream itself. Pure.

A native call that never returns cannot be told from a slow one but by waiting. How long is learnt: on a machine short of time
streams are silent for long and come back by themselves, and taking those for hung would make it shorter still.
"""

from collections.abc import Mapping

REMEMBERED_S = 60.0
"""The longest silence that ended by itself counts for so long, and at most for twice that."""
TIMES = 3.0
"""A silence must be so many times the longest that ended by itself …"""
ALL_TIMES = 4.0
"""… and so many times longer yet where most streams are silent: then the machine is slow, or all of them hang."""


class Patience:
    """``bound_s`` is the least silence that counts. Time is told by `passed`, so that pauses of this process do not count."""

    def __init__(self, bound_s: float) -> None:
        self._bound_s = bound_s
        self._for_s = 0.0
        self._longest_s = self._longest_before_s = 0.0

    @property
    def silence_s(self) -> float:
        """A stream that owes a word for longer than this has a decoder that hangs."""
        return max(self._bound_s, TIMES * max(self._longest_s, self._longest_before_s))

    def hung(self, silent: Mapping[int, float]) -> tuple[int, ...]:
        """Those that hang of the streams that owe a word, each with its silence in seconds."""
        over = tuple(number for number, seconds in silent.items() if seconds > self.silence_s)
        if len(over) > 1 and len(silent) < 2 * len(over):
            return tuple(number for number in over if silent[number] > ALL_TIMES * self.silence_s)
        return over

    def passed(self, seconds: float) -> None:
        self._for_s += seconds
        if self._for_s >= REMEMBERED_S:
            self._for_s, self._longest_before_s, self._longest_s = 0.0, self._longest_s, 0.0

    def ended(self, silence_s: float) -> None:
        """A stream that owed a word for so long has said one."""
        self._longest_s = max(self._longest_s, silence_s)
