"""A test that measures time is tried again only when the processor was taken away meanwhile."""

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


def tries(pytester: pytest.Pytester, mark: str, passes_after: int, *, taken: bool) -> tuple[int, int]:
    """How often the test ran, and the exit code."""
    pytester.makepyfile(COUNTS.format(mark=mark, passes_after=passes_after))
    pytester.makeini("[pytest]\nmarkers =\n    realtime\n    other\n")
    witness = Witness()
    witness.last_disturbed = float("inf") if taken else float("-inf")
    code = pytester.inline_run("-p", "no:xdist", plugins=[Repeat(witness)]).ret
    return len((pytester.path / "tries").read_text()), int(code or 0)


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUIET_WITHIN_S", 0.0)


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


def test_the_stolen_time_is_read_from_the_first_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stat = tmp_path / "stat"
    monkeypatch.setattr(module, "STAT", stat)
    assert module.stolen_s() == 0
    stat.write_text("cpu  1 2 3 4 5 6 7 800 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n")
    assert module.stolen_s() == 8
