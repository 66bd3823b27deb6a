"""Who is responsible, in this order: the directory, the first receiver (首问负责), the named unit (指定负责), the
fallback unit (兜底负责). The reason is kept in words, because it is stored with the dispatch."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ticketing.directory.duty import BASES, DISTRICT_BUREAU, STREET, DispatchLevel, DutyRule, longest_match
from ticketing.gazetteer import Place
from ticketing.units import Unit, UnitTree

Rule = Literal["directory", "first_receiver", "named", "fallback"]
_TITLES: dict[Rule, str] = {
    "directory": "职责目录",
    "first_receiver": "首问负责",
    "named": "指定负责",
    "fallback": "兜底负责",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Responsible:
    """Codes of the lead unit and of those who help; ``basis`` is a directory basis or the rule's own name."""

    lead_unit: str
    co_units: tuple[str, ...]
    basis: str
    dispatch_level: DispatchLevel
    why: str
    rule: Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The rows and the units they speak of. ``fallback`` is the unit that takes what nobody else must."""

    rules: tuple[DutyRule, ...]
    units: UnitTree
    fallback: str

    def responsible(
        self, category_code: str, place: Place | None, *, first_receiver: str | None, named: str | None
    ) -> Responsible:
        rule = self.row_for(category_code, place)
        found = self._by_directory(rule, place) if rule else None
        if found:
            return found
        for code, name in ((first_receiver, "first_receiver"), (named, "named")):
            if code and code in self.units:
                return self._by_order(code, "first_receiver" if name == "first_receiver" else "named", rule)
        return self._by_order(self.fallback, "fallback", rule)

    def row_for(self, category_code: str, place: Place | None) -> DutyRule | None:
        """The row that speaks for this category at this place, whether or not it can name a unit."""
        return longest_match(self.rules, category_code, self._within(place)) if category_code else None

    def _by_directory(self, rule: DutyRule, place: Place | None) -> Responsible | None:
        lead, how = self._resolve(rule.lead_rule, place)
        if lead is None:
            return None
        helpers = (self._resolve(code, place)[0] for code in rule.co_units)
        return Responsible(
            lead_unit=lead.code,
            co_units=tuple(_distinct(unit.code for unit in helpers if unit and unit.code != lead.code)),
            basis=rule.basis,
            dispatch_level=rule.dispatch_level,
            why=f"职责目录 {rule.category_code}：{BASES[rule.basis]}，由{lead.name}主办{how}。",
            rule="directory",
        )

    def _by_order(self, code: str, rule: Rule, row: DutyRule | None) -> Responsible:
        unit = self.units.get(code)
        why = "地点不明，目录中的属地单位无法确定" if row else "职责目录没有该事项"
        return Responsible(
            lead_unit=unit.code,
            co_units=(),
            basis=rule,
            dispatch_level=_dispatch_level(unit),
            why=f"{_TITLES[rule]}：{why}，由{unit.name}主办。",
            rule=rule,
        )

    def _resolve(self, written: str, place: Place | None) -> tuple[Unit | None, str]:
        if written == STREET:
            street = self._street(place)
            return street, f"（事发地{street.name}）" if street else ""
        if not written.startswith(DISTRICT_BUREAU):
            return self.units.get(written), ""
        name = written.removeprefix(DISTRICT_BUREAU)
        district = self._district(place)
        local = self.units.counterpart(name, district) if district else None
        if local and district:
            return local, f"（事发地在{place.district if place and place.district else district.name}）"
        return self.units.counterpart(name, None), "（地点不明或该区无对口单位，由市级主管单位承担）"

    def _street(self, place: Place | None) -> Unit | None:
        code = place.street_code if place else None
        return self.units.get(code) if code and code in self.units else None

    def _within(self, place: Place | None) -> tuple[str, ...]:
        area = self._street(place) or self._district(place)
        return tuple(unit.code for unit in self.units.ancestors(area.code)) if area else ()

    def _district(self, place: Place | None) -> Unit | None:
        street = self._street(place)
        if street:
            return self.units.district_of(street.code)
        return self.units.district_named(place.district) if place and place.district else None


def _dispatch_level(unit: Unit) -> DispatchLevel:
    if unit.level == "city":
        return "city"
    return "district" if unit.level == "district" else "street"


def _distinct(codes: Iterator[str]) -> Iterator[str]:
    return iter(dict.fromkeys(codes))
