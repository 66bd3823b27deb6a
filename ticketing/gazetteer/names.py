"""The names a place goes by: callers say 市三中 for 临江市第三中学, and name a street or a community as well."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from ticketing.gazetteer.lexicon import Hit, Lexicon
from ticketing.gazetteer.place import Place, PlaceEntry
from ticketing.gazetteer.sounds import sound, syllable
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


SHORTEST = 3
REACH = 6
_MADE = re.compile(
    "(公园|广场|市场|商场|医院|学校|中学|小学|幼儿园|大厦|车站|客运站|建材城|保健院|卫生院|购物中心|百货|商业街|夜市|天街|奥莱|风景区|宿舍|家属院|安置房)$"
)
_ALSO = tuple(
    (re.compile(pattern), other)
    for pattern, others in (
        ("人民医院$", "医院"),
        ("妇幼保健院$", "妇幼 妇保院"),
        ("^.*第([一二三四五六七八九十])医院$", r"\1医院 市\1院"),
        ("^.*县第([一二三四五六七八九十])中学$", r"县\1中"),
        ("^(.{2})县?第([一二三四五六七八九十])(中|小)学$", r"\1\2\3"),
        ("社区卫生服务中心$", "社区医院 卫生服务中心 卫生中心 社区卫生中心"),
        ("[镇乡]卫生院$", "卫生院"),
        ("路小学$", "小学"),
        ("(?:实验|中心)(?=[中小]学$)", ""),
        ("农贸市场$", "市场 菜场 菜市场 农贸"),
        ("菜市场$", "菜场"),
        ("菜场$", "菜市场"),
        ("海鲜批发市场$", "海鲜市场"),
        ("安置房$", "安置小区"),
        ("安置小区$", "安置房"),
        ("家属院$", "宿舍"),
        ("宿舍$", "家属院"),
        ("风景区$", "景区"),
        ("(?<=..)站$", "地铁站"),
        ("(?<=中心)站$", ""),
        ("(?<=...)小区$", ""),
        ("(?<=...)村$", ""),
        ("公交$", "车"),
    )
    for other in (others.split(" "))
)  # fmt: skip
_BEGINNING = re.compile("zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?")
_MOUTH = (("d", "t"), ("b", "p"), ("g", "k"), ("j", "q", "x"), ("z", "c", "s", "zh", "ch", "sh"), ("f", "h"), ("l", "n", "r"))
_LINK = re.compile("(?:那个?|这个?|那边|这边|那里|这里|那儿|这儿|里面|里头|边上|附近|旁边|叫|的|地|个|就|是){0,3}")
_BACK = re.compile("那个|这个|那边|这边|的|$")


class PlaceNames:
    """Every name of one city, searchable as written, as it sounds, and nearly."""

    def __init__(self, entries: Iterable[PlaceEntry], units: UnitTree) -> None:
        self._named: dict[str, Named] = dict(_areas(units))
        entries = tuple(entries)
        for entry in entries:
            named = Named(Place(**_facts(entry)), True, entry.kind)
            for name in _names(entry, short_place_name(units.root.name)):
                self._named[name] = named
        self._named |= {name: named for name, named in _short_names(entries) if name not in self._named}
        self._parts = tuple(_parts(entries))
        self._lexicon = Lexicon(self._named)
        exact = {entry.name for entry in entries}
        self._short = sorted(name for name in exact if len(name) == NEAR_MIN_LENGTH - 1)
        self._sounds = {name: sound(name) for name, named in self._named.items() if named.whole and name in exact}

    def __getitem__(self, name: str) -> Named:
        return self._named[name]

    def find(self, text: str) -> list[Hit]:
        return self._lexicon.find(text)

    def in_parts(self, text: str) -> list[Hit]:
        """Names whose two halves stand apart, in either order: 望江那个滨江公园, 奥莱明珠那个."""
        return [hit for head, tail, name in self._parts if (hit := _apart(text, head, tail, name))]

    def near(self, text: str) -> Hit | None:
        """The name that nearly sounds like a part of ``text``: one syllable of four may be wrong; None when none does."""
        slipped = next((one for name in self._short if (one := _slipped(text, name))), None)
        if slipped:
            return slipped
        heard = sound(text)
        best: tuple[float, Hit] | None = None
        for name, sounding in self._sounds.items():
            hit = _near(text, heard, name, sounding)
            if hit and (best is None or (hit[0], len(name)) > (best[0], len(best[1].phrase))):
                best = hit
        return best[1] if best else None


def _slipped(text: str, name: str) -> Hit | None:
    """A name of three characters of which one was misheard by its beginning alone: 柳提路 for 柳堤路."""
    for wrong in range(len(name) - 1):
        pattern = re.escape(name[:wrong]) + "([\u4e00-\u9fff])" + re.escape(name[wrong + 1 :])
        for found in re.finditer(pattern, text):
            if _initial_apart(syllable(found[1]), syllable(name[wrong])):
                return Hit(found.start(), found.end(), name, found[0])
    return None


def _initial_apart(one: str, other: str) -> bool:
    """The same ending after beginnings that are formed at the same place of the mouth."""
    first, second = _BEGINNING.match(one), _BEGINNING.match(other)
    if not first or not second or one[first.end() :] != other[second.end() :]:
        return False
    return any(first[0] in group and second[0] in group for group in _MOUTH)


def _near(text: str, heard: str, name: str, sounding: str) -> tuple[float, Hit] | None:
    if not NEAR_MIN_LENGTH <= len(name) <= len(text):
        return None
    found = fuzz.partial_ratio_alignment(sounding, heard, score_cutoff=NEAR)
    if found is None or found.dest_end - found.dest_start != len(name):
        return None
    head = len(_GENERAL.sub("", name)) or len(name)
    chunk = text[found.dest_start : found.dest_end]
    if sum(a == b for a, b in zip(chunk, name, strict=True)) * 2 < len(name):
        return None
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


def _short_names(entries: Sequence[PlaceEntry]) -> Iterator[tuple[str, Named]]:
    """What people leave out where it is clear without: 人民公园 for 青山人民公园, 星光里 for 星光里商场."""
    known = Counter(short for entry in entries for short in _shortened(entry))
    whole = {entry.name for entry in entries}
    for entry in entries:
        for short in _shortened(entry):
            if known[short] == 1 and not any(short != entry.name and name != entry.name and short in name for name in whole):
                yield short, Named(Place(**_facts(entry)), True, entry.kind)


def _shortened(entry: PlaceEntry) -> set[str]:
    name = entry.name
    found = {pattern.sub(other, name) for pattern, other in _ALSO if pattern.search(name)}
    ending = _MADE.search(name)
    if ending:
        found |= {name[start:] for start in range(2, len(name) - len(ending[0]) - 1) if len(name) - start >= SHORTEST}
    if entry.kind in ("mall", "estate", "park") and ending and len(name) - len(ending[0]) >= SHORTEST:
        found.add(name.removesuffix(ending[0]))
    if entry.kind == "busline":
        found.add(name.removesuffix("公交"))
    return {short for short in found if short != name and len(short) >= SHORTEST and not _GENERAL.fullmatch(short)}


def _parts(entries: Sequence[PlaceEntry]) -> Iterator[tuple[str, str, str]]:
    """Heads that several names of one street share (望江, 明珠), with what follows them in one name."""
    heads = Counter((entry.street_code, entry.name[:2]) for entry in entries)
    for entry in entries:
        head, tail = entry.name[:2], entry.name[2:]
        if heads[entry.street_code, head] > 1 and len(tail) >= 2 and entry.kind not in ("road", "busline", "village"):
            yield head, tail, entry.name


def _apart(text: str, head: str, tail: str, name: str) -> Hit | None:
    at = text.find(tail)
    if at < 0 or name in text:
        return None
    before, after = text[max(0, at - REACH) : at], text[at + len(tail) : at + len(tail) + REACH]
    if head in before:
        start = text.rindex(head, max(0, at - REACH), at)
        linked = _LINK.fullmatch(text[start + len(head) : at])
        return Hit(start, at + len(tail), name, text[start : at + len(tail)]) if linked else None
    found = after.find(head)
    if found >= 0 and _LINK.fullmatch(after[:found]) and _BACK.match(after[found + len(head) :]):
        end = at + len(tail) + found + len(head)
        return Hit(at, end, name, text[at:end])
    return None


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
