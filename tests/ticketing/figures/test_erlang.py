"""Erlang C: the case that everyone checks by, and what must hold of any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import BadInput
from ticketing.figures.erlang import agents_needed, answered_within, mean_wait, occupied, seats, waiting_probability

LOAD = st.floats(0.1, 200)


def test_ten_erlangs_with_fourteen_agents() -> None:
    assert round(waiting_probability(10, 14), 3) == 0.174
    assert round(answered_within(10, 14, 180, 20), 3) == 0.888


@given(LOAD, st.integers(1, 300))
def test_one_agent_more_never_makes_more_callers_wait(erlangs: float, agents: int) -> None:
    more, fewer = waiting_probability(erlangs, agents + 1), waiting_probability(erlangs, agents)
    assert 0 <= more <= fewer <= 1


@given(LOAD, st.floats(0.01, 0.99))
def test_the_agents_needed_are_enough_and_one_less_is_not(erlangs: float, goal: float) -> None:
    needed = agents_needed(erlangs, 180, 20, goal)
    assert answered_within(erlangs, needed, 180, 20) >= goal
    assert needed <= max(1, int(erlangs)) or answered_within(erlangs, needed - 1, 180, 20) < goal


def test_more_work_than_agents_keeps_everyone_waiting() -> None:
    assert waiting_probability(12, 12) == 1
    assert answered_within(12, 12, 180, 20) == 0


@pytest.mark.parametrize(("erlangs", "agents"), [(-1, 3), (5, 0), (5, 10_001)])
def test_what_cannot_be_is_refused(erlangs: float, agents: int) -> None:
    with pytest.raises(BadInput):
        waiting_probability(erlangs, agents)


def test_the_mean_wait_and_the_occupancy_of_the_checked_case() -> None:
    assert mean_wait(10, 14, 180) == pytest.approx(0.1741 * 180 / 4, abs=0.01)
    assert mean_wait(14, 14, 180) is None
    assert occupied(10, 14) == pytest.approx(0.714, abs=0.001)
    assert occupied(20, 14) == 1


def test_ten_erlangs_need_fourteen_agents_for_eighty_percent_in_twenty_seconds() -> None:
    assert agents_needed(10, 180, 20, 0.8) == 14
    assert round(answered_within(10, 13, 180, 20), 3) < 0.8


@pytest.mark.parametrize(("agents", "shrinkage", "needed"), [(14, 0.3, 20), (14, 0.0, 14), (7, 0.3, 10), (1, 0.5, 2)])
def test_who_is_away_is_made_up_for_and_no_seat_more(agents: int, shrinkage: float, needed: int) -> None:
    assert seats(agents, shrinkage) == needed


def test_a_shrinkage_of_all_is_refused() -> None:
    with pytest.raises(BadInput):
        seats(10, 1.0)
