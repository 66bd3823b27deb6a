"""The commands on one ticket: each takes the ``version`` that the page showed, and answers with the ticket as it is then.

403 by the table of permissions, 409 by the table of states, or when somebody else changed the ticket first (it says who).
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AwareDatetime, Field

from agent_console.faults import errors
from agent_console.signed_in import TicketReader
from agent_console.transaction import Ports, Uow
from ticketing.attachments import service as attachments
from ticketing.people.schemas import PersonOut
from ticketing.privacy.masks import ticket_for
from ticketing.schema import Schema
from ticketing.tickets import extensions, flags, handling, pauses, reviewing, suspensions
from ticketing.tickets.acting import MAX_TEXT
from ticketing.tickets.actor import actor_of
from ticketing.tickets.alarms import Flag
from ticketing.tickets.detail import detail
from ticketing.tickets.schemas import TicketOut
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/tickets", tags=["ticket commands"])
REFUSALS = errors(401, 403, 404, 409, 422)
Text = Annotated[str, Field(max_length=MAX_TEXT)]
Short = Annotated[str, Field(max_length=100)]


class Versioned(Schema):
    """``version`` as in the ticket that the person saw."""

    version: Annotated[int, Field(ge=1)]


class Proved(Versioned):
    """``files``: ids of uploads that are evidence of this step (佐证材料)."""

    files: Annotated[tuple[Annotated[str, Field(max_length=64)], ...], Field(max_length=20)] = ()


class Reasoned(Versioned):
    reason: Text


class MayBeReasoned(Versioned):
    reason: Text = ""


class ContactIn(Proved):
    """``when`` lies between the dispatch and now; ``reached``: the citizen was spoken to."""

    way: handling.ContactWay
    whom: Short = ""
    when: AwareDatetime
    reached: bool
    note: Text = ""


class ReportIn(Proved):
    result: Text
    outcome: handling.Outcome
    resolved_level: handling.ResolvedLevel | None = None


class ReportLegIn(Proved):
    result: Text


class ReworkIn(Reasoned, Proved):
    """``units``: the helping units that must do it again beside the lead; None for all."""

    units: Annotated[tuple[str, ...], Field(max_length=20)] | None = None


class AskSupplementIn(Versioned):
    question: Text


class SupplementIn(Proved):
    answer: Text


class AskExtensionIn(Reasoned, Proved):
    """Working days, or days of 24 hours where the ticket runs by hours."""

    days: Annotated[int, Field(ge=1, le=30)]


class ExtendIn(MayBeReasoned):
    """``days`` None: what was asked for."""

    days: Annotated[int, Field(ge=1, le=30)] | None = None


class SuspendIn(Reasoned, Proved):
    ground: suspensions.Ground
    review_on: date


class ReviewSuspensionIn(Reasoned):
    review_on: date


class FlagIn(MayBeReasoned):
    add: tuple[Flag, ...] = ()
    remove: tuple[Flag, ...] = ()


def _given(uow: UnitOfWork, ports: Ports, me: PersonOut, command: Callable[..., Any], id: str, body: Schema) -> TicketOut:
    actor = actor_of(me)
    at, said = ports.now(), {name: getattr(body, name) for name in type(body).model_fields}
    files = said.pop("files", ())
    command(uow, id, actor=actor, at=at, **said)
    attachments.claim_for_step(uow, files, id, me.id, at)
    return ticket_for(detail(uow, id, actor), actor.roles)


@router.post("/{ticket_id}/sign", responses=REFUSALS)
def sign(ticket_id: str, body: Versioned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """签收 by the lead unit, within two hours; a late one is recorded as late."""
    return _given(uow, ports, me, handling.sign, ticket_id, body)


@router.post("/{ticket_id}/sign_leg", responses=REFUSALS)
def sign_leg(ticket_id: str, body: Versioned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """签收 by a helping unit; the ticket stays where it is."""
    return _given(uow, ports, me, handling.sign_leg, ticket_id, body)


@router.post("/{ticket_id}/contact", responses=REFUSALS)
def contact(ticket_id: str, body: ContactIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """The unit spoke, or tried to speak, with the citizen; within 24 hours."""
    return _given(uow, ports, me, handling.contact, ticket_id, body)


@router.post("/{ticket_id}/start_handling", responses=REFUSALS)
def start_handling(ticket_id: str, body: MayBeReasoned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    return _given(uow, ports, me, handling.start_handling, ticket_id, body)


@router.post("/{ticket_id}/start_leg", responses=REFUSALS)
def start_leg(ticket_id: str, body: MayBeReasoned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    return _given(uow, ports, me, handling.start_leg, ticket_id, body)


@router.post("/{ticket_id}/report", responses=REFUSALS)
def report(ticket_id: str, body: ReportIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """办结上报 by the lead unit; 409 while a helping unit has not reported."""
    return _given(uow, ports, me, handling.report, ticket_id, body)


@router.post("/{ticket_id}/report_leg", responses=REFUSALS)
def report_leg(ticket_id: str, body: ReportLegIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """协办上报: the helping unit's part is done; the lead unit is told."""
    return _given(uow, ports, me, handling.report_leg, ticket_id, body)


@router.post("/{ticket_id}/pass_review", responses=REFUSALS)
def pass_review(ticket_id: str, body: MayBeReasoned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """审核通过: the citizen is called back next."""
    return _given(uow, ports, me, reviewing.pass_review, ticket_id, body)


@router.post("/{ticket_id}/rework", responses=REFUSALS)
def rework(ticket_id: str, body: ReworkIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """重办: back to the unit with a new deadline; the first one stays on record."""
    return _given(uow, ports, me, reviewing.rework, ticket_id, body)


@router.post("/{ticket_id}/archive", responses=REFUSALS)
def archive(ticket_id: str, body: MayBeReasoned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    return _given(uow, ports, me, reviewing.archive, ticket_id, body)


@router.post("/{ticket_id}/ask_supplement", responses=REFUSALS)
def ask_supplement(ticket_id: str, body: AskSupplementIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """待补充: the clock rests until the citizen answers, at most the set time."""
    return _given(uow, ports, me, pauses.ask_supplement, ticket_id, body)


@router.post("/{ticket_id}/supplement", responses=REFUSALS)
def supplement(ticket_id: str, body: SupplementIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """The citizen answered; the deadline moves by the working days that the clock rested."""
    return _given(uow, ports, me, pauses.supplement, ticket_id, body)


@router.post("/{ticket_id}/resume", responses=REFUSALS)
def resume(ticket_id: str, body: Reasoned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """恢复办理 of what waits for the citizen, is suspended, or was transferred."""
    return _given(uow, ports, me, pauses.resume, ticket_id, body)


@router.post("/{ticket_id}/ask_extension", responses=REFUSALS)
def ask_extension(ticket_id: str, body: AskExtensionIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """申请延期, until 17:00 of the last day, at most the level's own length, once."""
    return _given(uow, ports, me, extensions.ask_extension, ticket_id, body)


@router.post("/{ticket_id}/extend", responses=REFUSALS)
def extend(ticket_id: str, body: ExtendIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """同意延期, by what was asked or less."""
    return _given(uow, ports, me, extensions.extend, ticket_id, body)


@router.post("/{ticket_id}/refuse_extension", responses=REFUSALS)
def refuse_extension(ticket_id: str, body: Reasoned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    return _given(uow, ports, me, extensions.refuse_extension, ticket_id, body)


@router.post("/{ticket_id}/ask_suspension", responses=REFUSALS)
def ask_suspension(ticket_id: str, body: SuspendIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """申请挂账 by the lead unit: the ground, and the day of review that it proposes."""
    return _given(uow, ports, me, suspensions.ask_suspension, ticket_id, body)


@router.post("/{ticket_id}/refuse_suspension", responses=REFUSALS)
def refuse_suspension(ticket_id: str, body: Reasoned, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    return _given(uow, ports, me, suspensions.refuse_suspension, ticket_id, body)


@router.post("/{ticket_id}/suspend", responses=REFUSALS)
def suspend(ticket_id: str, body: SuspendIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """挂账 for a reason of the list, until the day of its review; never counted as solved."""
    return _given(uow, ports, me, suspensions.suspend, ticket_id, body)


@router.post("/{ticket_id}/review_suspension", responses=REFUSALS)
def review_suspension(ticket_id: str, body: ReviewSuspensionIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """复核挂账: it stays suspended until the next review."""
    return _given(uow, ports, me, suspensions.review_suspension, ticket_id, body)


@router.post("/{ticket_id}/flag", responses=REFUSALS)
def flag(ticket_id: str, body: FlagIn, ports: Ports, uow: Uow, me: TicketReader) -> TicketOut:
    """标注: sensitive turns the lamp red, a group matter or a risk word yellow; the units are told at once."""
    return _given(uow, ports, me, flags.flag, ticket_id, body)
