"""The one way in: turns of a call to the facts of its draft."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ticketing.directory import City
from ticketing.drafting.calendar_words import normalized
from ticketing.drafting.caller import callback_number, caller_name
from ticketing.drafting.categories import suggest
from ticketing.drafting.facts import CategorySuggestion, DraftFacts, Evidence, MatterType, Trace, Turn
from ticketing.drafting.flags import flags
from ticketing.drafting.kinds import matter_type
from ticketing.drafting.matters import clauses, matter, told_of
from ticketing.drafting.objects import NAMED, NO_THING, matter_object
from ticketing.drafting.places import find_place
from ticketing.drafting.plain import plain
from ticketing.drafting.privacy import id_numbers
from ticketing.drafting.questions import asked
from ticketing.drafting.scorer import CategoryScorer
from ticketing.drafting.spoken import Said, listen
from ticketing.drafting.times import time_phrase
from ticketing.drafting.titles import Known, summary, title
from ticketing.drafting.traces import traced
from ticketing.drafting.troubles import troubles
from ticketing.drafting.urgency import urgent_words
from ticketing.drafting.wishes import wish
from ticketing.gazetteer import Place

_ROAD = re.compile("[路街巷道]$")
_NO_MATTER = re.compile("无声|骚扰|恶作剧|误拨")
_NO_SOUND = re.compile("没有?[声生]音|听不[到见]您?|先挂机")
HARDLY_A_WORD = 6
_NOBODY = Evidence(None, "无有效诉求", 0.5)
SILENT = "无声电话"
MAX_TURNS = 2_000
TIMELESS: tuple[MatterType, ...] = ("consultation", "suggestion")
"""Kinds in which nothing has happened yet: a time in them is part of the question."""


def compose(
    turns: Sequence[Turn], *, city: City, call_time: datetime, caller_number: str, scorer: CategoryScorer | None = None
) -> DraftFacts:
    """Read the whole call so far; call again with more turns as they come. Pure and deterministic.

    ``call_time`` is kept for phrases such as 昨天 that only a calendar can place. Turns beyond the first 2,000 are
    not read (a call of several hours). ``scorer`` is what was learnt from closed tickets, if anything was.
    """
    said = listen(turns[:MAX_TURNS])
    place, heard_place, hidden = find_place(said, city)
    categories = suggest(said, city, hidden, scorer)
    urgent = urgent_words(said)
    kind, heard_kind = matter_type(said, urgent, categories)
    consulting = kind == "consultation"
    clear = plain(said)
    wrong = troubles(clear, urgent=bool(urgent))
    found = clauses(
        clear,
        _telling(categories),
        _places(place, heard_place, hidden),
        known=[one.evidence.phrase for one in wrong],
        consulting=consulting,
    )
    name, heard_name = caller_name(said)
    number, heard_number = callback_number(said, caller_number)
    about, heard_object = matter_object(clear, kind, place, categories, wrong) if found else ("", None)
    wanted, heard_wish = wish(
        clear,
        kind,
        about,
        urgent,
        thing=wrong[0].thing if wrong and wrong[0].thing not in NO_THING else "",
        heard_kind=heard_kind,
    )
    nobody = _nobody(said, categories)
    if nobody:
        kind, heard_kind, number, heard_number = "consultation", None, "", _NOBODY
        wanted, heard_wish = "", None
    when, heard_time = time_phrase(said) if kind not in TIMELESS else ("", None)
    told = told_of(found, wanted)
    what, heard_matter = matter(told)
    if place and heard_object and _stands_on(place, about, heard_object):
        place, heard_place = replace(place, detail=about), {**heard_place, "place_detail": heard_object}
    known = Known(
        kind=kind,
        place=place,
        place_heard=heard_place.get("place"),
        detail_heard=heard_place.get("place_detail"),
        category=categories[0] if categories else None,
        category_heard=_category_evidence(categories, said),
        about=about,
        about_heard=heard_object,
        wish=wanted,
        wish_heard=heard_wish,
        wrong=wrong,
        found=found,
        asked=asked(clear) if consulting else (),
        urgent=bool(urgent),
    )
    headline, rests_on = _of_nobody(said, categories) if nobody else title(known)
    flagged = flags(said)
    facts = DraftFacts(
        type=kind,
        category_suggestions=categories,
        place=place,
        time=when,
        time_normalized=normalized(when, call_time.date()),
        object=about,
        flags=tuple(flagged),
        id_numbers=id_numbers(said),
        title=headline,
        summary=summary(known, caller_name=name, time=when, matter=what),
        matter=what,
        wish=wanted,
        urgent=urgent,
        callback_number=number,
        caller_name=name,
        evidence=_kept(
            type=heard_kind,
            category=_category_evidence(categories, said),
            **heard_place,
            matter=heard_matter,
            caller_name=heard_name,
            callback_number=heard_number,
            time=heard_time,
            wish=heard_wish,
            object=heard_object,
            **flagged,
        ),
    )
    return traced(facts, told, rests_on, said)


def _nobody(said: Sequence[Said], categories: Sequence[CategorySuggestion]) -> bool:
    """Whether the call is silent, a prank or a wrong number: nobody to call back, nothing to complain of."""
    unheard = any(one.channel == "agent" and _NO_SOUND.search(one.text) for one in said)
    silent = unheard and sum(len(one.text) for one in said if one.channel == "caller") <= HARDLY_A_WORD
    return silent or (bool(categories) and bool(_NO_MATTER.search(categories[0].name)))


def _of_nobody(said: Sequence[Said], categories: Sequence[CategorySuggestion]) -> tuple[str, tuple[Trace, ...]]:
    """无声电话, 骚扰恶作剧来电: the name of the kind of call, and the words that make it one."""
    heard = next((Evidence(one.index, found[0], 0.6) for one in said if (found := _NO_SOUND.search(one.text))), None)
    if categories and _NO_MATTER.search(categories[0].name):
        heard = _category_evidence(categories, said) or heard
        return categories[0].name, (Trace(categories[0].name, heard),) if heard else ()
    return (SILENT, (Trace(SILENT, heard),)) if heard else ("", ())


def _stands_on(place: Place, about: str, heard: Evidence) -> bool:
    """A shop or works named in a call about a road is where on it the matter is, when no house was named."""
    return not place.detail and bool(_ROAD.search(place.text)) and heard.confidence >= NAMED and place.text not in about


def _places(place: Place | None, heard: Mapping[str, Evidence], hidden: Sequence[str]) -> tuple[str, ...]:
    """The words that named the place, as they were heard and as they are written."""
    named = [heard[name].phrase for name in ("place", "place_detail") if name in heard]
    return tuple(filter(None, {*hidden, *named, place.text if place else ""}))


def _telling(categories: Sequence[CategorySuggestion]) -> list[str]:
    return [word for suggestion in categories[:1] for word in suggestion.why.split("、") if word]


def _category_evidence(categories: Sequence[CategorySuggestion], said: Sequence[Said]) -> Evidence | None:
    if not categories:
        return None
    first = categories[0]
    for word in first.why.split("、"):
        one = next((one for one in said if one.channel == "caller" and word in one.text), None)
        if one is not None:
            return Evidence(one.index, word, first.score)
    return Evidence(None, first.why, first.score)


def _kept(**evidence: Evidence | None) -> dict[str, Evidence]:
    return {name: one for name, one in evidence.items() if one is not None}
