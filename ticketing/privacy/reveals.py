"""Citizens' phones in full: for the handling unit only while the ticket is open, and each look is logged."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from config.errors import NotAllowed, NotFound
from config.ids import new_id
from ticketing.dispatching.sending import legs_of
from ticketing.people import repository as people
from ticketing.schema import Schema
from ticketing.tickets import callers, repository
from ticketing.tickets.acting import live
from ticketing.tickets.actor import Actor
from ticketing.tickets.detail import require_reader
from ticketing.tickets.models import PhoneRevealRow, TicketLegRow, TicketRow
from ticketing.tickets.states import OVER
from ticketing.uow import UnitOfWork

MOST_REVEALS = 100
OPEN_TO = frozenset({"agent", "leader", "supervisor", "inspector"})
"""Who speaks with citizens, or watches over how it is done, sees the numbers anyway."""


class CallerPhone(Schema):
    name: str
    number: str
    callback_number: str


class Phones(Schema):
    """Of the first caller, then of those who were added; in full."""

    callers: tuple[CallerPhone, ...]


class PhoneReveal(Schema):
    at: datetime
    by: str
    by_name: str
    why: str


def phones(uow: UnitOfWork, ticket_id: str, why: str, *, actor: Actor, at: datetime) -> Phones:
    """The citizens' numbers in full, for a person of a unit that handles the ticket, while it is open; each look is logged."""
    row = repository.ticket_row(uow, ticket_id)
    legs = legs_of(uow, ticket_id)
    require_reader(actor, legs)
    if not actor.roles & OPEN_TO:
        _require_handling(actor, row, legs, uow.law.dispatching.confidential_types)
    seen = PhoneRevealRow(id=new_id(), ticket_id=row.id, person_id=actor.id, unit_code=actor.unit, at=at, why=why.strip())
    uow.session.add(seen)
    uow.session.flush()
    first = CallerPhone(name=row.caller_name, number=row.caller_number, callback_number=row.callback_number)
    others = callers.of_ticket(uow, row.id)
    further = (CallerPhone(name=one.name, number=one.number, callback_number=one.callback_number) for one in others)
    return Phones(callers=(first, *further))


def _require_handling(actor: Actor, row: TicketRow, legs: Sequence[TicketLegRow], confidential: Sequence[str]) -> None:
    if row.state in OVER:
        raise NotAllowed("工单已办结，不能再查看市民号码。", "需要联系市民时，请通过热线。")
    if row.type in confidential:
        raise NotAllowed("举报人信息保密，承办单位不能查看。", "需要联系举报人时，请通过热线转达。")
    if "handler" not in actor.roles or not any(leg.unit_code == actor.unit for leg in live(legs)):
        raise NotAllowed("只有承办单位可在办理期间查看市民号码。", "需要联系市民时，请通过热线。")


def reveals(uow: UnitOfWork, ticket_id: str) -> tuple[PhoneReveal, ...]:
    """Who looked at the phones, newest first; NotFound without such a ticket."""
    if uow.session.get(TicketRow, ticket_id) is None:
        raise NotFound("没有这张工单。", "请刷新工单列表。")
    query = select(PhoneRevealRow).where(PhoneRevealRow.ticket_id == ticket_id).order_by(PhoneRevealRow.at.desc())
    rows = uow.session.scalars(query.limit(MOST_REVEALS)).all()
    known = people.names(uow, {row.person_id for row in rows})
    return tuple(
        PhoneReveal(at=row.at, by=row.person_id, by_name=known.get(row.person_id, row.person_id), why=row.why) for row in rows
    )
