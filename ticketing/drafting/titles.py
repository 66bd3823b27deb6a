"""The title and the summary, composed of what was found and of nothing else."""

import re
from collections.abc import Sequence

from ticketing.drafting.categories import CONFIDENT
from ticketing.drafting.facts import TYPES, CategorySuggestion, MatterType, UrgentWord
from ticketing.drafting.matters import Clause
from ticketing.gazetteer import Place

TITLE_LENGTH = 30
_OWN_WORDS = ("praise", "suggestion")  # their categories say nothing of the matter
_VERB: dict[MatterType, str] = {"consultation": "咨询", "report": "举报", "suggestion": "建议", "praise": "表扬"}
_SPLIT = re.compile(r"，|(?<=[了吗吧呢])(?=[\u4e00-\u9fff]{4})|(?=我们|我家|他们|然后|现在|结果|从上|已经|每天|天天)")
_HEAD = re.compile(r"^(?:我们|俺们|我家|我|就是|那个|这个|在|是|的|然后|现在|有个?|都|那里|这边|小区)+(?=.{4})")


def title(
    kind: MatterType,
    place: Place | None,
    categories: Sequence[CategorySuggestion],
    found: Sequence[Clause],
    urgent: Sequence[UrgentWord],
    telling: Sequence[str],
) -> str:
    """【紧急】place + matter, at most 30 characters: a category we are sure of names the matter, else the caller does."""
    where = place.text if place else ""
    head = ("【紧急】" if urgent else "") + _VERB.get(kind, "")
    room = TITLE_LENGTH - len(head) - len(where)
    named = "" if kind in _OWN_WORDS else _sure(categories)
    what = named or _core(found, where, room, telling)
    return (head + where + what)[:TITLE_LENGTH]


def summary(kind: MatterType, *, caller_name: str, place: Place | None, time: str, matter: str, wish: str, urgent: bool) -> str:
    """Who, where, when, what, and the wish; a part that was not found is left out, not made up."""
    verb = {"complaint": "反映", "request": "求助"}.get(kind, TYPES[kind])
    told = "，".join(part for part in (where_of(place), time if time.rstrip("了") not in matter else "", matter) if part)
    asked = f"。诉求：{wish}" if wish else ""
    end = "。【紧急件】" if urgent else "。"
    return f"{caller_name or '市民'}来电{verb}：{told}{asked}{end}" if told or wish else ""


def headless(text: str) -> str:
    """A title without its fixed words."""
    for head in ("【紧急】", *_VERB.values()):
        text = text.removeprefix(head)
    return text


def where_of(place: Place | None) -> str:
    if place is None:
        return ""
    district = place.district if place.district and place.district not in place.text else ""
    return f"{district or ''}{place.text}{place.detail or ''}"


def _sure(categories: Sequence[CategorySuggestion]) -> str:
    return categories[0].name if categories and categories[0].score >= CONFIDENT else ""


def _core(found: Sequence[Clause], where: str, room: int, telling: Sequence[str]) -> str:
    """The piece of the caller's sentences that holds most telling words; the first one where none does."""
    pieces = [piece for clause in found for piece in _pieces(clause.text, where) if 4 <= len(piece) <= room]
    return max(pieces, key=lambda piece: (sum(word in piece for word in telling), -pieces.index(piece)), default="")


def _pieces(text: str, where: str) -> list[str]:
    """A sentence cut where speakers draw breath, without the place that the title names already."""
    text = text.replace(where, "") if where else text
    return [_HEAD.sub("", piece).rstrip("的了吧呢吗啊") for piece in _SPLIT.split(text)]
