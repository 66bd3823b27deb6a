"""Where it is: the gazetteer's name that the talk is about, and the detail (三号楼二单元) said with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from ticketing.directory import City
from ticketing.drafting.facts import Evidence
from ticketing.drafting.numerals import SPOKEN, in_figures
from ticketing.drafting.spoken import Said
from ticketing.gazetteer import Named, Place, PlaceNames
from ticketing.gazetteer.lexicon import Hit, longest

_ASKED = re.compile(r"哪里|哪个|哪儿|什么位置|地址|在哪|位置|哪一|什么地方|叫什么|哪家|具体地")
_ASKED_HOME = re.compile(r"您住|你住|住在哪|住哪|家住|哪里住|家在哪")
_LANDMARK = re.compile(r"(?:小区)?(?:的)?(?:斜对|对面|对过|旁边|附近|隔壁|后头|后面|往[东西南北]|边上)")
_LANDMARK_WEIGHT = 0.6
_REGISTERED = re.compile(
    r"工单|转给|转办|承办|派单|贵[姓性]|称呼|您[姓叫]|(?:给您|我|已经?)[^，]{0,4}登[记机]|单子上|录入|上报|诉求是|(?:我|马上|已经?|现在)[^，]{0,4}(?:通知|转)"
)
_HOME = re.compile(r"住|家在|到|去|从")
_AREA_WEIGHT = {"district": 0.15, "street": 0.25, "community": 0.25}
_BY_SOUND, _NEARLY = 0.8, 0.5
_AGENT = 0.7
_ANSWER = 1.5
_LATER = 0.93
_HOME_WEIGHT = 0.6
_N = f"{SPOKEN}十百a-z"
_DETAIL = re.compile(
    rf"(?<![月{_N}])(?:[{_N}]{{1,7}}(?:号楼|栋楼|栋|幢|座|单元|号院|号口|号线|号|室|楼|层|弄|组|期)(?:[{_N}]{{3,4}}(?![{_N}年块元多]))?)+"
    r"(?:楼顶|楼道|门口|旁边|对面|后面|地下室)?"
    r"|(?:[东西南北前后正侧]{1,2}门|路口|交叉口|十字路口|出站口|地下通道|地下车库)(?:门口|旁边|对面|附近)?"
)
_BUILDING = re.compile("[楼栋幢座室门]|单元|路口|交叉口|出站口|通道|车库")
_ENDING = (
    "路|街|大道|巷|小区|花园|家园|公寓|新村|广场|村|市场|大厦|大楼|写字楼|大厅|中心|公园|桥|桥洞|隧道|涵洞|立交|车站|码头|工业园|产业园|科技园|"
    "园区|学校|小学|中学|幼儿园|医院|卫生院|酒店|宾馆|商场|菜场|水库|厂|谷|服务区|收费站|驾校|殡仪馆|公墓"
)
_UNLISTED = re.compile(rf"(?:在|是|住|到|叫|就)(?:我们)?([\u4e00-\u9fff]{{2,6}}?(?:{_ENDING}))(?!上班)")
_ANSWERED = re.compile(rf"([\u4e00-\u9fff]{{2,12}}(?:{_ENDING}))")
_LEAD = re.compile("^.*(?:这边|那边|在|就是|是|住|叫|我们|就|那个|这个|的)(?=..)")
_CROSSING = re.compile(r"[跟与和]([\u4e00-\u9fff]{2,5}?[路街巷道])(?:那个|的)?(交叉口|路口|交汇处|口)")
_NOT_A_NAME = re.compile(r"^[是要去到跑找打问叫]|不|没|哪|什么|这|那|我们|个|的|了|有|在|门口|马路|旁边")
_AFTER = 30
DETAIL_CONFIDENCE = 0.7


@dataclass(frozen=True, slots=True)
class _Mention:
    said: Said
    hit: Hit
    weight: float


def find_place(said: Sequence[Said], city: City) -> tuple[Place | None, Mapping[str, Evidence], tuple[str, ...]]:
    """The place, where it (``place``) and its detail (``place_detail``) were heard, and all words that named any place (they say
    nothing about the category).
    """
    names = city.place_names
    mentions = [one for one in _mentions(said, names) if _counts(one, names, said)]
    if not any(names[mention.hit.phrase].whole and mention.said.channel == "caller" for mention in mentions):
        mentions += _near_mentions(said, names)
    heard = tuple({mention.hit.heard for mention in mentions if names[mention.hit.phrase].whole})
    if not mentions:
        unlisted, where = _unlisted(said) if _registered(said) else (None, None)
        return unlisted, {"place": where} if where else {}, ()
    best = _best(mentions)
    place = _with_district(names[best.hit.phrase].place, mentions, names)
    detail, heard_detail = _detail(said, best)
    evidence = {"place": Evidence(best.said.index, best.hit.heard, _confidence(best))}
    if heard_detail:
        evidence["place_detail"] = heard_detail
    return replace(place, detail=detail or None), evidence, heard


def _counts(mention: _Mention, names: PlaceNames, said: Sequence[Said]) -> bool:
    """What only the agent names is an answer (an office, a district), unless the call is registered for handling."""
    if mention.said.channel == "caller":
        return True
    return _registered(said) and names[mention.hit.phrase].whole


def _registered(said: Sequence[Said]) -> bool:
    return any(one.channel == "agent" and _REGISTERED.search(one.text) for one in said)


def _mentions(said: Sequence[Said], names: PlaceNames) -> list[_Mention]:
    found: list[_Mention] = []
    for position, one in enumerate(said):
        before = said[position - 1] if position else None
        asked = before is not None and before.channel != one.channel and bool(_ASKED.search(before.text))
        home = before is not None and before.channel == "agent" and bool(_ASKED_HOME.search(before.text))
        for hit in _specific(longest([*names.find(one.text), *names.in_parts(one.text)]), names):
            weight = _weight(one, hit, names, asked and not home) * _LATER**position * (_HOME_WEIGHT if home else 1.0)
            found.append(_Mention(one, hit, weight))
    return found


def _specific(hits: list[Hit], names: PlaceNames) -> list[Hit]:
    """人民路幸福小区: of two names side by side the road only leads to the second."""
    return [
        hit
        for hit, following in zip_longest(hits, hits[1:])
        if not (following and _leads_to(names[hit.phrase], names[following.phrase], following.start - hit.end))
    ]


def _leads_to(first: Named, second: Named, gap: int) -> bool:
    return gap == 0 and second.whole and second.kind != "road" and (first.kind == "road" or not first.whole)


def _weight(one: Said, hit: Hit, names: PlaceNames, asked: bool) -> float:
    weight = 1.0 if hit.exact else _BY_SOUND
    weight *= 1.0 if names[hit.phrase].whole else _AREA_WEIGHT.get(names[hit.phrase].kind, 0.2)
    weight *= _LANDMARK_WEIGHT if _LANDMARK.match(one.text[hit.end : hit.end + 4]) else 1.0
    weight *= 0.6 if _HOME.search(one.text[max(0, hit.start - 2) : hit.start]) else 1.0
    return weight * (_AGENT if one.channel == "agent" else _ANSWER if asked else 1.0)


def _near_mentions(said: Sequence[Said], names: PlaceNames) -> list[_Mention]:
    found: list[_Mention] = []
    for position, one in enumerate(said):
        hit = names.near(one.text) if one.channel == "caller" else None
        if hit:
            asked = position > 0 and bool(_ASKED.search(said[position - 1].text))
            found.append(_Mention(one, hit, _NEARLY * (_ANSWER if asked else 1.0)))
    return found


def _best(mentions: Sequence[_Mention]) -> _Mention:
    totals: dict[str, float] = {}
    for mention in mentions:
        totals[mention.hit.phrase] = totals.get(mention.hit.phrase, 0.0) + mention.weight
    name = max(totals, key=lambda phrase: totals[phrase])
    return max((m for m in mentions if m.hit.phrase == name), key=lambda m: (m.said.channel == "caller", m.weight))


def _with_district(place: Place, mentions: Sequence[_Mention], names: PlaceNames) -> Place:
    """A caller who only named a community still said a district by it; a named district fills a gap."""
    if place.district:
        return place
    districts = (names[m.hit.phrase].place.district for m in mentions)
    return replace(place, district=next((d for d in districts if d), None))


def _detail(said: Sequence[Said], best: _Mention) -> tuple[str, Evidence | None]:
    """What follows the name; else the first building or door that the caller names anywhere."""
    after = best.said.text[best.hit.end : best.hit.end + _AFTER]
    crossing = _CROSSING.search(after)
    if crossing:
        return f"与{crossing[1]}{crossing[2]}", Evidence(best.said.index, crossing[0], DETAIL_CONFIDENCE)
    found = _DETAIL.search(after)
    if found:
        return in_figures(found[0]), Evidence(best.said.index, found[0], DETAIL_CONFIDENCE)
    for one in said:
        match = _DETAIL.search(one.text.replace(best.hit.heard, "○" * len(best.hit.heard))) if one.channel == "caller" else None
        if match and _BUILDING.search(match[0]):
            return in_figures(match[0]), Evidence(one.index, match[0], DETAIL_CONFIDENCE)
    return "", None


def _confidence(best: _Mention) -> float:
    return round(min(0.95, 0.4 + 0.5 * min(best.weight, 1.0)), 2)


def _unlisted(said: Sequence[Said]) -> tuple[Place | None, Evidence | None]:
    """A name that the gazetteer does not have, by its ending; kept as said, for a person to check. An answer comes first."""
    for before, one in pairwise(said):
        if one.channel == "caller" and before.channel == "agent" and _ASKED.search(before.text):
            found = _ANSWERED.search(one.text)
            name = _LEAD.sub("", found[1]) if found else ""
            if len(name) > 2 and not _NOT_A_NAME.search(name):
                return Place(text=name), Evidence(one.index, name, 0.35)
    for one in said:
        for found in _UNLISTED.finditer(one.text) if one.channel == "caller" else ():
            if not _NOT_A_NAME.search(found[1]):
                return Place(text=found[1]), Evidence(one.index, found[1], 0.3)
    return None, None
