"""What the service holds of the machine, process by process, and what of it did not come back."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

BACK_S = 60.0
"""Transactions live 32 s after their last message (RFC 3261 §17); then everything must be free."""
LOOK_S = 1.0
MEMORY_MB, THREADS, DESCRIPTORS, PORTS = 48.0, 4, 4, 0
"""Growth that is no leak: an allocator keeps pages, pools of threads and of database connections fill at need."""


@dataclass(frozen=True, slots=True)
class Footprint:
    memory_mb: float
    threads: int
    descriptors: int
    ports: int


def footprints(pid: int) -> dict[str, Footprint]:
    """By the role of each process: the service itself and its children."""
    service = psutil.Process(pid)
    return {_role(one): _of(one) for one in (service, *service.children(recursive=True))}


def _role(process: psutil.Process) -> str:
    line = process.cmdline()
    return next((word for word in line if word.startswith(("hotline.", "telephony.", "asr."))), line[-1] if line else "gone")


def _of(process: psutil.Process) -> Footprint:
    with process.oneshot():
        return Footprint(
            memory_mb=process.memory_info().rss / 2**20,
            threads=process.num_threads(),
            descriptors=process.num_fds(),
            ports=len(process.net_connections("udp")),
        )


def leaks(before: Mapping[str, Footprint], after: Mapping[str, Footprint]) -> list[str]:
    """One sentence for each figure of each process that is above its bound, and for each process that is gone or new."""
    found = [f"{role}: process {'gone' if role in before else 'new'}" for role in sorted(before.keys() ^ after.keys())]
    for role in sorted(before.keys() & after.keys()):
        old, new = before[role], after[role]
        bounds = (("memory_mb", MEMORY_MB), ("threads", THREADS), ("descriptors", DESCRIPTORS), ("ports", PORTS))
        for name, bound in bounds:
            grown = getattr(new, name) - getattr(old, name)
            if grown > bound:
                found.append(
                    f"{role}: {name} {getattr(old, name):.0f} before, {getattr(new, name):.0f} after, allowed {bound:+.0f}"
                )
    return found


async def back_to(before: Mapping[str, Footprint], pid: int, bound_s: float = BACK_S) -> tuple[list[str], dict[str, Footprint]]:
    """Look again until nothing is above its bound; what still is when the time is over, and the last figures."""
    deadline = time.monotonic() + bound_s
    while (found := leaks(before, after := footprints(pid))) and time.monotonic() < deadline:
        await asyncio.sleep(LOOK_S)
    return found, after
