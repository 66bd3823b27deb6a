"""What the machine did meanwhile, from /proc: CPU time of processes, and the share that the host took away (steal)."""

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

STEAL_LIMIT = 0.03
"""A step with more of the machine's time stolen than this says more of the host than of us: it is repeated."""


@dataclass(frozen=True, slots=True)
class Jiffies:
    """The machine's clock ticks since boot: all of them, those stolen, those idle."""

    total: int
    stolen: int
    idle: int


def jiffies(stat: str | None = None) -> Jiffies:
    """Read the first line of /proc/stat (proc(5): user nice system idle iowait irq softirq steal)."""
    line = (stat or Path("/proc/stat").read_text()).splitlines()[0]
    fields = [int(word) for word in line.split()[1:9]]
    return Jiffies(total=sum(fields), stolen=fields[7], idle=fields[3] + fields[4])


def cpu_s(pid: int) -> float:
    """Seconds of processor that a process and its threads have had; 0 when it is gone."""
    try:
        return sum(_thread_s(task) for task in Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return 0.0


def _thread_s(task: Path) -> float:
    try:
        exact = (task / "schedstat").read_text().split()
        if int(exact[0]):
            return int(exact[0]) / 1e9
    except (OSError, ValueError, IndexError):
        pass
    try:
        fields = (task / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> dict[str, int]:
    """A process and its descendants by what they run: ``python -m x.y`` is ``x.y``, any other its program's name."""
    parent = psutil.Process(pid)
    named: dict[str, int] = {}
    for process in (parent, *parent.children(recursive=True)):
        try:
            words = process.cmdline()
        except psutil.Error:
            continue
        name = words[words.index("-m") + 1] if "-m" in words[:-1] else Path(words[0]).name if words else process.name()
        named[name if name not in named else f"{name}#{process.pid}"] = process.pid
    return named


class Watch:
    """From its making on: what processes used and what was stolen."""

    def __init__(self, processes: Iterable[tuple[str, int]] = ()) -> None:
        self._processes = dict(processes)
        self._begun_s = time.monotonic()
        self._jiffies = jiffies()
        self._cpu = {name: cpu_s(pid) for name, pid in self._processes.items()}

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun_s

    def used(self) -> dict[str, float]:
        """Each process's share of one core, 0-1 (more than 1 where it runs on both)."""
        seconds = self.seconds
        return {name: (cpu_s(pid) - self._cpu[name]) / seconds for name, pid in self._processes.items()}

    def stolen(self) -> float:
        """The share of the machine's time that the host gave to others."""
        now = jiffies()
        return (now.stolen - self._jiffies.stolen) / max(now.total - self._jiffies.total, 1)

    def idle(self) -> float:
        now = jiffies()
        return (now.idle - self._jiffies.idle) / max(now.total - self._jiffies.total, 1)
