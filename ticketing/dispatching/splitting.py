"""拆单: several matters in one call become tickets of their own, each with the caller and the source of the first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from config.errors import BadInput
from ticketing.dispatching import sending
from ticketing.dispatching.places import place_of
from ticketing.dispatching.plan import chosen
from ticketing.dispatching.rerouting import stated
from ticketing.dispatching.schemas import KeptMatter, SplitMatter
from ticketing.search.index import index
from ticketing.tickets import service as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import move, taken
from ticketing.uow import UnitOfWork

MOST_CHILDREN = 10
CALLER = ("caller_name", "caller_number", "callback_number", "urgent")
TITLE = 30


def split(
    uow: UnitOfWork,
    ticket_id: str,
    matters: Sequence[SplitMatter],
    reason: str,
    *,
    actor: Actor,
    version: int | None,
    at: datetime,
    keep: KeptMatter | None = None,
) -> list[TicketRow]:
    """Make a ticket of each matter; the first keeps its clock, its unit and, by ``keep``, what is left of its text.

    A matter with a unit is dispatched at once, one without waits for the dispatcher. BadInput for none or more than ten.
    """
    if not 1 <= len(matters) <= MOST_CHILDREN:
        raise BadInput(f"一次可拆出1至{MOST_CHILDREN}件。", "请分次拆单。")
    row = taken(uow, ticket_id, actor=actor, command="split", version=version)
    why = stated(reason)
    made = [_child(uow, row, matter, actor.id, at) for matter in matters]
    before = _rewrite(uow, row, keep) if keep else {}
    said = f"{why}（拆出{'、'.join(child.number for child in made)}）"
    move(uow, row, "split", by=actor.id, at=at, reason=said, detail={"children": [child.id for child in made], "before": before})
    return made


def children(uow: UnitOfWork, ticket_id: str) -> Sequence[TicketRow]:
    """The tickets that were split from this one, in the order of their numbers."""
    query = select(TicketRow).where(TicketRow.split_from == ticket_id)
    return uow.session.scalars(query.order_by(TicketRow.number)).all()


def _child(uow: UnitOfWork, parent: TicketRow, matter: SplitMatter, by: str, at: datetime) -> TicketRow:
    category = matter.category or None
    place = matter.place.model_dump() if matter.place else parent.place
    fields: dict[str, Any] = {name: getattr(parent, name) for name in CALLER} | {
        "type": matter.type or parent.type,
        "category_code": category,
        "category_name": uow.city.category(category).name if category else None,
        "place": place,
        "title": matter.title.strip() or matter.matter[:TITLE],
        "summary": "",
        "matter": matter.matter.strip(),
        "wish": matter.wish.strip(),
        "level": matter.level or (uow.city.category(category).default_level if category else uow.law.default_level),
        "split_from": parent.id,
        "first_receiver": parent.first_receiver,
    }
    new = tickets.NewTicket(
        call_id=None, duty_session_id=parent.duty_session_id, channel=parent.channel, origin=parent.origin, fields=fields
    )
    child = tickets.accept(uow, new, by=by, at=at)
    if matter.unit:
        level = child.level or uow.law.default_level
        to = chosen(
            uow.city, matter.unit, category=category, place=place_of(place), level=level, first_receiver=child.first_receiver
        )
        sending.dispatch(uow, child, to, by=by, at=at)
    return child


def _rewrite(uow: UnitOfWork, row: TicketRow, keep: KeptMatter) -> dict[str, str]:
    """What the ticket said before stays in its history."""
    before = {name: getattr(row, name) for name in ("title", "matter", "wish")}
    for name, text in keep.model_dump(exclude_none=True).items():
        setattr(row, name, text.strip())
    index(uow, row)
    return before
