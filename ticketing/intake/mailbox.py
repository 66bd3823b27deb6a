"""The public mailbox (书记、主任信箱): no account; a tracking number and the phone's last digits find the answer."""

from datetime import datetime
from typing import Literal

from config.errors import BadInput, Conflict, NotFound
from ticketing.attachments import service as attachments
from ticketing.intake import moves, repository, tries
from ticketing.intake.models import IntakeRow
from ticketing.intake.schemas import CitizenSupplement, LookUp, MailboxIn, MailboxTaken, Tracked, TrackedStep
from ticketing.intake.service import NewIntake, add_words, receive
from ticketing.intake.tracking import as_written, new_tracking
from ticketing.people.repository import CITIZEN, SYSTEM
from ticketing.tickets import pauses
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

HOUR_S, DAY_S = 3_600.0, 86_400.0
HOTLINE = "12345热线"
DIGITS = 4
CITIZEN_HIMSELF = Actor(id=CITIZEN, roles=frozenset({SYSTEM}))
NOT_FOUND = "查询编号或手机尾号不正确。"
Stage = Literal["received", "accepted", "asked", "dispatched", "handling", "done", "closed"]
STAGES: dict[str, Stage] = {
    "dispatched": "dispatched",
    "signed": "handling",
    "handling": "handling",
    "reviewing": "handling",
    "callback": "done",
    "answered": "done",
    "closed": "done",
    "archived": "done",
    "supplement": "asked",
}
TOLD = ("accept", "ask", "supplement", "answer", "dispatch", "join", "close", "prevent")
"""Steps of an intake that the citizen reads; what is noted between clerks is not for the page."""
TOLD_OF_TICKET = (
    "sign", "start_handling", "ask_supplement", "supplement", "resume", "report", "close", "rework", "extend", "redispatch",
)  # fmt: skip


def submit(uow: UnitOfWork, form: MailboxIn, address: str, at: datetime) -> MailboxTaken:
    """Take the form in; Limited for one address or phone that sends too many, BadInput for a form that a program filled in."""
    if form.website:
        raise BadInput("表单没有通过校验，未提交。", "请刷新页面后重新填写，或拨打12345。")
    law = uow.law.intake
    tries.take(uow, "mailbox", f"address:{address}", most=law.mailbox_per_address_hour, window_s=HOUR_S, at=at)
    tries.take(uow, "mailbox", f"phone:{_digits(form.phone)}", most=law.mailbox_per_phone_day, window_s=DAY_S, at=at)
    row = receive(
        uow,
        NewIntake(
            channel="mailbox",
            text=form.text,
            source=_scanned(uow, form.scanned),
            tracking=new_tracking(),
            caller_name=form.name,
            caller_number=_digits(form.phone),
            type=form.type,
            place=form.place,
            facts={"scanned": form.scanned},
        ),
        by=CITIZEN,
        at=at,
    )
    attachments.claim(uow, form.uploads, row.id, at)
    assert row.tracking is not None
    assert row.accept_due is not None
    return MailboxTaken(tracking=row.tracking, arrived_at=row.arrived_at, accept_due=row.accept_due)


def look_up(uow: UnitOfWork, asked: LookUp, address: str, at: datetime) -> Tracked:
    """Where the matter stands; NotFound says neither whether the number or the digits were wrong, and both are counted."""
    return _tracked(uow, _found(uow, asked, address, at))


def supplement(uow: UnitOfWork, given: CitizenSupplement, address: str, at: datetime) -> Tracked:
    """What the citizen adds when asked (待补充), to the intake or to the ticket that it became."""
    row = _found(uow, given, address, at)
    if not given.text and not given.uploads:
        raise BadInput("请填写补充内容或添加附件。")
    row = moves.locked(uow, row.id)
    ticket = repository.tickets_of(uow, [row.id]).get(row.id)
    if row.state == "waiting":
        add_words(uow, row, given.text or "市民补充了附件。", by=CITIZEN, at=at)
    elif ticket is not None and ticket.state == "supplement":
        _to_ticket(uow, ticket, given.text or "市民补充了附件。", at)
    else:
        raise Conflict("目前不需要补充材料。", "如有新的情况，请另行提交或拨打12345。")
    attachments.claim(uow, given.uploads, row.id, at)
    return _tracked(uow, row)


def _found(uow: UnitOfWork, asked: LookUp, address: str, at: datetime) -> IntakeRow:
    law, tracking = uow.law.intake, as_written(asked.tracking)
    bounds = {f"tracking:{tracking}": law.lookup_misses, f"address:{address}": law.lookup_misses_per_address}
    for who, most in bounds.items():
        tries.refuse_locked(uow, "lookup", who, most=most, window_s=law.lookup_lock_s, at=at)
    row = repository.by_tracking(uow, tracking)
    if row is not None and row.caller_number[-DIGITS:] == asked.digits:
        return row
    for who in bounds:
        tries.count(uow, "lookup", who, window_s=law.lookup_lock_s, at=at)
    raise uow.keep(NotFound(NOT_FOUND, f"请核对后重试；连续{law.lookup_misses}次不正确将暂时锁定。"))


def _to_ticket(uow: UnitOfWork, ticket: TicketRow, text: str, at: datetime) -> None:
    pauses.supplement(uow, ticket.id, answer=text, actor=CITIZEN_HIMSELF, version=None, at=at)


def _tracked(uow: UnitOfWork, row: IntakeRow) -> Tracked:
    ticket = repository.tickets_of(uow, [row.id]).get(row.id)
    files = repository.files_of(uow, [row.id]).get(row.id, 0)
    return Tracked(
        tracking=row.tracking or "",
        arrived_at=row.arrived_at,
        stage=_stage(row, ticket),
        type=row.type,  # type: ignore[arg-type]
        text=row.text,
        unit=(ticket.unit_name or HOTLINE) if ticket else HOTLINE,
        number=ticket.number if ticket else "",
        accept_due=row.accept_due,
        deadline=ticket.deadline if ticket else None,
        asked=row.asked or (_asked(uow, ticket) if ticket else ""),
        answer=_answer(row, ticket),
        files=files,
        files_left=max(0, uow.law.attachments.most - files),
        steps=(*_steps(uow, row), *(_ticket_steps(uow, ticket, row.arrived_at) if ticket else ())),
    )


def _stage(row: IntakeRow, ticket: TicketRow | None) -> Stage:
    if row.state in ("closed", "handed_back"):
        return "closed"
    if row.state == "waiting":
        return "asked"
    if ticket is None:
        return "done" if row.ended_at else "accepted" if row.accepted_at else "received"
    return STAGES.get(ticket.state, "handling")


def _answer(row: IntakeRow, ticket: TicketRow | None) -> str:
    """What was answered, once it is: a unit's result is read when the hotline has passed it."""
    if ticket is None:
        return row.answer
    return (ticket.answer or ticket.result) if STAGES.get(ticket.state) == "done" else ""


def _steps(uow: UnitOfWork, row: IntakeRow) -> tuple[TrackedStep, ...]:
    told = ("ask", "supplement", "answer", "close", "prevent")
    return tuple(
        TrackedStep(at=one.at, what=one.command, who=HOTLINE, note=one.note if one.command in told else "")
        for one in repository.steps_of(uow, row.id)
        if one.command in TOLD
    )


def _ticket_steps(uow: UnitOfWork, ticket: TicketRow, since: datetime) -> tuple[TrackedStep, ...]:
    return tuple(
        TrackedStep(
            at=one.at,
            what=f"ticket_{one.command}",
            who=ticket.unit_name or HOTLINE,
            note=one.reason if one.command == "ask_supplement" else "",
        )
        for one in repository.ticket_steps_of(uow, ticket.id)
        if one.command in TOLD_OF_TICKET and one.at >= since
    )


def _asked(uow: UnitOfWork, ticket: TicketRow) -> str:
    if ticket.state != "supplement":
        return ""
    asked = [one for one in repository.ticket_steps_of(uow, ticket.id) if one.command == "ask_supplement"]
    return asked[-1].reason if asked else ""


def _scanned(uow: UnitOfWork, code: str) -> str:
    """The unit whose code was scanned; a code that the city does not know is no reason to refuse a citizen."""
    return code if code in uow.city.units else ""


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit() or character == "+")
