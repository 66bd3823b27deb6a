"""The title and the summary, composed of what was found and of nothing else."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ticketing.drafting.categories import CONFIDENT
from ticketing.drafting.facts import TYPES, CategorySuggestion, Evidence, MatterType, Trace
from ticketing.drafting.matters import Clause
from ticketing.drafting.objects import BUILDING, NAMED
from ticketing.drafting.phrases import cut_at_word
from ticketing.drafting.questions import SHOWN, Asked, asks
from ticketing.drafting.troubles import OPENING, Trouble
from ticketing.gazetteer import Place

TITLE_LENGTH = 30
VERBS: dict[MatterType, str] = {"consultation": "咨询", "report": "举报", "suggestion": "建议", "praise": "表扬"}
URGENT = "【紧急】"
URGENT_END = "【紧急件】"
SURE = 0.55
"""A category with such a share of the best three does not let something else be named that was only said in passing."""
LEAST = 4
_SPOKEN = re.compile(r"我|你|他|她|咱|俺|它|啊|哎|吧|呢|吗|怎么|什么|说|谁|怕不怕|不晓得|不知道|觉得|好像|害怕")
_CATCH_ALL = re.compile("综合|表扬|建议|其他")
"""Names of leaves that say nothing of a trouble."""
_ROOM_FOR_MATTER = 8
CORE_LENGTH = 16
"""The caller's own words in a title are few: they are speech."""
SPOKEN_COST = 1.0
CORE_TURNS = 3
COST = 0.05
"""For each character that does not fit."""
ASKING = 1.0
CORE_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class Known:
    """What the title may be made of: each text with the words of the call behind it."""

    kind: MatterType
    place: Place | None
    place_heard: Evidence | None
    detail_heard: Evidence | None
    category: CategorySuggestion | None
    category_heard: Evidence | None
    about: str
    about_heard: Evidence | None
    wish: str
    wish_heard: Evidence | None
    wrong: Sequence[Trouble]
    found: Sequence[Clause]
    asked: Sequence[Asked]
    urgent: bool


def title(known: Known) -> tuple[str, tuple[Trace, ...]]:
    """【紧急】place + matter, at most 30 characters, and what each piece rests on; empty when nothing is known."""
    if not known.found:
        return "", ()
    head = (URGENT if known.urgent else "") + VERBS.get(known.kind, "")
    pieces = _fitting(_PIECES.get(known.kind, _of_trouble)(known, TITLE_LENGTH - len(head)), TITLE_LENGTH - len(head))
    return (head + "".join(piece.text for piece in pieces), tuple(pieces)) if pieces else ("", ())


def summary(known: Known, *, caller_name: str, time: str, matter: str) -> str:
    """Who, where, when, what, and the wish; a part that was not found is left out, not made up."""
    verb = {"complaint": "反映", "request": "求助"}.get(known.kind, TYPES[known.kind])
    told = "，".join(part for part in (where_of(known.place), time if time.rstrip("了") not in matter else "", matter) if part)
    asked = f"。诉求：{known.wish}" if known.wish else ""
    end = "。" + (URGENT_END if known.urgent else "")
    return f"{caller_name or '市民'}来电{verb}：{told}{asked}{end}" if told or known.wish else ""


def where_of(place: Place | None) -> str:
    if place is None:
        return ""
    district = place.district if place.district and place.district not in place.text else ""
    return f"{district or ''}{place.text}{place.detail or ''}"


def _of_question(known: Known, room: int) -> list[Trace]:
    """What was asked about, and what about it: 居民医保缴费 + 时间、地点."""
    pieces = _where(known, room, whole=True) if _place_is_asked(known) else []
    topic = _topic(known)
    if topic is None:
        return pieces + _core(known, room)
    pieces.append(topic)
    for number, one in enumerate(known.asked[:SHOWN]):
        name = _joined_to(topic.text, one.name)
        if name:
            pieces.append(Trace(("、" if number else "") + name, one.evidence))
    return pieces


def _of_proposal(known: Known, room: int) -> list[Trace]:
    """What is proposed, else what it is about; never what is wrong, which nobody proposes."""
    first = known.wish.partition("、")[0]
    text = first if len(first) >= LEAST else known.wish
    where = [] if known.place is None or known.place.text in text else _where(known, room)
    if len(text) >= LEAST and known.wish_heard:
        return [*where, Trace(text, known.wish_heard)]
    named = [] if known.category is None or _CATCH_ALL.search(known.category.name) else _named(known, room - _length(where))
    return where + (named or _core(known, room - _length(where)))


def _of_praise(known: Known, room: int) -> list[Trace]:
    where = _where(known, room, whole=True)
    return where + (_core(known, room - _length(where)) or _named(known, room))


def _of_trouble(known: Known, room: int) -> list[Trace]:
    """Where, who or what, and what is wrong with it: as a form says it, else the category, else the caller."""
    where = _where(known, room)
    left = room - _length(where)
    wrong = _wrong(known, left)
    if wrong:
        return where + _who(known, left - _length(wrong), wrong[0].text) + wrong
    named = _named(known, left)
    if named and known.category and known.category.score >= CONFIDENT and not _CATCH_ALL.search(known.category.name):
        return where + named
    return where + (_core(known, left) or named)


def _wrong(known: Known, room: int) -> list[Trace]:
    """What is wrong, when it is what the category says too or when the category is not sure; two things where there is room."""
    category = known.category
    sure = category is not None and category.score >= SURE
    fitting = [one for one in known.wrong if len(one.name) <= room and _counts(one, category, sure)]
    fitting.sort(key=lambda one: not (one.danger or _same(one, category)))
    if not fitting:
        return []
    kept = [Trace(fitting[0].name, fitting[0].evidence)]
    for other in fitting[1:]:
        text = f"、{other.name}"
        beside = other.weight >= fitting[0].weight and other.danger == fitting[0].danger and (not sure or _same(other, category))
        if len(kept) < 2 and beside and not _shares(other.name, fitting[0].name) and _length(kept) + len(text) <= room:
            kept.append(Trace(text, other.evidence))
    return kept


def _counts(one: Trouble, category: CategorySuggestion | None, sure: bool) -> bool:
    return one.danger or not sure or one.weight >= OPENING or _same(one, category)


def _same(one: Trouble, category: CategorySuggestion | None) -> bool:
    if category is None:
        return True
    words = category.why.split("、")
    return _shares(one.name + one.thing, category.name) or any(word in one.evidence.phrase for word in words if len(word) > 1)


def _who(known: Known, room: int, beside: str) -> list[Trace]:
    """Whom it is about, where that has a name of its own and there is room."""
    heard = known.about_heard
    if heard is None or heard.confidence < NAMED or known.urgent:
        return []
    where = known.place.text if known.place else ""
    about = known.about.removeprefix(where)
    named = LEAST <= len(about) <= room and not _shares(about, beside) and not (where and _shares(about, where))
    return [Trace(about, heard)] if named else []


def _named(known: Known, room: int) -> list[Trace]:
    """The category's name, with whom it is about before it where that has a name of its own and there is room."""
    if known.category is None or known.category_heard is None or len(known.category.name) > room:
        return []
    name = Trace(known.category.name, known.category_heard)
    return [*_who(known, room - len(name.text), name.text), name]


def _core(known: Known, room: int) -> list[Trace]:
    """The weightiest phrase of the caller's first turns, or its beginning: there people say why they call."""
    turns = sorted({one.index for one in known.found})[:CORE_TURNS]
    opening = [one for one in known.found if one.index in turns and len(one.text) >= LEAST]
    best = max(opening, key=lambda one: (_clear(one, known) - COST * max(0, len(one.text) - room), -one.index), default=None)
    text = cut_at_word(best.text, min(room, CORE_LENGTH)) if best else ""
    return [Trace(text, Evidence(best.index, best.heard, CORE_CONFIDENCE))] if best and len(text) >= LEAST else []


def _clear(one: Clause, known: Known) -> float:
    asking = ASKING if known.kind == "consultation" and asks(one.heard) else 0.0
    return one.weight + asking - (SPOKEN_COST if _SPOKEN.search(one.text) else 0.0)


def _where(known: Known, room: int, *, whole: bool = False) -> list[Trace]:
    place = known.place
    if place is None or known.place_heard is None or len(place.text) > room:
        return []
    found = [Trace(place.text, known.place_heard)]
    building = BUILDING.match(place.detail or "")
    if building and not whole and known.detail_heard and len(place.text) + len(building[0]) + _ROOM_FOR_MATTER <= room:
        found.append(Trace(building[0], known.detail_heard))
    return found


def _place_is_asked(known: Known) -> bool:
    place = known.place
    return (
        place is not None
        and place.gazetteer is not None
        and any(place.text in one.heard and asks(one.heard) for one in known.found)
    )


def _topic(known: Known) -> Trace | None:
    if known.about and known.about_heard:
        return Trace(known.about, known.about_heard)
    return None


def _joined_to(topic: str, name: str) -> str:
    """公积金提取 + 提取办法: no word twice."""
    for length in range(min(len(topic), len(name) - 1), 0, -1):
        if topic.endswith(name[:length]):
            return name[length:]
    return "" if name in topic else name


def _shares(one: str, other: str) -> bool:
    return any(one[i : i + 2] in other for i in range(len(one) - 1))


def _length(pieces: Sequence[Trace]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _fitting(pieces: Sequence[Trace], room: int) -> list[Trace]:
    kept: list[Trace] = []
    for piece in pieces:
        if _length(kept) + len(piece.text) <= room:
            kept.append(piece)
        elif not kept or piece is pieces[-1]:
            text = cut_at_word(piece.text, room - _length(kept))
            kept += [Trace(text, piece.evidence)] if len(text) >= LEAST else []
    return kept


_PIECES: Mapping[MatterType, Callable[[Known, int], list[Trace]]] = {
    "consultation": _of_question,
    "suggestion": _of_proposal,
    "praise": _of_praise,
}
