import xml.etree.ElementTree as ET

import pytest

from bench.asr.live import Step, limit
from bench.asr.plot import degradation


def step(legs: int, p95_s: float, put_off_s: float = 0.0) -> Step:
    return Step(stock=False, legs=legs, lags_s=(p95_s,), put_off_s=put_off_s, audio_s=20.0 * legs)


def test_the_limit_lies_where_finals_come_a_second_late() -> None:
    assert limit([step(4, 0.5), step(8, 0.75), step(16, 1.25)]) == pytest.approx(12.0)


def test_what_was_put_off_was_not_held() -> None:
    assert limit([step(4, 0.5), step(8, 0.6, put_off_s=5.0)]) == 4.0


def test_a_limit_that_was_not_reached_is_at_least_the_last_step() -> None:
    assert limit([step(4, 0.5), step(8, 0.6)]) == 8.0


def test_no_limit_is_told_where_the_first_step_is_late() -> None:
    assert limit([step(4, 1.5)]) is None
    assert limit([]) is None


def test_the_plot_is_a_picture_of_every_step() -> None:
    root = ET.fromstring(degradation([step(4, 0.5), step(8, 2.0)]))
    assert len([one for one in root.iter() if one.tag.endswith("circle")]) == 4
