"""A surge begins over a threshold, and ends well under all of them, never by flickering around one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from config.settings import Surge
from telephony.waiting.surge import Load, Mode, step

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LIMITS = Surge(waiting=10, wait_s=300, arrivals_per_minute=60, ends_share=0.5, least_s=30)


def load(waiting: int = 0, expected: float | None = None, arrivals: int = 0) -> Load:
    return Load(waiting=waiting, expected_wait_s=expected, arrivals_per_minute=arrivals)


def begun() -> Mode:
    return step(Mode(), load(waiting=10), LIMITS, NOW)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_each_measure_alone_begins_a_surge() -> None:
    for over in (load(waiting=10), load(waiting=5, expected=300.0), load(arrivals=60)):
        assert step(Mode(), over, LIMITS, NOW) == Mode(surge=True, since=NOW)
    quiet = Mode()
    assert step(quiet, load(waiting=9, expected=299.0, arrivals=59), LIMITS, NOW) is quiet


def test_a_long_wait_of_a_few_is_no_surge() -> None:
    assert not step(Mode(), load(waiting=4, expected=3000.0), LIMITS, NOW).surge


def test_a_threshold_of_nothing_is_none() -> None:
    off = Surge(waiting=0, wait_s=0, arrivals_per_minute=0)
    assert not step(Mode(), load(waiting=500, expected=9000.0, arrivals=900), off, NOW).surge


def test_it_ends_only_well_under_every_threshold() -> None:
    assert step(begun(), load(waiting=5), LIMITS, later(60)).surge
    assert step(begun(), load(waiting=4, arrivals=30), LIMITS, later(60)).surge
    assert step(begun(), load(waiting=4, arrivals=29), LIMITS, later(60)) == Mode(surge=False, since=later(60))


def test_it_lasts_its_least_time() -> None:
    assert step(begun(), load(), LIMITS, later(29)).surge
    assert not step(begun(), load(), LIMITS, later(30)).surge


@given(st.lists(st.integers(0, 12), min_size=1, max_size=120))
def test_it_never_changes_twice_within_its_least_time(waits: list[int]) -> None:
    mode, began = Mode(), []
    for second, waiting in enumerate(waits):
        after = step(mode, load(waiting=waiting), LIMITS, later(second))
        if after.surge and not mode.surge:
            began.append(second)
        mode = after
    assert all(second - before > LIMITS.least_s for before, second in pairwise(began))
