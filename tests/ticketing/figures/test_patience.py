"""Erlang A: it must agree with the chain that it is the limit of, with Erlang C where nobody gives up, and with itself."""

from math import exp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import BadInput
from ticketing.figures.erlang import answered_within, mean_wait, waiting_probability
from ticketing.figures.patience import with_patience


def chain(erlangs: float, agents: int, handling_s: float, patience_s: float) -> tuple[float, float]:
    """Waiting and abandoning shares from the birth–death chain itself, summed state by state."""
    arrivals, serving, giving_up = erlangs / handling_s, 1 / handling_s, 1 / patience_s
    weight, weights = 1.0, [1.0]
    for callers in range(1, 2_000):
        weight *= arrivals / (min(callers, agents) * serving + max(0, callers - agents) * giving_up)
        weights.append(weight)
    whole = sum(weights)
    leaving = sum(one * max(0, callers - agents) * giving_up for callers, one in enumerate(weights))
    return sum(weights[agents:]) / whole, leaving / whole / arrivals


@pytest.mark.parametrize(("erlangs", "agents"), [(10, 14), (10, 10), (12, 8), (0.5, 1), (80, 84)])
def test_it_agrees_with_the_chain(erlangs: float, agents: int) -> None:
    found = with_patience(erlangs, agents, 180, 120, 20)
    waits, abandoned = chain(erlangs, agents, 180, 120)
    assert found.waits == pytest.approx(waits, abs=1e-6)
    assert found.abandoned == pytest.approx(abandoned, abs=1e-6)


def test_without_end_of_patience_it_is_erlang_c() -> None:
    found = with_patience(10, 14, 180, 1e7, 20)
    assert found.waits == pytest.approx(waiting_probability(10, 14), abs=1e-4)
    assert found.answered_within == pytest.approx(answered_within(10, 14, 180, 20), abs=1e-4)
    assert found.mean_wait_s == pytest.approx(mean_wait(10, 14, 180), rel=1e-3)


def test_a_lone_agent_whose_callers_leave_as_calls_end_is_a_simple_birth_and_death() -> None:
    """With patience and handling alike each caller leaves at one rate: the number present is Poisson."""
    found = with_patience(1.0, 1, 100, 100, 0)
    assert found.waits == pytest.approx(1 - exp(-1.0), abs=1e-6)


@settings(max_examples=40)
@given(st.floats(0.2, 60), st.integers(1, 80), st.floats(20, 600))
def test_one_agent_more_answers_more_and_loses_fewer(erlangs: float, agents: int, patience_s: float) -> None:
    one, more = (with_patience(erlangs, agents + extra, 180, patience_s, 20) for extra in (0, 1))
    assert more.answered_within >= one.answered_within - 1e-9
    assert more.abandoned <= one.abandoned + 1e-9
    assert 0 <= one.answered_within <= 1


def test_nobody_calling_waits_for_nobody() -> None:
    assert with_patience(0, 3, 180, 60, 20).answered_within == 1


def test_a_patience_of_nothing_is_refused() -> None:
    with pytest.raises(BadInput):
        with_patience(10, 14, 180, 0, 20)


@pytest.mark.parametrize("patience_s", [60.0, 600.0, 7_200.0])
def test_a_great_load_beyond_what_the_agents_do_loses_the_rest_of_it(patience_s: float) -> None:
    """Four thousand erlangs for three thousand agents: the density's top alone is beyond any number of a computer."""
    found = with_patience(4_000, 3_000, 3_600, patience_s, 20)
    assert found.abandoned == pytest.approx(1 / 4, abs=1e-3)
    assert found.answered_within < 0.01 or patience_s < 600


def test_where_agents_are_never_all_busy_everybody_is_answered_at_once() -> None:
    found = with_patience(1e-200, 9, 180, 60, 20)
    assert (found.answered_within, found.waits, found.abandoned) == (1.0, 0.0, 0.0)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 50_000), st.floats(0, 7_200, exclude_min=True), st.floats(0, 7_200, exclude_min=True), st.integers(1, 200))
def test_whatever_the_calculator_is_asked_it_answers_in_numbers_or_in_words(
    calls: float, handling_s: float, patience_s: float, agents: int
) -> None:
    try:
        found = with_patience(calls * handling_s / 1_800, agents, handling_s, patience_s, 20)
    except BadInput:
        return
    assert 0 <= found.answered_within <= 1
    assert 0 <= found.abandoned <= 1
    assert found.mean_wait_s >= 0
