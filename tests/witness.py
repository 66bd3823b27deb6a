"""Watches whether the machine was taken from us while a test measured time, and lets only such a test try again.

On a shared host the hypervisor gives the processor to others for a while (`steal` in `/proc/stat`, proc(5)); frames
that were late then say nothing about the software. A test that fails without such a time fails at once, and one that
keeps failing fails too.
"""

import os
import threading
import time
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

STAT = Path("/proc/stat")
WINDOW_S = 0.25
STOLEN_SHARE = 0.3
"""Of one core within a window: 75 ms, more than the longest gap that the tests allow."""
TRIES = 4
QUIET_S, QUIET_WITHIN_S = 3.0, 40.0
MEASURES_TIME = frozenset({"realtime", "protocol", "speech", "browser"})


def stolen_s() -> float:
    """Processor seconds that were taken since the machine started; 0 where the system does not say."""
    try:
        fields = STAT.read_text().split("\n", 1)[0].split()
        return int(fields[8]) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return 0.0


class Witness:
    """Samples the stolen time in a thread of its own; keeps the newest window that was disturbed."""

    def __init__(self) -> None:
        self.last_disturbed = float("-inf")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="witness", daemon=True)

    def _watch(self) -> None:
        began, stolen = time.monotonic(), stolen_s()
        while not self._over.wait(WINDOW_S):
            now, total = time.monotonic(), stolen_s()
            if total - stolen >= STOLEN_SHARE * (now - began):
                self.last_disturbed = now
            began, stolen = now, total

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def wait_for_quiet(self) -> None:
        """Until nothing was taken for a while; bounded."""
        deadline = time.monotonic() + QUIET_WITHIN_S
        while time.monotonic() - self.last_disturbed < QUIET_S and time.monotonic() < deadline:
            time.sleep(WINDOW_S)


class Repeat:
    """The plugin: repeats a failed test that measures time if, and only if, the machine was taken meanwhile."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self.repeated: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if not MEASURES_TIME.intersection(mark.name for mark in item.iter_markers()):
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for left in reversed(range(TRIES)):
            began = time.monotonic()
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
            failed = any(report.failed for report in reports)
            if not (failed and left and self._witness.last_disturbed >= began):
                break
            self.repeated.append(item.nodeid)
            self._witness.wait_for_quiet()
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for name in self.repeated:
            terminalreporter.write_line(f"tried again, the processor had been taken away: {name}")
