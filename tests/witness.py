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

    def disturbed_since(self, began: float) -> bool:
        """Whether a window since ``began`` (monotonic seconds) was disturbed, the one that has not ended yet included."""
        time.sleep(2 * WINDOW_S)
        return self.last_disturbed >= began

    def wait_for_quiet(self) -> None:
        """Until nothing was taken for a while; bounded."""
        deadline = time.monotonic() + QUIET_WITHIN_S
        while time.monotonic() - self.last_disturbed < QUIET_S and time.monotonic() < deadline:
            time.sleep(WINDOW_S)


class Repeat:
    """The plugin: repeats a failed test that measures time if, and only if, the machine was taken meanwhile.

    What made it try again travels with the test's report, so that the summary has it from the workers of xdist too.
    """

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._failures: dict[str, list[str]] = {}
        self.repeated: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if not MEASURES_TIME.intersection(mark.name for mark in item.iter_markers()):
            return None
        failures = self._failures.setdefault(item.nodeid, [])
        if not failures:
            item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        began = time.monotonic()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        failed = [report for report in reports if report.failed]
        if failed and len(failures) < TRIES - 1 and self._witness.disturbed_since(began):
            failures.append(_reason(failed[0]))
            return self._again(item, nextitem)
        self._report(item, reports, failures)
        return True

    def _again(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """The whole protocol once more, so that each try has a time-out of its own; the wait before it has none."""
        if hasattr(item.config.hook, "pytest_timeout_cancel_timer"):
            item.config.hook.pytest_timeout_cancel_timer(item=item)
        self._witness.wait_for_quiet()
        done: bool | None = item.config.hook.pytest_runtest_protocol(item=item, nextitem=nextitem)
        return done

    def _report(self, item: pytest.Item, reports: list[pytest.TestReport], failures: list[str]) -> None:
        reports[0].tried_again = failures
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.repeated += [f"{report.nodeid}: {failure}" for failure in getattr(report, "tried_again", ())]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self.repeated:
            terminalreporter.write_line(f"tried again, the processor had been taken away: {line}")


def _reason(report: pytest.TestReport) -> str:
    return str(report.longrepr).rstrip().rsplit("\n", 1)[-1]
