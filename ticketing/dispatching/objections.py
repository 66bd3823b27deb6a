"""派单异议: the lead unit objects with a legal basis and a unit that it suggests; handling and clock go on (先办后议).

No unit may hand a ticket back outright (首接负责制): there is no such command. A dispatcher rejects the objection, grants it
(which redispatches), or brings it before a joint study.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.dispatching import rerouting, sending
from ticketing.dispatching.models import ObjectionRow
from ticketing.dispatching.open_objection import ENDING_NAMES, close, open_one, undecided
from ticketing.dispatching.tally import refuse_if_named, tally_of
from ticketing.notices import service as notices
from ticketing.people.repository import SYSTEM
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import move, taken
from ticketing.uow import UnitOfWork

OBJECTION, REVIEWED, WAITING = "objection", "objection_reviewed", "objection_waiting"
REVIEWERS = ("dispatcher", "supervisor")
UNDER_WAY = ("dispatched", "signed", "handling")
MIN_BASIS, MAX_BASIS = 4, 1_000
PAGE = 200
"""So many objections one round looks at."""


def object_to(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    legal_basis: str,
    suggested_unit: str,
    reason: str,
    actor: Actor,
    version: int | None,
    at: datetime,
) -> ObjectionRow:
    """Keep the objection of the lead unit. Neither the ticket's state nor any clock moves.

    BadInput without a legal basis, or where the own unit is suggested; Conflict while another waits for its review, and once
    a joint study has named the unit.
    """
    row = taken(uow, ticket_id, actor=actor, command="object", version=version)
    refuse_if_named(tally_of(uow, ticket_id), "受理异议")
    if open_one(uow, ticket_id) is not None:
        raise Conflict("这张工单已有待审的异议。", "请等待派单员审核。")
    suggested = uow.city.unit(suggested_unit)
    if suggested.code == row.unit_code:
        raise BadInput("建议单位不能是本单位。", "请选择依职责应当承办的单位。")
    lead = sending.live_lead(sending.legs_of(uow, ticket_id))
    assert lead is not None
    objection = ObjectionRow(
        id=new_id(),
        ticket_id=row.id,
        leg_id=lead.id,
        open_key=row.id,
        unit_code=lead.unit_code,
        unit_name=lead.unit_name,
        at=at,
        by=actor.id,
        legal_basis=_basis(legal_basis),
        reason=rerouting.stated(reason),
        suggested_unit=suggested.code,
        suggested_name=suggested.name,
        state="open",
        review="",
    )
    uow.session.add(objection)
    uow.session.flush()
    said = f"依据：{objection.legal_basis}；建议由{suggested.name}承办：{objection.reason}"
    move(uow, row, "object", by=actor.id, at=at, reason=said, leg=lead.id, detail={"objection": objection.id})
    text = f"{lead.unit_name}对工单 {row.number}「{row.title}」提出派单异议，建议{suggested.name}承办。"
    notices.tell(uow, OBJECTION, text, at=at, ticket=row.id, link="/dispatching/objections", roles=REVIEWERS)
    return objection


def reject(uow: UnitOfWork, objection_id: str, review: str, *, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """The unit goes on; the third rejection makes a problem ticket."""
    objection = undecided(uow, objection_id)
    row = taken(uow, objection.ticket_id, actor=actor, command="reject_objection", version=version)
    objection = undecided(uow, objection_id)
    why = rerouting.stated(review)
    close(uow, objection, "rejected", why, by=actor.id, at=at)
    row.returns += 1
    detail = {"objection": objection.id}
    move(uow, row, "reject_objection", by=actor.id, at=at, reason=why, leg=objection.leg_id, detail=detail)
    _tell_unit(uow, row, objection, at)
    rerouting.problem_by_itself(uow, row, at)
    return row


def grant(
    uow: UnitOfWork,
    objection_id: str,
    review: str,
    *,
    actor: Actor,
    version: int | None,
    at: datetime,
    unit: str | None = None,
    co_units: Sequence[str] | None = None,
    cc: Sequence[str] = (),
    level: int | None = None,
) -> TicketRow:
    """The suggested unit takes the ticket, or ``unit``; the third change makes a problem ticket."""
    objection = undecided(uow, objection_id)
    row = rerouting.redispatch(
        uow,
        objection.ticket_id,
        unit or objection.suggested_unit,
        reason=review,
        actor=actor,
        version=version,
        at=at,
        co_units=co_units,
        cc=cc,
        level=level,
        objection_id=objection_id,
    )
    _tell_unit(uow, row, objection, at)
    return row


def refer(uow: UnitOfWork, objection_id: str, review: str, *, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """A joint study decides whose the ticket is."""
    objection = undecided(uow, objection_id)
    row = rerouting.name_problem(uow, objection.ticket_id, review, actor=actor, version=version, at=at, objection_id=objection_id)
    _tell_unit(uow, row, objection, at)
    return row


def of_ticket(uow: UnitOfWork, ticket_id: str) -> Sequence[ObjectionRow]:
    """All of a ticket in the order of time."""
    query = select(ObjectionRow).where(ObjectionRow.ticket_id == ticket_id)
    return uow.session.scalars(query.order_by(ObjectionRow.at, ObjectionRow.id)).all()


def round_of_objections(uow: UnitOfWork, now: datetime) -> int:
    """Let lapse what was handled before anybody decided, and tell once of what waits too long; returns how many of both."""
    waiting = select(ObjectionRow, TicketRow).join(TicketRow, TicketRow.id == ObjectionRow.ticket_id)
    waiting = waiting.where(ObjectionRow.state == "open").with_for_update(of=ObjectionRow, skip_locked=True)
    late = now - timedelta(seconds=uow.law.dispatching.review_s)
    over = waiting.where(TicketRow.state.not_in(UNDER_WAY)).order_by(ObjectionRow.at).limit(PAGE)
    slow = waiting.where(ObjectionRow.at < late, ObjectionRow.told_at.is_(None)).order_by(ObjectionRow.at).limit(PAGE)
    gone = uow.session.scalars(over).all()
    for objection in gone:
        close(uow, objection, "lapsed", "工单已离开办理环节，异议不再审核。", by=SYSTEM, at=now)
    waited = uow.session.execute(slow).all()
    for objection, ticket in waited:
        _tell_waiting(uow, objection, ticket, now)
    return len(gone) + len(waited)


def _tell_waiting(uow: UnitOfWork, objection: ObjectionRow, ticket: TicketRow, now: datetime) -> None:
    objection.told_at = now
    hours = uow.law.dispatching.review_s / 3_600
    text = f"{objection.unit_name}对工单 {ticket.number} 的派单异议已超过{hours:.0f}小时未审核。"
    notices.tell(uow, WAITING, text, at=now, ticket=ticket.id, link="/dispatching/objections", roles=("supervisor",))


def _tell_unit(uow: UnitOfWork, row: TicketRow, objection: ObjectionRow, at: datetime) -> None:
    text = f"贵单位对工单 {row.number} 的派单异议{ENDING_NAMES[objection.state]}：{objection.review}"
    notices.tell(uow, REVIEWED, text, at=at, ticket=row.id, units=[objection.unit_code])


def _basis(text: str) -> str:
    text = text.strip()
    if not MIN_BASIS <= len(text) <= MAX_BASIS:
        raise BadInput("提出异议须写明法律、法规或职责依据。", "请写明依据的名称和条款。")
    return text
