import pytest

from asr.ladder import CALM_S, LADDER, Stand, StepName, next_step, partial_interval


@pytest.mark.parametrize(
    ("lag_s", "step"),
    [(0.0, "normal"), (0.3, "normal"), (0.31, "fewer_interims"), (1.1, "no_interims"), (3.1, "after_call"), (11, "spooled")],
)
def test_each_step_is_entered_above_its_lag(lag_s: float, step: StepName) -> None:
    assert next_step("normal", lag_s) == step


@pytest.mark.parametrize("step", list(LADDER))
def test_no_step_goes_beyond_the_deepest_that_is_allowed(step: StepName) -> None:
    order = list(LADDER)
    reached = next_step(step, 100.0, deepest="no_interims")
    assert order.index(reached) <= order.index("no_interims")


def test_a_step_is_left_only_below_half_of_its_lag() -> None:
    assert next_step("no_interims", 0.9) == "no_interims"
    assert next_step("no_interims", 0.4) == "fewer_interims"
    assert next_step("no_interims", 0.1) == "normal"


def test_interims_go_first() -> None:
    assert partial_interval("normal", 0.3) == 0.3
    assert partial_interval("fewer_interims", 0.3) == 1.0
    assert partial_interval("no_interims", 0.3) is None


def test_a_deeper_step_holds_at_once_and_is_left_only_after_a_calm_while() -> None:
    stand = Stand().after(1.5, 0.0)
    assert stand.step == "no_interims"
    stand = stand.after(0.1, 1.0)
    assert stand.after(0.1, 1.0 + CALM_S - 0.1).step == "no_interims"
    assert stand.after(0.1, 1.0 + CALM_S).step == "normal"
    shaken = stand.after(0.8, 2.0).after(0.1, 2.5)
    assert shaken.after(0.1, 1.0 + CALM_S).step == "no_interims"
