"""A rate is never shown without its numerator, its denominator and what its base is."""

from decimal import ROUND_HALF_UP, Decimal

from ticketing.schema import Schema

CENT = Decimal("0.01")


class Rate(Schema):
    """``percent`` is rounded half up to two places, None where the base is empty; ``base`` says what is counted."""

    numerator: int
    denominator: int
    percent: float | None
    base: str


def rate(numerator: int, denominator: int, base: str) -> Rate:
    """66.67 of 2 in 3; the third decimal decides half up, as reports are written."""
    return Rate(numerator=numerator, denominator=denominator, percent=percent(numerator, denominator), base=base)


def percent(numerator: int, denominator: int) -> float | None:
    if denominator == 0:
        return None
    return float((Decimal(numerator) * 100 / Decimal(denominator)).quantize(CENT, ROUND_HALF_UP))
