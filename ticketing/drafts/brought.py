"""What brought a draft: an answered call, or an intake of another channel; who may work on it, and how it ends."""

from datetime import datetime

from config.errors import Conflict, NotAllowed
from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.calls.outcomes import require_worker as require_worker_of_call
from ticketing.calls.outcomes import settle
from ticketing.calls.schemas import Outcome
from ticketing.drafts.models import DraftRow
from ticketing.duty import repository as duty
from ticketing.intake import moves
from ticketing.intake.models import IntakeRow
from ticketing.intake.states import Channel, IntakeCommand
from ticketing.people.repository import SYSTEM, person_row
from ticketing.uow import UnitOfWork

Brought = CallRow | IntakeRow
"""Both have ``id``, ``caller_number``, ``caller_name`` and ``arrived_at``."""
AT_A_UNIT: tuple[Channel, ...] = ("visit", "walk_in", "mailbox")
"""Where these came in a unit may have been: ``source`` is its code then."""
OUTCOMES: dict[IntakeCommand, Outcome] = {
    "answer": "answered_on_the_spot",
    "dispatch": "ticket",
    "join": "supplement",
}


def brought(uow: UnitOfWork, draft_id: str, row: DraftRow | None) -> Brought:
    """The call of a telephone's draft, also of one that is yet to be made; else the intake."""
    if row is None or row.call_id is not None:
        return calls.call_row(uow, draft_id)
    return intake_row(uow, draft_id)


def intake_row(uow: UnitOfWork, draft_id: str) -> IntakeRow:
    return uow.session.get_one(IntakeRow, draft_id)


def channel_of(by: Brought) -> str:
    return "telephone" if isinstance(by, CallRow) else by.channel


def origin_of(by: Brought) -> str:
    return "reactive" if isinstance(by, CallRow) else by.origin


def first_receiver(uow: UnitOfWork, of: Brought) -> str | None:
    """The unit that heard of the matter first (首问负责): whose duty session took the call, whose sitting the citizen came to,
    or whose code the citizen scanned. None for the hotline itself, which handles nothing, and for a unit that is no more."""
    if isinstance(of, CallRow):
        session = duty.session_row(uow, of.duty_session_id, lock=False) if of.duty_session_id else None
        code = session.unit_code if session else None
    else:
        code = of.source if of.channel in AT_A_UNIT else None
    return code if code in uow.city.units else None


def require_worker(uow: UnitOfWork, of: Brought, row: DraftRow | None, by: str) -> None:
    """A call's agent; of another intake the one who accepted it, a dispatcher or a supervisor. Conflict before acceptance."""
    if isinstance(of, CallRow):
        return require_worker_of_call(uow, of, by)
    if not of.accepted_by:
        raise Conflict("这件收件还没有受理。", "请先受理，再填写和办理。")
    if by in (of.accepted_by, SYSTEM) or {"dispatcher", "supervisor"} & set(person_row(uow, by).roles):
        return None
    raise NotAllowed("这件收件由其他人员受理。", "请联系受理人、派单员或班长。")


def end(uow: UnitOfWork, of: Brought, command: IntakeCommand, *, by: str, at: datetime, note: str = "") -> None:
    """The intake ends by ``command``; a call has its one outcome with it."""
    if isinstance(of, CallRow):
        settle(uow, of.id, OUTCOMES[command], by, at, note if command == "join" else "")
    intake = moves.locked(uow, of.id)
    moves.move(uow, intake, command, by=by, at=at, note=note)
    if command == "answer":
        intake.answer = note
