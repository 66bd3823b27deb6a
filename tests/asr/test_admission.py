from typing import get_args

import pytest

from asr.admission import SPOOL_EVERY_S, Candidate, Limits, admits, may_return, spools, to_spool
from asr.ladder import LADDER, Ladder, StepName, common_lag
from asr.port import Channel

LIMITS = Limits(streams=8, agent_share=0.75, return_s=10)


@pytest.mark.parametrize(
    ("channel", "step", "live", "in_"),
    [
        ("caller", "normal", 7, True),
        ("caller", "normal", 8, False),
        ("agent", "normal", 5, True),
        ("agent", "normal", 6, False),
        ("caller", "no_interims", 0, True),
        ("agent", "no_interims", 0, False),
        ("caller", "after_call", 0, False),
        ("caller", "spooled", 0, False),
    ],
)
def test_beyond_the_limit_agents_wait_first_and_then_callers(channel: Channel, step: StepName, live: int, in_: bool) -> None:
    assert admits(channel, step, live, LIMITS) is in_


@pytest.mark.parametrize("step", list(LADDER))
def test_no_agent_is_let_in_where_a_caller_is_not(step: StepName) -> None:
    for live in range(10):
        assert admits("caller", step, live, LIMITS) or not admits("agent", step, live, LIMITS)
    assert set(get_args(Channel)) == {"caller", "agent"}


def test_the_newest_agent_is_spooled_before_any_caller_and_the_last_stream_never() -> None:
    caller, old, new = Candidate("c", "caller", 9), Candidate("a1", "agent", 1), Candidate("a2", "agent", 2)
    assert to_spool([new, caller, old]) == new
    assert to_spool([caller, old]) == old
    assert to_spool([caller, Candidate("c2", "caller", 10)]) == Candidate("c2", "caller", 10)
    assert to_spool([caller]) is None


def test_another_is_spooled_only_after_a_while_in_which_the_lag_has_not_shrunk() -> None:
    assert spools("spooled", 11, 0, float("inf"))
    assert not spools("spooled", 11, 11, SPOOL_EVERY_S - 1)
    assert not spools("spooled", 10.5, 11, SPOOL_EVERY_S)
    assert spools("spooled", 12, 11, SPOOL_EVERY_S)
    assert not spools("after_call", 12, 0, float("inf"))


def test_a_channel_comes_back_when_all_has_been_well_for_a_while_and_there_is_room() -> None:
    assert may_return("agent", "normal", 10, 0, LIMITS)
    assert not may_return("agent", "normal", 9, 0, LIMITS)
    assert not may_return("agent", "normal", 99, 6, LIMITS)
    assert not may_return("caller", "fewer_interims", 99, 0, LIMITS)


def test_the_lag_of_the_whole_is_neither_that_of_silent_streams_nor_that_of_one_that_catches_up() -> None:
    assert common_lag([]) == 0
    assert common_lag([4.0]) == 4
    assert common_lag([0, 0, 0, 60.0]) == 0
    assert common_lag([0, 0, 5.0, 5.0]) == 5


def test_streams_of_one_engine_share_its_step() -> None:
    ladder = Ladder()
    assert ladder.told("a", 1.2) == "no_interims"
    assert ladder.told("b", 0.0) == "no_interims"
    assert ladder.told("a", 0.0) == "normal"
    ladder.told("a", 2.0)
    ladder.forget("a")
    assert ladder.told("b", 0.0) == "normal"
