"""Waiting for the citizen's answer (待补充): the clock rests, and goes on by itself after the set time."""

from datetime import datetime, timedelta

from sqlalchemy import select

from config.errors import Conflict
from ticketing.tickets.acting import end, live, required, tell
from ticketing.tickets.actor import LAW_ITSELF, Actor
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.moves import locked, taken
from ticketing.tickets.reviewing import back_in_hand
from ticketing.uow import UnitOfWork

RESUMED_A_TURN = 200


def ask_supplement(
    uow: UnitOfWork, ticket_id: str, *, question: str, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """待补充: the clock rests from now until the citizen answers, at most the set time."""
    row = taken(uow, ticket_id, actor=actor, command="ask_supplement", version=version)
    asked = required(question, "需市民补充的内容")
    until = at + _longest(uow)
    row.paused_at = at
    tell(uow, row, "supplement_asked", f"待市民补充：{asked[:200]}", at=at, roles=("dispatcher",))
    return end(uow, row, "ask_supplement", actor=actor, at=at, reason=asked, detail={"until": until.isoformat()})


def supplement(uow: UnitOfWork, ticket_id: str, *, answer: str, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """The citizen answered: back to where it was asked, and the deadline moves by the time that the clock rested."""
    row = taken(uow, ticket_id, actor=actor, command="supplement", version=version)
    return _supplemented(uow, row, required(answer, "补充内容"), actor=actor, at=at)


def resume(uow: UnitOfWork, ticket_id: str, *, reason: str, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """恢复办理 of what waits for a citizen (also without an answer), is suspended, or was transferred.

    A unit may end only its own waiting for a citizen; the rest is the hotline's. What had been reported before counts anew.
    """
    row = taken(uow, ticket_id, actor=actor, command="resume", version=version)
    why = required(reason, "恢复办理的原因")
    if row.state == "supplement":
        return _supplemented(uow, row, why, actor=actor, at=at)
    if "handler" in actor.roles and not actor.roles & {"dispatcher", "supervisor", "inspector"}:
        raise Conflict("挂账或移送的工单由热线恢复办理。", "请联系派单员或督办员。")
    return _taken_up(uow, row, why, actor=actor, at=at)


def resume_due(uow: UnitOfWork, now: datetime) -> int:
    """Take up again, a page at a time, what has waited for a citizen's answer as long as it may; safe on two nodes at once."""
    query = select(TicketRow.id).where(TicketRow.state == "supplement", TicketRow.paused_at <= now - _longest(uow))
    due = uow.session.scalars(query.order_by(TicketRow.paused_at).limit(RESUMED_A_TURN).with_for_update(skip_locked=True)).all()
    for ticket_id in due:
        row = locked(uow, ticket_id)
        why = f"{uow.law.terms.supplement_days}天补充期限已到，自动恢复"
        _supplemented(uow, row, why, actor=LAW_ITSELF, at=now)
        tell(uow, row, "supplement_over", why + "。", at=now, units=_units(row), roles=("dispatcher",))
    return len(due)


def _supplemented(uow: UnitOfWork, row: TicketRow, text: str, *, actor: Actor, at: datetime) -> TicketRow:
    """Where no unit had it yet it is accepted again, else in its unit's hand."""
    row.paused_at = None
    units = _units(row)
    if not units:
        return end(uow, row, "supplement", actor=actor, at=at, reason=text)
    end(uow, row, "resume", actor=actor, at=at, reason=text, clock=True)
    if actor is not LAW_ITSELF:
        tell(uow, row, "supplemented", f"市民已补充：{text[:200]}", at=at, units=units)
    return row


def _taken_up(uow: UnitOfWork, row: TicketRow, why: str, *, actor: Actor, at: datetime) -> TicketRow:
    legs: list[TicketLegRow] = back_in_hand(row, None, at)
    row.suspended_for = row.review_at = None
    if legs:
        row.reported_at, row.solved = None, None
    detail = {"legs": [leg.id for leg in legs]}
    end(uow, row, "resume", actor=actor, at=at, reason=why, detail=detail, clock=bool(legs))
    tell(uow, row, "resumed", f"恢复办理：{why[:200]}", at=at, units=_units(row))
    return row


def _units(row: TicketRow) -> list[str]:
    return [leg.unit_code for leg in live(row.legs)]


def _longest(uow: UnitOfWork) -> timedelta:
    return timedelta(days=uow.law.terms.supplement_days)
