"""The third ending of a draft: its caller is added to an open ticket of the same matter (并单), and taken back if in error."""

from datetime import datetime, timedelta

from config.errors import Conflict
from ticketing.calls.models import CallRow
from ticketing.calls.outcomes import withdraw
from ticketing.drafts import brought, filling, repository
from ticketing.drafts.brought import Brought
from ticketing.drafts.models import DraftRow
from ticketing.duty import repository as duty
from ticketing.intake import moves as intakes
from ticketing.tickets import callers, moves
from ticketing.tickets import repository as ticket_rows
from ticketing.tickets import service as tickets
from ticketing.tickets.models import TicketRow
from ticketing.tickets.schemas import TicketOut
from ticketing.tickets.states import Command
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

CALLERS_CHANGED = "ticket_callers"
WATCHERS = ("supervisor",)


def join(uow: UnitOfWork, call_id: str, version: int | None, ticket_id: str, by: str, at: datetime) -> TicketOut:
    """The call, or another channel's intake, ends as a supplement (补充工单) to this ticket.

    Conflict when the ticket is past taking further callers.
    """
    row, of = filling.for_work(uow, call_id, version, by)
    ticket = ticket_rows.ticket_row(uow, ticket_id, lock=True)
    brought.end(uow, of, "join", by=by, at=at, note=f"并入工单 {ticket.number}")
    count = callers.add(uow, ticket, _caller(row, of), by=by, at=at)
    _step(uow, ticket, "add_caller", f"同一事项的第{count}位诉求人{'来电' if row.call_id else ''}并入", by, at)
    return _end(uow, row, of, ticket, "closed")


def leave(uow: UnitOfWork, call_id: str, by: str, at: datetime) -> TicketOut:
    """Take the caller back and open the draft again; returns the ticket that was left.

    Conflict when that is too long ago, the ticket's handling is over, or the call's duty session has been closed meanwhile.
    """
    row = repository.locked_row(uow, call_id)
    of = brought.brought(uow, call_id, row)
    brought.require_worker(uow, of, row, by)
    added = callers.joined(uow, call_id)
    if row is None or added is None:
        raise Conflict("这通来电没有并入工单。", "请刷新后查看。")
    if at - added.at > timedelta(seconds=uow.law.join_undo_s):
        raise Conflict(f"并入已超过{uow.law.join_undo_s / 60:.0f}分钟，不能撤回。", "如有需要，请联系班长另立工单。")
    if isinstance(of, CallRow) and of.duty_session_id and duty.session_row(uow, of.duty_session_id).state == "closed":
        raise Conflict("带班已经结束，并入不能撤回。", "如有需要，请联系班长另立工单。")
    ticket = ticket_rows.ticket_row(uow, added.ticket_id, lock=True)
    callers.remove(uow, ticket.id, call_id, by=by, at=at)
    _step(uow, ticket, "remove_caller", "并入有误，已撤回", by, at)
    if isinstance(of, CallRow):
        withdraw(uow, call_id)
    intakes.move(uow, intakes.locked(uow, call_id), "leave", by=by, at=at)
    return _end(uow, row, of, ticket, "open")


def _caller(row: DraftRow, of: Brought) -> callers.Caller:
    said = {name: row.fields[name] or "" for name in ("callback_number", "matter", "wish")}
    name = row.fields["caller_name"] or ""
    return callers.Caller(intake_id=row.id, call_id=row.call_id, number=of.caller_number, name=name, **said)


def _step(uow: UnitOfWork, ticket: TicketRow, command: Command, reason: str, by: str, at: datetime) -> None:
    moves.move(uow, ticket, command, by=by, at=at, reason=reason)


def _end(uow: UnitOfWork, row: DraftRow, of: Brought, ticket: TicketRow, status: str) -> TicketOut:
    row.status, row.version = status, row.version + 1
    uow.session.flush()
    filling.announce(uow, row, of)
    if row.call_id:
        todo.announce(uow, [row.agent_id])
    now = tickets.get(uow, ticket.id)
    told = {"ticket": now.id, "number": now.number, "call": row.id, "callers_count": now.callers_count}
    uow.emit(CALLERS_CHANGED, told, people=[row.agent_id], roles=WATCHERS)
    return now
