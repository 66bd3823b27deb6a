"""What every process of recognition does first: find our packages, end with its parent, leave the way to the audio."""

import contextlib
import ctypes
import os
import signal
from pathlib import Path

NICENESS = 5
_PR_SET_PDEATHSIG = 1
_OOM_SCORE = Path("/proc/self/oom_score_adj")


def environment() -> dict[str, str]:
    """The child finds our packages where we found them, whatever folder it is started in."""
    root = str(Path(__file__).resolve().parents[1])
    inherited = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{inherited}" if inherited else root}


def leave_ending_to_parent() -> None:
    """Ctrl-C and a service manager's SIGTERM are the parent's to handle: it lets the tails be decoded first."""
    on_parents_death(signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    give_way(NICENESS)


def give_way(niceness: int) -> None:
    """Let others before us; a service that was itself started less important (nice(1)) stays where it is, unless it is root's."""
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, niceness)


def on_parents_death(number: int) -> None:
    """What the kernel sends us when the thread that started us ends; 0: nothing (its end is seen by other means)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def be_first_out_of_memory(score: int = 500) -> None:
    """Where memory runs out, the kernel shall take this process before those that hold calls (proc(5): up to 1000)."""
    with contextlib.suppress(OSError):
        _OOM_SCORE.write_text(str(score))
