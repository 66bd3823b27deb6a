"""Where a ticket goes, as a plain value: who leads, who helps, who is only told. Pure.

Source: the domain notes, responsible in four steps, parallel dispatch (属地+行业并行), direct dispatch (直派), notice to resident
units (告知).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from config.errors import BadInput
from config.settings.dispatching import TypeName
from ticketing.clocks.terms import LEVELS
from ticketing.directory import City, Place
from ticketing.directory.responsible import Responsible
from ticketing.units import Unit

Scheme = Literal["level", "simple", "complex"]
MAX_UNITS = 20
"""So many units one ticket is dispatched to at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """Codes, the basis and its reason in words, and the level in working days (``scheme`` level) or the hours' scheme."""

    unit: str
    co_units: tuple[str, ...]
    basis: str
    why: str
    dispatch_level: str
    level: int
    cc: tuple[str, ...] = ()
    scheme: Scheme = "level"


def chosen(
    city: City,
    unit: str,
    *,
    category: str | None,
    place: Place | None,
    level: int,
    first_receiver: str | None = None,
    co_units: tuple[str, ...] | None = None,
    cc: tuple[str, ...] = (),
    scheme: Scheme = "level",
) -> Dispatch:
    """To ``unit``: by the directory's basis when it names that unit, else by the rule that made it responsible.

    ``co_units`` None: those of the directory's row, when its unit leads. BadInput for a level that there is not.
    """
    if level not in LEVELS:
        raise BadInput(f"办理时限 {level} 不在 1、3、7、11 个工作日之内。", "请选择其中一级。")
    found = city.responsible(category or "", place, first_receiver=first_receiver)
    by_directory = found.lead_unit == unit
    helpers = co_units if co_units is not None else found.co_units if by_directory else ()
    basis, why, dispatch_level = _basis(city, unit, found, first_receiver)
    return Dispatch(
        unit=unit, co_units=helpers, cc=cc, basis=basis, why=why, dispatch_level=dispatch_level, level=level, scheme=scheme
    )


def parallel(city: City, place: Place | None, units: Iterable[str], lead: str) -> tuple[str, ...]:
    """The territory and the industry units that handle side by side, the lead first; empty where there are not both.

    The territory is the district that the place lies in; ``lead`` is ``territory`` or ``industry``.
    """
    district = district_of(city, place)
    industry = tuple(code for code in units if city.unit(code).kind == "industry")
    if district is None or not industry:
        return ()
    return (district.code, *industry) if lead == "territory" else (*industry, district.code)


def completed(city: City, to: Dispatch, *, copy_district: bool) -> Dispatch:
    """With whom the rules add: resident units are told instead of asked, a district of what goes straight below it.

    Every code once: who leads neither helps nor is told. BadInput for too many units; NotFound for an unknown one.
    """
    asked = [code for code in dict.fromkeys(to.co_units) if code != to.unit]
    helpers = tuple(code for code in asked if city.unit(code).kind != "liaison")
    told = [*to.cc, *(code for code in asked if code not in helpers)]
    if copy_district:
        told.extend(_skipped(city, to.unit))
    cc = tuple(code for code in dict.fromkeys(told) if code != to.unit and code not in helpers)
    if 1 + len(helpers) + len(cc) > MAX_UNITS:
        raise BadInput(f"一张工单最多派往{MAX_UNITS}个单位。", "请减少协办或告知单位。")
    for code in (to.unit, *cc):
        city.unit(code)
    return replace(to, co_units=helpers, cc=cc)


def by_type(city: City, type: str | None, type_units: Mapping[TypeName, str]) -> str | None:
    """The unit to which a setting gives every ticket of this type; None without one, or where the city has no such unit."""
    code = {str(name): unit for name, unit in type_units.items()}.get(type or "")
    return code if code and code in city.units else None


def district_of(city: City, place: Place | None) -> Unit | None:
    """The district's government where the place lies; None where it is not known."""
    if place is None:
        return None
    if place.street_code and place.street_code in city.units:
        return city.units.district_of(place.street_code)
    return city.units.district_named(place.district) if place.district else None


def level_of(city: City, unit: str) -> str:
    """The dispatch level that a unit stands for: city, district or street."""
    level = city.unit(unit).level
    return level if level in ("city", "district") else "street"


def _basis(city: City, unit: str, found: Responsible, first_receiver: str | None) -> tuple[str, str, str]:
    if found.lead_unit == unit:
        return found.basis, found.why, found.dispatch_level
    name, instead = city.unit(unit).name, city.unit(found.lead_unit).name
    if unit == first_receiver:
        return "first_receiver", f"首问负责：{name}最先受理（职责目录建议{instead}）。", level_of(city, unit)
    return "named", f"指定负责：由{name}主办（职责目录建议{instead}）。", level_of(city, unit)


def _skipped(city: City, unit: str) -> tuple[str, ...]:
    """The district above a street, town, community or grid; none above a bureau or the district itself."""
    lead = city.unit(unit)
    if lead.kind != "territory" or lead.level not in ("street", "community", "grid"):
        return ()
    district = city.units.district_of(unit)
    return (district.code,) if district else ()
