import os
import threading
from pathlib import Path

import pytest

from asr.pool.waits import Waits

TICKS = os.sysconf("SC_CLK_TCK")


def thread(proc: Path, name: str, state: str, used_s: float = 0.0) -> None:
    folder = proc / "7" / "task" / name
    folder.mkdir(parents=True, exist_ok=True)
    rest = ["0"] * 10 + [str(round(used_s * TICKS)), "0"] + ["0"] * 5
    (folder / "stat").write_text(f"{name} (a (thread) R) {state} {' '.join(rest)}\n")


def looked_at(proc: Path, *states: str, used_s: float) -> float:
    """The share after a second in whose tenths a thread was in these states, beside one that sleeps."""
    waits = Waits(7, proc)
    for tenth, state in enumerate(["S", *states]):
        thread(proc, "1", "S")
        thread(proc, "2", state, used_s * tenth / len(states))
        waits.look(0.1001)
    return waits.share


@pytest.mark.parametrize(
    ("states", "used_s", "share"),
    [("SSSSSSSSSS", 0.0, 0.0), ("RRRRRRRRRR", 1.0, 0.0), ("RRRRRRRRRR", 0.1, 0.9), ("RRRRRSSSSS", 0.3, 0.2)],
    ids=["blocked", "busy", "kept waiting", "in part"],
)
def test_waiting_is_being_able_to_run_without_running(tmp_path: Path, states: str, used_s: float, share: float) -> None:
    assert looked_at(tmp_path, *states, used_s=used_s) == pytest.approx(share, abs=0.02)


def test_where_the_kernel_says_nothing_nothing_counts_as_waited(tmp_path: Path) -> None:
    waits = Waits(7, tmp_path)
    for _ in range(12):
        waits.look(0.1)
    assert waits.share == 0.0


def test_the_kernels_own_words_can_be_read() -> None:
    waits, ended = Waits(os.getpid()), threading.Event()
    ended.set()
    waits.look(0.1)
    waits.look(2.0)
    assert 0.0 <= waits.share <= 1.0
