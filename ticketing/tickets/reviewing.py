"""After the report: passed on to the callback, back to the unit, closed, archived, opened again, or transferred."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from config.errors import BadInput, Conflict
from ticketing.tickets.acting import end, lead_leg, live, required, tell
from ticketing.tickets.actor import LAW_ITSELF, Actor
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.moves import locked, move_leg, taken
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork

ARCHIVED_A_TURN = 200


def pass_review(
    uow: UnitOfWork, ticket_id: str, *, reason: str = "", actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """审核通过: the citizen is called back next."""
    row = taken(uow, ticket_id, actor=actor, command="pass_review", version=version)
    return end(uow, row, "pass_review", actor=actor, at=at, reason=reason.strip())


def rework(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    reason: str,
    units: Sequence[str] | None = None,
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    """重办: review or callback found it unsolved. The lead and the helping units named (all by default) do it again.

    Their clocks count anew from now, by the ticket's level; the first deadline stays on record.
    """
    row = taken(uow, ticket_id, actor=actor, command="rework", version=version)
    why = required(reason, "重办原因", "请写明哪里没有解决。")
    return _again(uow, row, "rework", why, units, actor=actor, at=at)


def reopen(uow: UnitOfWork, ticket_id: str, *, reason: str, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """A look-back found a false closure (假办结): a new deadline for every unit; the penalty is the inspectors' ledger's."""
    row = taken(uow, ticket_id, actor=actor, command="reopen", version=version)
    why = required(reason, "重新打开的原因")
    return _again(uow, row, "reopen", why, None, actor=actor, at=at)


def close(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    effective: bool,
    solved: bool | None,
    reason: str = "",
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    """办结 by the callback's result. Not effective: nobody was reached in the set tries, and that stays on record.

    Conflict when the citizen says that it is not solved: that is a rework.
    """
    row = taken(uow, ticket_id, actor=actor, command="close", version=version)
    if effective and solved is False:
        raise Conflict("市民反映诉求未解决，不能办结。", "请退回承办单位重办。")
    return end(uow, row, "close", actor=actor, at=at, reason=reason.strip(), detail={"effective": effective, "solved": solved})


def archive(uow: UnitOfWork, ticket_id: str, *, reason: str = "", actor: Actor, version: int | None, at: datetime) -> TicketRow:
    row = taken(uow, ticket_id, actor=actor, command="archive", version=version)
    return end(uow, row, "archive", actor=actor, at=at, reason=reason.strip())


def archive_due(uow: UnitOfWork, now: datetime) -> int:
    """Archive a page of what has been closed for the set time; safe on two nodes at once."""
    limit = now - timedelta(days=uow.law.terms.archive_after_days)
    query = select(TicketRow.id).where(TicketRow.state == "closed", TicketRow.closed_at <= limit)
    query = query.order_by(TicketRow.closed_at).limit(ARCHIVED_A_TURN).with_for_update(skip_locked=True)
    due = uow.session.scalars(query).all()
    for ticket_id in due:
        row = locked(uow, ticket_id)
        end(uow, row, "archive", actor=LAW_ITSELF, at=now, reason=f"办结满{uow.law.terms.archive_after_days}天，自动归档")
    return len(due)


def ask_transfer(uow: UnitOfWork, ticket_id: str, *, reason: str, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """提请移送 to discipline inspection; another person decides."""
    row = taken(uow, ticket_id, actor=actor, command="ask_transfer", version=version)
    return end(uow, row, "ask_transfer", actor=actor, at=at, reason=required(reason, "移送理由"))


def refuse_transfer(
    uow: UnitOfWork, ticket_id: str, *, reason: str, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    row = taken(uow, ticket_id, actor=actor, command="refuse_transfer", version=version)
    return end(uow, row, "refuse_transfer", actor=actor, at=at, reason=required(reason, "不予移送的理由"))


def transfer(uow: UnitOfWork, ticket_id: str, *, reason: str, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """移送: approved by a person; the inspectors' ledger keeps evidence and who asked."""
    row = taken(uow, ticket_id, actor=actor, command="transfer", version=version)
    return end(uow, row, "transfer", actor=actor, at=at, reason=required(reason, "移送理由"))


def back_in_hand(row: TicketRow, units: Sequence[str] | None, at: datetime) -> list[TicketLegRow]:
    """Put reported legs back to handling: the lead's always, and those of ``units`` (None: all). Returns them."""
    back = [leg for leg in live(row.legs) if leg.role == "lead" or units is None or leg.unit_code in units]
    returned = [leg for leg in back if leg.state == "reported"]
    for leg in returned:
        move_leg(leg, "rework", at)
        leg.reported_at = leg.reported_by = None
    return returned


def _again(
    uow: UnitOfWork,
    row: TicketRow,
    command: Command,
    why: str,
    units: Sequence[str] | None,
    *,
    actor: Actor,
    at: datetime,
) -> TicketRow:
    if not live(row.legs):
        raise BadInput("这张工单没有承办单位，不能退回办理。", "请先派单。")
    lead = lead_leg(row)
    legs = back_in_hand(row, units, at)
    row.reworks, row.reported_at, row.solved = row.reworks + 1, None, None
    end(uow, row, command, actor=actor, at=at, reason=why, leg=lead, detail={"legs": [leg.id for leg in legs]}, clock=True)
    until = f"{uow.calendar.local(row.deadline):%m月%d日%H:%M}" if row.deadline else ""
    tell(uow, row, command, f"退回办理，新期限{until}：{why[:200]}", at=at, units=[leg.unit_code for leg in legs])
    return row
