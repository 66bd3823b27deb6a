"""One row of the duty directory, and which row speaks for a category."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Basis = Literal["permits", "in_charge", "approves", "benefits"]
DispatchLevel = Literal["city", "district", "street"]
BASES: dict[Basis, str] = {
    "permits": "谁许可谁监管",
    "in_charge": "谁主管谁负责",
    "approves": "谁审批谁负责",
    "benefits": "谁受益谁负责",
}
DISPATCH_LEVELS: tuple[str, ...] = get_args(DispatchLevel)
STREET = "street"
DISTRICT_BUREAU = "district:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """``category_code`` is a prefix of whole levels. Units are written as a unit's code, ``street`` (where the matter
    is) or ``district:NAME`` (that district's bureau, e.g. ``district:城管局``)."""

    category_code: str
    place_scope: DispatchLevel
    lead_rule: str
    co_units: tuple[str, ...]
    basis: Basis
    dispatch_level: DispatchLevel


def longest_match(rules: Iterable[DutyRule], category_code: str) -> DutyRule | None:
    """The row whose prefix of the category is longest; None when no row covers it."""
    fitting = (rule for rule in rules if rule.category_code and category_code.startswith(rule.category_code))
    return max(fitting, key=lambda rule: len(rule.category_code), default=None)
