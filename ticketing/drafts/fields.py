"""The fields of a draft as plain values: what the machine found, what follows from it, what a person keeps. Pure."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ticketing.directory import City, Place
from ticketing.drafting import DraftFacts, Evidence
from ticketing.drafts.schemas import DraftChanges

Fields = Mapping[str, Any]
EDITABLE = tuple(DraftChanges.model_fields)
UNRECORDED = ("evidence", "traces")
"""What only explains other fields: kept with the draft, without a row for each change."""
PLACE_PARTS = ("text", "district", "street_code", "gazetteer", "detail")


def blank(*, caller_number: str, caller_name: str, default_level: int) -> dict[str, Any]:
    """A draft before anybody has said anything."""
    return {
        "caller_name": caller_name,
        "callback_number": caller_number,
        "type": None,
        "category": None,
        "category_suggestions": [],
        "place": None,
        "time": "",
        "time_normalized": "",
        "object": "",
        "title": "",
        "summary": "",
        "matter": "",
        "wish": "",
        "urgent": [],
        "flags": [],
        "id_numbers": [],
        "evidence": {},
        "traces": {},
        "level": default_level,
        "unit": None,
        "unit_why": "",
    }


def found(facts: DraftFacts, *, caller_number: str, caller_name: str, segments: Sequence[str] = ()) -> dict[str, Any]:
    """What the machine would write: the facts, and the line's own number and name where nothing was said.

    ``segments`` are the ids of the turns, in their order: evidence names them instead of a turn's index.
    """
    suggestions = [
        {"code": item.code, "name": item.name, "score": item.score, "why": item.why} for item in facts.category_suggestions
    ]
    heard_number = "callback_number" in facts.evidence
    return {
        "caller_name": facts.caller_name or caller_name,
        "callback_number": facts.callback_number if heard_number else facts.callback_number or caller_number,
        "type": facts.type if facts.matter or suggestions else None,
        "category": suggestions[0]["code"] if suggestions else None,
        "category_suggestions": suggestions,
        "place": {part: getattr(facts.place, part) for part in PLACE_PARTS} if facts.place else None,
        "time": facts.time,
        "time_normalized": facts.time_normalized,
        "object": facts.object,
        "title": facts.title,
        "summary": facts.summary,
        "matter": facts.matter,
        "wish": facts.wish,
        "urgent": [
            {"word": item.word, "sentence": item.sentence, "segment": _segment(segments, item.turn)} for item in facts.urgent
        ],
        "flags": list(facts.flags),
        "id_numbers": list(facts.id_numbers),
        "evidence": {name: _shown(one, segments) for name, one in facts.evidence.items()},
        "traces": {
            name: [{"text": one.text, **_shown(one.evidence, segments)} for one in traces]
            for name, traces in facts.traces.items()
        },
    }


def given(caller_name: str, type: str | None, text: str, summary: str) -> dict[str, Any]:
    """What was written and not said: name and kind as chosen, the words themselves as the matter, and nobody called (来电)."""
    said = {"caller_name": caller_name, "type": type}
    return {name: value for name, value in said.items() if value} | {"matter": text, "summary": summary.replace("来电", "", 1)}


def _shown(evidence: Evidence, segments: Sequence[str]) -> dict[str, Any]:
    return {
        "segment": _segment(segments, evidence.turn),
        "phrase": evidence.phrase,
        "start": evidence.start,
        "end": evidence.end,
        "confidence": evidence.confidence,
    }


def _segment(segments: Sequence[str], turn: int | None) -> str | None:
    return segments[turn] if turn is not None and turn < len(segments) else None


def filled(fields: Fields, new: Fields, edited: Collection[str]) -> dict[str, Any]:
    """Put the machine's values into every field that nobody has edited."""
    return {**fields, **{name: value for name, value in new.items() if name not in edited}}


def derived(
    fields: Fields, edited: Collection[str], city: City, default_level: int, first_receiver: str | None = None
) -> dict[str, Any]:
    """Level and unit follow from category and place, and from who heard of it first, unless a person has chosen them."""
    category = fields["category"]
    new: dict[str, Any] = {"level": default_level, "unit": None, "unit_why": ""}
    if category in city.categories:  # a new version of the directory may have dropped it meanwhile
        responsible = city.responsible(category, place_of(fields), first_receiver=first_receiver)
        new = {
            "level": city.category(category).default_level or default_level,
            "unit": responsible.lead_unit,
            "unit_why": responsible.why,
        }
    if "unit" in edited and fields["unit"] and fields["unit"] != new["unit"]:
        named = city.unit(fields["unit"]).name if fields["unit"] in city.units else fields["unit"]
        new["unit_why"] = f"指定负责：由{named}主办。"
    return filled(fields, new, edited)


def changes_between(old: Fields, new: Fields) -> dict[str, tuple[Any, Any]]:
    return {name: (old.get(name), new[name]) for name in new if old.get(name) != new[name]}


def place_of(fields: Fields) -> Place | None:
    return Place(**{part: fields["place"].get(part) for part in PLACE_PARTS}) if fields["place"] else None


def located(place: Mapping[str, Any] | None, city: City) -> dict[str, Any] | None:
    """A place that a person wrote: a name that the gazetteer knows brings its street and district along."""
    if not place or not any(place.get(part) for part in PLACE_PARTS):
        return None
    known = city.place_named(place.get("gazetteer") or place.get("text") or "")
    full = {part: place.get(part) for part in PLACE_PARTS} | {"text": place.get("text") or ""}
    if known and not place.get("street_code"):
        full |= {"gazetteer": known.name, "street_code": known.street_code, "district": known.district}
    if full["street_code"]:
        city.unit(full["street_code"])
    return full
