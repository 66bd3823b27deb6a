"""Tickets as other checks need them: accepted, at a street, of a category."""

from datetime import datetime
from typing import Any

from hotline.check_law.house import CITIZEN
from ticketing.people.repository import SYSTEM
from ticketing.tickets import service as tickets
from ticketing.uow import UnitOfWork


def accepted(
    uow: UnitOfWork,
    street: str,
    at: datetime,
    *,
    category: str | None = None,
    matter: str = "围墙倒塌",
    type: str = "complaint",
    number: str = CITIZEN,
) -> str:
    """The id of a new ticket."""
    place: dict[str, Any] = {"text": uow.city.unit(street).name, "street_code": street}
    fields: dict[str, Any] = {
        "caller_name": "", "callback_number": number, "caller_number": number, "type": type, "place": place,
        "title": matter, "summary": "", "matter": matter, "wish": "请处理", "urgent": [], "level": 7, "category_code": category,
        "category_name": uow.city.category(category).name if category else None,
    }  # fmt: skip
    return tickets.accept(uow, tickets.NewTicket(call_id=None, fields=fields), by=SYSTEM, at=at).id
