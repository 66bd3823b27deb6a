"""The composite score of a unit and its place within its group (分组排名). Pure.

A unit whose rates rest on fewer cases than the set minimum is listed apart: a single case must not top a table.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from config.settings.bulletins import Weights
from ticketing.bulletins.schemas import BulletinRates, UnitFigures
from ticketing.units.unit import Unit

GROUPS: Mapping[str, str] = {
    "district": "区县",
    "street": "街镇",
    "community": "社区",
    "bureau": "市级部门",
    "district_bureau": "区级部门",
    "utility": "公共服务单位",
    "liaison": "驻地单位",
    "studio": "工作室与专班",
    "other": "其他单位",
}
"""In the order in which a bulletin shows them: like is ranked with like."""
CENT = Decimal("0.01")


def group_of(unit: Unit) -> str:
    """Territories by their level, bureaus of the city apart from those of districts, the rest by kind."""
    if unit.kind == "territory":
        return unit.level if unit.level in GROUPS else "other"
    if unit.kind == "industry":
        return "bureau" if unit.level == "city" else "district_bureau"
    return unit.kind if unit.kind in GROUPS else "other"


def score(rates: BulletinRates, weights: Weights) -> float | None:
    """Response, resolution and satisfaction by their weights, of 100; None while one of the three has no base."""
    shares = (
        (rates.response, weights.response),
        (rates.resolution, weights.resolution),
        (rates.satisfaction, weights.satisfaction),
    )
    if any(rate.denominator == 0 for rate, _ in shares):
        return None
    total = sum(Decimal(str(weight)) for _, weight in shares)
    points = sum((Decimal(str(weight)) * rate.numerator * 100 / rate.denominator for rate, weight in shares), start=Decimal())
    return float((points / total).quantize(CENT, ROUND_HALF_UP))


def cases(rates: BulletinRates) -> int:
    """On how many cases a score rests: the smallest base of the three."""
    return min(rates.response.denominator, rates.resolution.denominator, rates.satisfaction.denominator)


def ranked(lines: Sequence[UnitFigures], least: int) -> tuple[tuple[UnitFigures, ...], tuple[UnitFigures, ...]]:
    """Those with a place, best first, equal scores at the same place; and apart those with too few cases, by name."""
    able = [line for line in lines if line.score is not None and line.cases >= least]
    best = sorted(able, key=lambda line: (-(line.score or 0.0), line.unit.code))
    scores = [line.score for line in best]
    placed = tuple(line.model_copy(update={"rank": scores.index(line.score) + 1}) for line in best)
    apart = sorted((line for line in lines if line not in able), key=lambda line: (-line.received, line.unit.code))
    return placed, tuple(apart)
