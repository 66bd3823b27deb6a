"""A test that measures time is tried again only when the processor was taken away meanwhile."""

import time
from pathlib import Path

import pytest

from tests import witness as module
from tests.witness import TRIES, Repeat, Witness

pytest_plugins = ["pytester"]
COUNTS = """
import pytest
from pathlib import Path

@pytest.mark.{mark}
def test_it():
    log = Path("tries")
    log.write_text((log.read_text() if log.exists() else "") + "x")
    assert len(log.read_text()) > {passes_after}
"""


def repeating(taken: bool) -> Repeat:
    witness = Witness()
    witness.last_disturbed = float("inf") if taken else float("-inf")
    return Repeat(witness)


def tries(pytester: pytest.Pytester, mark: str, passes_after: int, *, taken: bool) -> tuple[int, int]:
    """How often the test ran, and the exit code."""
    pytester.makepyfile(COUNTS.format(mark=mark, passes_after=passes_after))
    code = pytester.inline_run("-p", "no:xdist", plugins=[repeating(taken)]).ret
    return len((pytester.path / "tries").read_text()), int(code or 0)


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUIET_WITHIN_S", 0.0)
    monkeypatch.setattr(module, "WINDOW_S", 0.01)


@pytest.fixture(autouse=True)
def _marks(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarkers =\n    realtime\n    other\n")


@pytest.mark.parametrize(
    ("mark", "passes_after", "taken", "expected"),
    [
        ("realtime", 0, True, (1, 0)),
        ("realtime", 1, True, (2, 0)),
        ("realtime", 1, False, (1, 1)),
        ("other", 1, True, (1, 1)),
        ("realtime", 99, True, (TRIES, 1)),
    ],
)
def test_only_a_disturbed_measurement_is_repeated(
    pytester: pytest.Pytester, mark: str, passes_after: int, taken: bool, expected: tuple[int, int]
) -> None:
    assert tries(pytester, mark, passes_after, taken=taken) == expected


LATE = """
import pytest
from pathlib import Path
from time import sleep

@pytest.mark.realtime
@pytest.mark.timeout(1)
def test_it():
    log = Path("tries")
    log.write_text((log.read_text() if log.exists() else "") + "x")
    sleep(0.5)
    assert len(log.read_text()) > 2
"""


def test_each_try_has_a_time_out_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(LATE)
    assert pytester.inline_run("-p", "no:xdist", plugins=[repeating(True)]).ret == 0


def test_the_summary_says_why_a_test_was_tried_again_also_from_a_worker(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    pytester.makeconftest("""
        from tests import witness
        from tests.test_witness import repeating

        def pytest_configure(config):
            witness.QUIET_WITHIN_S = 0.0
            config.pluginmanager.register(repeating(True))
        """)
    pytester.makepyfile(COUNTS.format(mark="realtime", passes_after=1))
    result = pytester.runpytest_subprocess("-n", "1")
    result.stdout.fnmatch_lines(["tried again, the processor had been taken away: *::test_it: *AssertionError*"])
    result.assert_outcomes(passed=1)


def test_a_window_that_has_not_ended_when_the_test_fails_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    stolen = [0.0]
    monkeypatch.setattr(module, "stolen_s", lambda: stolen[0])
    witness = Witness()
    witness.start()
    try:
        began = time.monotonic()
        assert not witness.disturbed_since(began)
        stolen[0] = 10.0
        assert witness.disturbed_since(began)
    finally:
        witness.stop()


def test_the_stolen_time_is_read_from_the_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stat = tmp_path / "stat"
    monkeypatch.setattr(module, "STAT", stat)
    assert module.stolen_s() == 0
    stat.write_text("cpu  1 2 3 4 5 6 7 800 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n")
    assert module.stolen_s() == 8
