"""The one way in: turns of a call to the facts of its draft."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ticketing.directory import City
from ticketing.drafting.calendar_words import normalized
from ticketing.drafting.caller import callback_number, caller_name
from ticketing.drafting.categories import suggest
from ticketing.drafting.facts import CategorySuggestion, DraftFacts, Evidence, MatterType, Turn
from ticketing.drafting.flags import flags
from ticketing.drafting.kinds import matter_type
from ticketing.drafting.matters import clauses, matter, told_of
from ticketing.drafting.objects import NAMED, matter_object
from ticketing.drafting.places import find_place
from ticketing.drafting.privacy import id_numbers
from ticketing.drafting.scorer import CategoryScorer
from ticketing.drafting.spoken import Said, listen
from ticketing.drafting.times import time_phrase
from ticketing.drafting.titles import summary, title
from ticketing.drafting.traces import traced
from ticketing.drafting.urgency import urgent_words
from ticketing.drafting.wishes import wish
from ticketing.gazetteer import Place

_ROAD = re.compile("[路街巷道]$")
_NO_MATTER = re.compile("无声|骚扰|恶作剧|误拨")
_NO_SOUND = re.compile("没有?[声生]音|听不[到见]您?|先挂机")
HARDLY_A_WORD = 6
_NOBODY = Evidence(None, "无有效诉求", 0.5)
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
    kind, heard_kind = matter_type(said, urgent)
    telling = _telling(categories)
    found = clauses(said, [*telling, place.text] if place else telling)
    told = told_of(found)
    what, heard_matter = matter(told)
    name, heard_name = caller_name(said)
    number, heard_number = callback_number(said, caller_number)
    wanted, heard_wish = wish(said)
    if _nobody(said, categories):
        kind, heard_kind, number, heard_number = "consultation", None, "", _NOBODY
        wanted, heard_wish = "", None
    when, heard_time = time_phrase(said) if kind not in TIMELESS else ("", None)
    about, heard_object = matter_object(said, kind, place, categories) if found else ("", None)
    if place and heard_object and _stands_on(place, about, heard_object):
        place, heard_place = replace(place, detail=about), {**heard_place, "place_detail": heard_object}
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
        title=title(kind, place, categories, found, urgent, telling) if found else "",
        summary=summary(kind, caller_name=name, place=place, time=when, matter=what, wish=wanted, urgent=bool(urgent)),
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
    return traced(facts, told, found, said)


def _nobody(said: Sequence[Said], categories: Sequence[CategorySuggestion]) -> bool:
    """Whether the call is silent, a prank or a wrong number: nobody to call back, nothing to complain of."""
    unheard = any(one.channel == "agent" and _NO_SOUND.search(one.text) for one in said)
    silent = unheard and sum(len(one.text) for one in said if one.channel == "caller") <= HARDLY_A_WORD
    return silent or (bool(categories) and bool(_NO_MATTER.search(categories[0].name)))


def _stands_on(place: Place, about: str, heard: Evidence) -> bool:
    """A shop or works named in a call about a road is where on it the matter is, when no house was named."""
    return not place.detail and bool(_ROAD.search(place.text)) and heard.confidence >= NAMED and place.text not in about


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
