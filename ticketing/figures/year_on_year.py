"""Year on year (同比): (this period − the same period last year) / last year; nothing to compare with is said, not zero. Pure.

Source: the domain notes; 89 → 80 is −10.11 %, 13 → 8 is −38.46 %.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ticketing.schema import Schema

CENT = Decimal("0.01")
NOT_APPLICABLE = "n/a"


class Change(Schema):
    """``percent`` is rounded half away from zero to two places; None where last year's count is 0 (shown as n/a)."""

    this: int
    last: int
    percent: float | None

    @property
    def words(self) -> str:
        """As a report writes it: −10.11 %, +5.00 %, n/a."""
        if self.percent is None:
            return NOT_APPLICABLE
        sign = "−" if self.percent < 0 else "+" if self.percent > 0 else ""
        return f"{sign}{abs(self.percent):.2f} %"


def change(this: int, last: int) -> Change:
    if last == 0:
        return Change(this=this, last=last, percent=None)
    share = Decimal(this - last) * 100 / Decimal(last)
    return Change(this=this, last=last, percent=float(share.quantize(CENT, ROUND_HALF_UP)))


def year_before(day: date) -> date:
    """The same day of last year; the 28th for a 29th of February."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
