"""Open tickets like a draft, or like a ticket."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from config.errors import NotFound
from ticketing.directory import City
from ticketing.drafts import service as drafts
from ticketing.drafts.schemas import DraftOut, PlaceOut
from ticketing.schema import Coded
from ticketing.similar.alike import ENOUGH, Matter, Rarity, Why, likeness, reasons
from ticketing.similar.candidates import candidates, matter_of, named_place
from ticketing.similar.schemas import SimilarTicket, SimilarTickets, SimilarWhy
from ticketing.tickets import callers
from ticketing.tickets import repository as tickets
from ticketing.uow import UnitOfWork

SHOWN = 5
NOTHING = SimilarTickets(items=(), compared=0)


def of_draft(uow: UnitOfWork, call_id: str, at: datetime) -> SimilarTickets:
    """Nothing as long as the draft says nothing of a matter."""
    draft = drafts.get(uow, call_id)
    return _similar(uow, _matter(uow.city, draft), at) if draft.matter.strip() else NOTHING


def of_ticket(uow: UnitOfWork, ticket_id: str, at: datetime) -> SimilarTickets:
    """The others."""
    row = tickets.ticket_row(uow, ticket_id)
    return _similar(uow, matter_of(uow.city, row), at, without=row.id)


def _similar(uow: UnitOfWork, matter: Matter, at: datetime, without: str | None = None) -> SimilarTickets:
    rows = candidates(uow, matter, at, without)
    others = [matter_of(uow.city, row) for row in rows]
    rarity = Rarity([matter.text, *(other.text for other in others)])
    found = [(likeness(matter, other, rarity), other, row) for other, row in zip(others, rows, strict=True)]
    best = sorted((one for one in found if one[0] >= ENOUGH), key=_best_first)[:SHOWN]
    counts = callers.counts(uow, [row.id for _, _, row in best])
    street = _street(uow, matter.street)
    return SimilarTickets(
        items=tuple(_out(score, reasons(matter, other, rarity, street), row, counts) for score, other, row in best),
        compared=len(rows),
    )


def _best_first(found: "tuple[float, Matter, Row[Any]]") -> tuple[float, float]:
    """Scores to a hundredth are equals, of which the newer comes first."""
    score, _, row = found
    return -round(score, 2), -row.created_at.timestamp()


def _matter(city: City, draft: DraftOut) -> Matter:
    place = draft.place or PlaceOut()
    return Matter(
        text=f"{draft.matter}\n{draft.wish}",
        category=draft.category.code if draft.category else "",
        category_name=draft.category.name if draft.category else "",
        place=named_place(city, place.gazetteer, place.text),
        street=place.street_code or "",
        detail=place.detail or "",
        object=draft.object,
        numbers=frozenset(filter(None, (draft.caller_number, draft.callback_number))),
    )


def _street(uow: UnitOfWork, code: str) -> str:
    try:
        return uow.city.unit(code).name if code else ""
    except NotFound:
        return ""


def _out(score: float, why: tuple[Why, ...], row: "Row[Any]", counts: Mapping[str, int]) -> SimilarTicket:
    plain = ("id", "number", "state", "title", "matter", "created_at", "deadline")
    return SimilarTicket.model_validate(
        {name: getattr(row, name) for name in plain}
        | {
            "category": _coded(row.category_code, row.category_name),
            "unit": _coded(row.unit_code, row.unit_name),
            "place": PlaceOut.model_validate(row.place) if row.place else None,
            "callers_count": counts[row.id],
            "score": score,
            "why": tuple(SimilarWhy(kind=one.kind, text=one.text) for one in why),
        }
    )


def _coded(code: str | None, name: str | None) -> Coded | None:
    return Coded(code=code, name=name or code) if code else None
