"""Absolute deadlines."""

import pytest

from telephony.media.pace import MAX_CATCH_UP, Pace


def test_a_late_tick_does_not_move_the_next() -> None:
    pace = Pace(100.0)
    pace.done(100.015, 100.016)
    assert pace.deadline_s == pytest.approx(100.02)
    assert pace.figures().late == 1


def test_a_short_delay_is_made_up_for_a_long_one_skipped() -> None:
    pace = Pace(0.0)
    assert pace.overdue(0.1) == 0
    assert pace.overdue(10.0) == 501 - MAX_CATCH_UP
    pace.skip(pace.overdue(10.0))
    assert pace.overdue(10.0) == 0
    assert pace.figures().skipped == 501 - MAX_CATCH_UP


def test_the_figures_count_late_and_missed_ticks() -> None:
    pace = Pace(0.0)
    for began in (0.001, 0.035, 0.040 + 0.025):
        pace.done(began, began + 0.002)
    figures = pace.figures()
    assert (figures.ticks, figures.late, figures.missed) == (3, 2, 1)
    assert figures.worst_ms == pytest.approx(25.0)
    assert figures.busy == pytest.approx(0.1)
    assert figures.lateness == (1, 0, 0, 0, 1, 1, 0, 0)
    assert figures.lateness_s == pytest.approx(0.041)
