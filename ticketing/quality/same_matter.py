"""Whether two calls were about the same matter, by the rules that find similar tickets; and why, in words."""

from collections.abc import Mapping
from typing import Any

from config.errors import NotFound
from ticketing.drafts.models import DraftRow
from ticketing.similar.alike import ENOUGH, Matter, Rarity, likeness, reasons
from ticketing.similar.candidates import named_place
from ticketing.uow import UnitOfWork


def alike(uow: UnitOfWork, one: str, other: str) -> tuple[str, ...] | None:
    """The reasons; None where they do not look alike, or one of the calls' drafts says nothing of a matter.

    The number that both came from is no reason here: who asks has found them by it.
    """
    left, right = _matter(uow, one), _matter(uow, other)
    if left is None or right is None:
        return None
    rarity = Rarity([left.text, right.text])
    if likeness(left, right, rarity) < ENOUGH:
        return None
    return tuple(why.text for why in reasons(left, right, rarity, _street(uow, left.street)))


def _matter(uow: UnitOfWork, call_id: str) -> Matter | None:
    row = uow.session.get(DraftRow, call_id)
    if row is None or not str(row.fields.get("matter") or "").strip():
        return None
    fields: Mapping[str, Any] = row.fields
    place = fields.get("place") or {}
    code = fields.get("category") or ""
    return Matter(
        text=f"{fields['matter']}\n{fields.get('wish') or ''}",
        category=code,
        category_name=_category(uow, code),
        place=named_place(uow.city, place.get("gazetteer"), place.get("text")),
        street=place.get("street_code") or "",
        detail=place.get("detail") or "",
        object=fields.get("object") or "",
    )


def _category(uow: UnitOfWork, code: str) -> str:
    try:
        return uow.city.category(code).name if code else ""
    except NotFound:
        return code


def _street(uow: UnitOfWork, code: str) -> str:
    try:
        return uow.city.unit(code).name if code else ""
    except NotFound:
        return ""
