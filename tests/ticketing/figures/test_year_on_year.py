"""Year on year: the published cases, and what cannot be compared."""

from datetime import date

import pytest

from ticketing.figures.year_on_year import change, year_before


@pytest.mark.parametrize(
    ("last", "this", "percent", "words"),
    [
        (89, 80, -10.11, "−10.11 %"),
        (13, 8, -38.46, "−38.46 %"),
        (0, 5, None, "n/a"),
        (0, 0, None, "n/a"),
        (4, 4, 0.0, "0.00 %"),
        (8, 9, 12.5, "+12.50 %"),
        (3, 0, -100.0, "−100.00 %"),
    ],
)
def test_the_change_is_counted_from_last_years_figure(last: int, this: int, percent: float | None, words: str) -> None:
    found = change(this, last)
    assert (found.percent, found.words) == (percent, words)


def test_a_leap_day_is_compared_with_the_28th() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert year_before(date(2026, 3, 1)) == date(2025, 3, 1)
