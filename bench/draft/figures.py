"""Verdicts of many calls as figures. Pure."""

from collections.abc import Iterable, Sequence

from bench.draft.judging import Verdict
from bench.telephony.figures import Figure

SHARES = ("type", "category_top1", "category_top3", "id_numbers_masked")
"""Fields that every call has: one share instead of precision and recall."""
NAMES = {"type": "type_accuracy"}
BOTH = (
    "place", "street", "district", "place_detail", "callback_number", "caller_name", "urgent", "time", "time_normalized",
    "object", "wish", "matter", "flags",
)  # fmt: skip


def figures(verdicts: Iterable[Verdict], suffix: str = "") -> list[Figure]:
    """One line for each share, two for each of the other fields; None where no call has the field."""
    judged = list(verdicts)
    found = [_share(f"{NAMES.get(field, field)}{suffix}", [one.met for one in judged if one.field == field]) for field in SHARES]
    for field in BOTH:
        own = [one for one in judged if one.field == field]
        found.append(_share(f"{field}_precision{suffix}", [one.precise for one in own if one.given]))
        found.append(_share(f"{field}_recall{suffix}", [one.met for one in own if one.wanted]))
    return found


def _share(name: str, rights: Sequence[float]) -> Figure:
    return Figure(name=name, value=sum(rights) / len(rights) if rights else None, unit="share")
