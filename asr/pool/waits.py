"""How long a process waits for a processor though it has work: a worker that is not let run is slow, not hung.

Looked at now and then, by what the kernel says of each thread (``/proc/PID/task/TID/stat``): the share of the looks in which a
thread could run, less the processor time that the process got. Where it says nothing, nothing counts as waited.
"""

import os
from pathlib import Path

PROC = Path("/proc")
JUDGED_EVERY_S = 1.0
_TICKS = os.sysconf("SC_CLK_TCK")
_STATE, _USER, _SYSTEM = 0, 11, 12


class Waits:
    """``share`` of the last second that was looked at, 0 … 1."""

    def __init__(self, pid: int, proc: Path = PROC) -> None:
        self._tasks = proc / str(pid) / "task"
        self.share = 0.0
        self._before_s: float | None = None
        self._for_s, self._looks, self._runnable = 0.0, 0, 0

    def look(self, passed_s: float) -> None:
        """Once every tenth of a second or so; ``passed_s`` since the last time."""
        runnable, used_s = self._threads()
        if self._before_s is None:
            self._before_s = used_s
            return
        self._for_s += passed_s
        self._looks += 1
        self._runnable += runnable
        if self._for_s >= JUDGED_EVERY_S:
            self.share = min(1.0, max(0.0, self._runnable / self._looks - (used_s - self._before_s) / self._for_s))
            self._before_s, self._for_s, self._looks, self._runnable = used_s, 0.0, 0, 0

    def well(self) -> None:
        """Nobody asks at present: what was looked at counts no longer."""
        self.share, self._before_s = 0.0, None
        self._for_s, self._looks, self._runnable = 0.0, 0, 0

    def _threads(self) -> tuple[bool, float]:
        """Whether any thread can run, and the processor time of all so far in seconds."""
        runnable, ticks = False, 0
        try:
            for task in self._tasks.iterdir():
                fields = (task / "stat").read_text().rpartition(")")[2].split()
                runnable = runnable or fields[_STATE] == "R"
                ticks += int(fields[_USER]) + int(fields[_SYSTEM])
        except (OSError, ValueError, IndexError):
            return False, self._before_s or 0.0
        return runnable, ticks / _TICKS
