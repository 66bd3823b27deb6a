"""What stands beside the fields of a draft: which words a person took for one, and what the machine read after an edit. Pure.

Kept under ``machine``: ``picked`` (phrases that a person pointed at), ``latest`` (what the machine would write now into edited
fields) and ``seen`` (what it had written when the person edited, so that only later findings are news).
"""

from collections.abc import Collection, Mapping
from typing import Any

KEY = "machine"
OFFERED = ("caller_name", "callback_number", "type", "category", "place", "time", "object", "title", "summary", "matter", "wish")
Fields = Mapping[str, Any]


def after_reading(fields: Fields, new: Fields, edited: Collection[str]) -> dict[str, Any]:
    """Once the machine has read the call anew and found ``new``."""
    latest = {name: new[name] for name in OFFERED if name in edited and new.get(name)}
    return {**fields.get(KEY, {}), "latest": latest}


def after_edit(fields: Fields, given: Fields, picked: Mapping[str, Any]) -> dict[str, Any]:
    """Once a person wrote ``given``: what the machine had said by then is no news any more."""
    beside = fields.get(KEY, {})
    latest, seen = beside.get("latest", {}), beside.get("seen", {})
    known = {name: latest.get(name, seen.get(name, fields.get(name))) for name in given if name in OFFERED}
    kept = {name: one for name, one in beside.get("picked", {}).items() if name not in given}
    taken = {name: picked[name] for name in given if name in picked}
    return {**beside, "seen": {**seen, **known}, "picked": {**kept, **taken}}


def evidence(fields: Fields, edited: Collection[str]) -> dict[str, Any]:
    """By field: the machine's words for what it filled, a person's for what they pointed at."""
    machine = {name: one for name, one in fields.get("evidence", {}).items() if name not in edited}
    picked = fields.get(KEY, {}).get("picked", {})
    return machine | {name: {**one, "confidence": 1.0, "by": "person"} for name, one in picked.items() if name in edited}


def suggested(fields: Fields, edited: Collection[str]) -> dict[str, Any]:
    """What the machine has read since a person edited, where it is neither known to them nor what they wrote."""
    beside = fields.get(KEY, {})
    seen = beside.get("seen", {})
    latest = beside.get("latest", {}).items()
    return {name: value for name, value in latest if name in edited and value not in (seen.get(name), fields.get(name))}
