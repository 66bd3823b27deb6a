"""Call-centre formulas reproduce the worked examples, each with numerator, denominator and the name of its base."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ticketing.story import NOON
from ticketing.figures import measures
from ticketing.figures.presence import busy_and_available, seconds_in_states
from ticketing.figures.rate import percent, rate
from ticketing.figures.schemas import Variant
from ticketing.figures.service_level import DEFAULT, NAMES, VARIANTS, Counts, count, service_level

EXAMPLE = Counts(answered=1000, answered_in_time=860, abandoned=60, abandoned_in_time=20, abandoned_short=10)


@pytest.mark.parametrize(
    ("variant", "numerator", "denominator", "shown"),
    [
        ("of_answered", 860, 1000, 86.00),
        ("abandons_in_time_count", 880, 1060, 83.02),
        ("of_offered", 860, 1060, 81.13),
        ("long_abandons_count", 860, 1040, 82.69),
        ("short_abandons_out", 860, 1050, 81.90),
    ],
)
def test_the_five_variants_of_the_service_level(variant: Variant, numerator: int, denominator: int, shown: float) -> None:
    level = service_level(EXAMPLE, variant)
    assert (level.numerator, level.denominator, level.percent, level.base) == (
        numerator, denominator, shown, NAMES[variant],
    )  # fmt: skip


def test_the_default_leaves_short_abandons_out_and_every_variant_has_a_name() -> None:
    assert service_level(EXAMPLE) == service_level(EXAMPLE, "short_abandons_out")
    assert DEFAULT == "short_abandons_out"
    assert set(NAMES) == set(VARIANTS)


def test_exactly_the_threshold_is_in_time() -> None:
    counts = count([15.0, 15.01], [5.0, 5.01, 15.0, 16.0], threshold_s=15, short_s=5)
    assert counts == Counts(answered=2, answered_in_time=1, abandoned=4, abandoned_in_time=3, abandoned_short=1)


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(2, 3, 66.67), (793, 1184, 66.98), (804, 1203, 66.83), (4425, 4704, 94.07), (1, 8, 12.5), (0, 0, None), (1, 800, 0.13)],
)
def test_rates_are_rounded_half_up_to_two_places(numerator: int, denominator: int, shown: float | None) -> None:
    assert percent(numerator, denominator) == shown
    assert rate(numerator, denominator, "基数").base == "基数"


def test_speed_handling_occupancy_and_connection() -> None:
    assert measures.average_speed_of_answer(100.0, 8) == 12.5
    assert measures.average_handling_time(200.0, 30.0, 10.0, 2) == 120.0
    assert measures.occupancy(45.0, 15.0) == 75.0
    assert measures.connection_rate(95, 100).percent == 95.0
    assert measures.average_speed_of_answer(0, 0) is None
    assert measures.average_handling_time(0, 0, 0, 0) is None
    assert measures.occupancy(0, 0) is None


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_a_state_that_began_before_the_period_counts_from_its_beginning() -> None:
    changes = [
        (NOON - minutes(30), "a", "available"),
        (NOON + minutes(20), "a", "talking"),
        (NOON + minutes(40), "a", "wrap_up"),
        (NOON + minutes(45), "a", "paused"),
        (NOON + minutes(50), "b", "available"),
    ]
    sums = seconds_in_states(changes, NOON, NOON + minutes(60))
    assert sums == {"available": 1800, "talking": 1200, "wrap_up": 300, "paused": 900}
    assert busy_and_available(changes, NOON, NOON + minutes(60)) == (1500, 1800)


@given(st.lists(st.tuples(st.integers(-60, 60), st.sampled_from("ab"), st.sampled_from(["available", "talking"])), max_size=20))
def test_two_agents_never_have_more_than_two_agents_time(changes: list[tuple[int, str, str]]) -> None:
    told = [(NOON + minutes(at), agent, state) for at, agent, state in changes]
    assert sum(seconds_in_states(told, NOON, NOON + minutes(60)).values()) <= 2 * 3600
