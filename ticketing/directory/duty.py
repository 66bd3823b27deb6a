"""One row of the duty directory, and which row speaks for a category."""

from collections.abc import Iterable, Sequence
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
DISPATCH_LEVEL_WORDS: dict[str, str] = {"city": "市级", "district": "区县级", "street": "街镇级"}
STREET = "street"
DISTRICT_BUREAU = "district:"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRule:
    """``category_code`` is a prefix of whole levels. Units are written as a unit's code, ``street`` (where the matter
    is) or ``district:NAME`` (that district's bureau, e.g. ``district:城管局``). ``place`` is the code of the territory that the
    row is for, empty for the whole city."""

    category_code: str
    place_scope: DispatchLevel
    lead_rule: str
    co_units: tuple[str, ...]
    basis: Basis
    dispatch_level: DispatchLevel
    place: str = ""


def longest_match(rules: Iterable[DutyRule], category_code: str, within: Sequence[str] = ()) -> DutyRule | None:
    """The row whose prefix of the category is longest; among several the one for the narrowest place; None when no row fits.

    ``within`` are the territories that the matter lies in, the narrowest first.
    """
    fitting = (rule for rule in rules if rule.category_code and category_code.startswith(rule.category_code))
    here = (rule for rule in fitting if not rule.place or rule.place in within)
    return max(here, key=lambda rule: (len(rule.category_code), _narrowness(rule, within)), default=None)


def _narrowness(rule: DutyRule, within: Sequence[str]) -> int:
    return len(within) - within.index(rule.place) if rule.place else 0
