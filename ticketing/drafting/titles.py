"""The title and the summary, composed of what was found and of nothing else."""

import re
from collections.abc import Sequence

from ticketing.drafting.categories import CONFIDENT
from ticketing.drafting.facts import TYPES, CategorySuggestion, MatterType, UrgentWord
from ticketing.drafting.matters import Clause
from ticketing.gazetteer import Place

TITLE_LENGTH = 30
_VERB: dict[MatterType, str] = {"consultation": "咨询", "report": "举报", "suggestion": "建议", "praise": "表扬"}
_SPLIT = re.compile(r"(?<=[了的吗吧呢])(?=[\u4e00-\u9fff]{4})")


def title(
    kind: MatterType,
    place: Place | None,
    categories: Sequence[CategorySuggestion],
    found: Sequence[Clause],
    urgent: Sequence[UrgentWord],
) -> str:
    """【紧急】place + matter, at most 30 characters: a category we are sure of names the matter, else the caller does."""
    where = place.text if place else ""
    head = ("【紧急】" if urgent else "") + _VERB.get(kind, "")
    room = TITLE_LENGTH - len(head) - len(where)
    what = _sure(categories) or _core(found, where, room)
    return (head + where + what)[:TITLE_LENGTH]


def summary(
    kind: MatterType, *, caller_name: str, place: Place | None, time: str, matter: str, wish: str, urgent: bool
) -> str:
    """Who, where, when, what, and the wish; a part that was not found is left out, not made up."""
    verb = {"complaint": "反映", "request": "求助"}.get(kind, TYPES[kind])
    told = "，".join(part for part in (_where(place), time if time not in matter else "", matter) if part)
    asked = f"。诉求：{wish}" if wish else ""
    end = "。【紧急件】" if urgent else "。"
    return f"{caller_name or '市民'}来电{verb}：{told}{asked}{end}" if told or wish else ""


def _where(place: Place | None) -> str:
    if place is None:
        return ""
    district = place.district if place.district and place.district not in place.text else ""
    return f"{district or ''}{place.text}{place.detail or ''}"


def _sure(categories: Sequence[CategorySuggestion]) -> str:
    return categories[0].name if categories and categories[0].score >= CONFIDENT else ""


def _core(found: Sequence[Clause], where: str, room: int) -> str:
    """The first whole piece of the weightiest sentence that fits."""
    if not found:
        return ""
    text = max(found, key=lambda clause: clause.weight).text
    text = re.sub(r"^(?:我们|我|俺们|就是|在|是)+", "", text.replace(where, "") if where else text)
    core = ""
    for piece in _SPLIT.split(text):
        if core and len(core) + len(piece) > room:
            break
        core += piece
    return core[: max(room, 0)]
