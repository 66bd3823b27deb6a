"""The two endings of a draft: answered on the spot, or dispatched to the unit that is responsible."""

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from config.errors import BadInput
from ticketing import clocks
from ticketing.calls.models import CallRow
from ticketing.directory import Place
from ticketing.dispatching.plan import by_type, chosen
from ticketing.drafts import brought, filling, repository
from ticketing.drafts import fields as rules
from ticketing.drafts.brought import Brought
from ticketing.drafts.models import DraftRow
from ticketing.drafts.schemas import DispatchSuggestion, DraftStatus, Level
from ticketing.intake import moves as intakes
from ticketing.intake.states import IntakeCommand
from ticketing.people.repository import SYSTEM
from ticketing.tickets import service as tickets
from ticketing.tickets.models import TicketRow
from ticketing.tickets.out import unit_coded
from ticketing.tickets.schemas import TicketOut
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

COPIED = ("caller_name", "callback_number", "type", "place", "title", "summary", "matter", "wish", "urgent", "level")
NO_MATTER = "通话未形成明确事项，详见录音与转写。"


def answer(uow: UnitOfWork, call_id: str, version: int | None, answer: str, by: str, at: datetime) -> TicketOut:
    """Answered on the spot (在线解答): the ticket is made and closed with the answer."""
    row, of = filling.for_work(uow, call_id, version, by)
    ticket = _ticket(uow, row, of, "answer", by=by, at=at, note=answer)
    tickets.answer(uow, ticket, answer, by=by, at=at)
    return _end(uow, row, of, ticket, "answered", at)


def dispatch(
    uow: UnitOfWork,
    call_id: str,
    version: int | None,
    by: str,
    at: datetime,
    unit: str | None = None,
    level: int | None = None,
) -> TicketOut:
    """To the unit given, else the draft's own; BadInput without a matter or a unit."""
    row, of = filling.for_work(uow, call_id, version, by)
    if not row.fields["matter"].strip():
        raise BadInput("派单前须填写诉求内容。", "请补充诉求内容后再派单。")
    to = _where(uow, row, of, unit, level or row.fields["level"])
    if to is None:
        raise BadInput("派单前须选择承办单位。", "请选择事项分类或直接指定单位。")
    return _dispatch(uow, row, of, to, by=by, at=at)


def where(uow: UnitOfWork, draft_id: str) -> tickets.Dispatch | None:
    """Where the draft would go as it stands; None where neither a person nor the directory names a unit."""
    row = uow.session.get(DraftRow, draft_id)
    if row is None:
        return None
    return _where(uow, row, brought.brought(uow, draft_id, row), None, row.fields["level"])


def dispatch_at_close(uow: UnitOfWork, call_id: str, to: tickets.Dispatch, by: str, at: datetime) -> TicketOut:
    """What a duty session leaves over, also when nobody could say what the matter was."""
    row, of = filling.for_work(uow, call_id, None, SYSTEM)
    return _dispatch(uow, row, of, to, by=by, at=at)


def dispatch_by_itself(uow: UnitOfWork, draft_id: str, at: datetime) -> TicketOut:
    """What nobody ended in time goes to the unit that the draft names, or to the one that is responsible; by the law itself."""
    row, of = filling.for_work(uow, draft_id, None, SYSTEM)
    category, place, receiver = row.fields["category"] or "", rules.place_of(row.fields), brought.first_receiver(uow, of)
    otherwise = uow.city.responsible(category, place, first_receiver=receiver).lead_unit
    to = _where(uow, row, of, None, row.fields["level"]) or _where(uow, row, of, otherwise, row.fields["level"])
    assert to is not None
    return _dispatch(uow, row, of, replace(to, why=f"逾时无人处理，自动派单。{to.why}"), by=SYSTEM, at=at)


def close_without_ticket(uow: UnitOfWork, call_id: str, at: datetime) -> None:
    """A harassing, silent or wrong call, or a supplement: the draft is kept and closed."""
    row = repository.locked_row(uow, call_id)
    if row is not None and row.status == "open":
        row.status, row.version = "closed", row.version + 1
        intake = intakes.locked(uow, call_id)
        intakes.move(uow, intake, "close", by=row.agent_id, at=at)


def suggest(uow: UnitOfWork, category: str, place: Place | None, at: datetime, level: int | None = None) -> DispatchSuggestion:
    """Who would lead this category at this place, why, and until when at this ``level`` (the category's own by default)."""
    responsible = uow.city.responsible(category, place)
    level = level or uow.city.category(category).default_level or uow.law.default_level
    return DispatchSuggestion(
        unit=unit_coded(uow, responsible.lead_unit),
        co_units=tuple(unit_coded(uow, code) for code in responsible.co_units),
        basis=responsible.basis,
        dispatch_level=responsible.dispatch_level,
        why=responsible.why,
        level=cast(Level, level),
        deadline=clocks.deadline(at, level, uow.calendar),
    )


def _where(uow: UnitOfWork, row: DraftRow, of: Brought, unit: str | None, level: int) -> tickets.Dispatch | None:
    """To ``unit``, else where a setting sends all of this type, else to the draft's own; None where none is known."""
    fields = row.fields
    by_setting = None if unit or "unit" in row.edited else by_type(uow.city, fields["type"], uow.law.dispatching.type_units)
    to = unit or by_setting or fields["unit"]
    if not to:
        return None
    return chosen(
        uow.city,
        to,
        category=fields["category"],
        place=rules.place_of(fields),
        level=level,
        first_receiver=brought.first_receiver(uow, of),
    )


def _dispatch(uow: UnitOfWork, row: DraftRow, of: Brought, to: tickets.Dispatch, *, by: str, at: datetime) -> TicketOut:
    ticket = _ticket(uow, row, of, "dispatch", by=by, at=at, note=to.why)
    tickets.dispatch(uow, ticket, to, by=by, at=at)
    return _end(uow, row, of, ticket, "dispatched", at)


def _ticket(
    uow: UnitOfWork, row: DraftRow, of: Brought, command: IntakeCommand, *, by: str, at: datetime, note: str
) -> TicketRow:
    brought.end(uow, of, command, by=by, at=at, note=note)
    copied: dict[str, Any] = {name: row.fields[name] for name in COPIED}
    category = row.fields["category"]
    copied |= {
        "intake_id": row.id,
        "first_receiver": brought.first_receiver(uow, of),
        "caller_number": of.caller_number,
        "category_code": category,
        "category_name": uow.city.category(category).name if category else None,
        "matter": row.fields["matter"] or NO_MATTER,
        "title": row.fields["title"] or row.fields["matter"][:30] or f"{of.caller_number} 来电",
    }
    new = tickets.NewTicket(
        call_id=row.call_id,
        duty_session_id=of.duty_session_id if isinstance(of, CallRow) else None,
        channel=brought.channel_of(of),
        origin=brought.origin_of(of),
        fields=copied,
    )
    return tickets.accept(uow, new, by=by, at=at)


def _end(uow: UnitOfWork, row: DraftRow, of: Brought, ticket: TicketRow, status: DraftStatus, at: datetime) -> TicketOut:
    row.status, row.version = status, row.version + 1
    uow.session.flush()
    filling.announce(uow, row, of)
    if row.call_id:
        todo.announce(uow, [row.agent_id])
    return tickets.get(uow, ticket.id)
