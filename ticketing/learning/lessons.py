"""Closed tickets of this database as lessons: what the citizen said, and the category that a person let stand."""

from sqlalchemy import select

from ticketing.drafting.privacy import hide_numbers
from ticketing.learning.examples import Lesson
from ticketing.people.repository import SYSTEM
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

CLOSED = ("closed", "archived")
LEAST_TEXT = 6


def lessons(uow: UnitOfWork, most: int) -> list[Lesson]:
    """The newest ``most``, oldest first. Title and summary teach nothing: they may repeat what the machine suggested."""
    query = select(
        TicketRow.matter, TicketRow.wish, TicketRow.category_code, TicketRow.place, TicketRow.closed_at, TicketRow.caller_number
    ).where(
        TicketRow.state.in_(CLOSED),
        TicketRow.category_code.in_(uow.city.categories),
        TicketRow.closed_at.is_not(None),
        TicketRow.created_by != SYSTEM,
    )
    rows = uow.session.execute(query.order_by(TicketRow.closed_at.desc(), TicketRow.id.desc()).limit(most)).all()
    found = [
        Lesson(
            text=_without_place(f"{row.matter}\n{row.wish}", row.place),
            code=row.category_code,
            closed_at=row.closed_at,
            by=row.caller_number or "-",
        )
        for row in reversed(rows)
    ]
    return [lesson for lesson in found if len(lesson.text.strip()) >= LEAST_TEXT]


def _without_place(text: str, place: dict[str, str] | None) -> str:
    """A street does not tell what a matter is about; numbers of persons are hidden as in any draft."""
    for name in {(place or {}).get("gazetteer"), (place or {}).get("text")} - {None, ""}:
        text = text.replace(str(name), "○")
    return hide_numbers(text)
