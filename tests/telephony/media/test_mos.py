"""The reduced E-model."""

import pytest

from telephony.media.mos import mos, rating


def test_a_clean_short_line_has_the_best_score_of_g711() -> None:
    assert mos(0.0, 0.0) == pytest.approx(4.41, abs=0.01)


def test_loss_and_delay_lower_the_score() -> None:
    assert mos(50, 0) > mos(250, 0) > mos(500, 0)
    assert mos(50, 0) > mos(50, 0.01) > mos(50, 0.05) > mos(50, 0.5)


def test_delay_hurts_more_beyond_the_knee() -> None:
    assert rating(100, 0) - rating(150, 0) < rating(200, 0) - rating(250, 0)


@pytest.mark.parametrize(("delay", "loss"), [(10_000.0, 1.0), (0.0, 2.0), (0.0, -1.0)])
def test_the_score_stays_in_its_scale(delay: float, loss: float) -> None:
    assert 1.0 <= mos(delay, loss) <= 4.5
