"""The names a place goes by: callers say 市三中 for 临江市第三中学, and name a street or a community as well."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from ticketing.gazetteer.lexicon import Hit, Lexicon
from ticketing.gazetteer.place import Place, PlaceEntry
from ticketing.gazetteer.sounds import sound
from ticketing.units import Unit, UnitTree
from ticketing.units.tree import short_place_name

NEAR = 75.0
NEAR_MIN_LENGTH = 4
_NUMBERED_SCHOOL = re.compile(r"第([一二三四五六七八九十]+)(中|小)学$")
_GENERAL = re.compile(r"(小区|花园|家园|公寓|新村|名苑|广场|大道|大街|小学|中学|幼儿园|医院|公园|市场|购物中心|[路街巷苑村站])$")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for. ``whole`` false: it only says the street, community or district, not the place."""

    place: Place
    whole: bool
    kind: str


class PlaceNames:
    """Every name of one city, searchable as written, as it sounds, and nearly."""

    def __init__(self, entries: Iterable[PlaceEntry], units: UnitTree) -> None:
        self._named: dict[str, Named] = dict(_areas(units))
        for entry in entries:
            named = Named(Place(**_facts(entry)), True, entry.kind)
            for name in _names(entry, short_place_name(units.root.name)):
                self._named[name] = named
        self._lexicon = Lexicon(self._named)
        self._sounds = {name: sound(name) for name, named in self._named.items() if named.whole}

    def __getitem__(self, name: str) -> Named:
        return self._named[name]

    def find(self, text: str) -> list[Hit]:
        return self._lexicon.find(text)

    def near(self, text: str) -> Hit | None:
        """The name that nearly sounds like a part of ``text``: one syllable of four may be wrong; None when none does."""
        heard = sound(text)
        best: tuple[float, Hit] | None = None
        for name, sounding in self._sounds.items():
            hit = _near(text, heard, name, sounding)
            if hit and (best is None or (hit[0], len(name)) > (best[0], len(best[1].phrase))):
                best = hit
        return best[1] if best else None


def _near(text: str, heard: str, name: str, sounding: str) -> tuple[float, Hit] | None:
    if not NEAR_MIN_LENGTH <= len(name) <= len(text):
        return None
    found = fuzz.partial_ratio_alignment(sounding, heard, score_cutoff=NEAR)
    if found is None or found.dest_end - found.dest_start != len(name):
        return None
    head = len(_GENERAL.sub("", name)) or len(name)
    part = heard[found.dest_start : found.dest_start + head]
    if sum(a == b for a, b in zip(part, sounding, strict=False)) * 2 < head:
        return None
    return found.score, Hit(found.dest_start, found.dest_end, name, text[found.dest_start : found.dest_end])


def _facts(entry: PlaceEntry) -> Mapping[str, str]:
    return {
        "text": entry.name,
        "gazetteer": entry.name,
        "street_code": entry.street_code,
        "district": entry.district,
    }


def _names(entry: PlaceEntry, city: str) -> Iterator[str]:
    """The entry's name, and the short forms that leave out the city or the middle of a school's number."""
    yield entry.name
    for prefix in (city, city.removesuffix("市")):
        rest = entry.name.removeprefix(prefix)
        if rest != entry.name and len(rest) >= 3:
            yield from (rest, f"市{rest}")
    school = _NUMBERED_SCHOOL.search(entry.name)
    if school:
        yield from (f"市{school[1]}{school[2]}", f"第{school[1]}{school[2]}学")


def _areas(units: UnitTree) -> Iterator[tuple[str, Named]]:
    for unit in units:
        if unit.kind == "territory" and unit.level in ("district", "street", "community"):
            place = _area(unit, units)
            yield place.text, Named(place, False, unit.level)


def _area(unit: Unit, units: UnitTree) -> Place:
    district = units.district_of(unit.code)
    streets = (u.code for u in units.ancestors(unit.code) if u.level == "street")
    name = short_place_name(unit.name).removesuffix("管理委员会")
    short = short_place_name(district.name).removesuffix("管理委员会") if district else None
    return Place(text=name, street_code=next(streets, None), district=short)
