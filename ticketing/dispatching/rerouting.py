"""Another unit takes the ticket: redispatch (改派), problem ticket (疑难工单), and the joint study that names the unit."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from config.errors import BadInput, Conflict
from ticketing.dispatching import sending
from ticketing.dispatching.models import ObjectionRow
from ticketing.dispatching.open_objection import Ending, close, open_one, undecided
from ticketing.dispatching.places import place_of
from ticketing.dispatching.plan import Dispatch, Scheme, chosen, level_of
from ticketing.dispatching.tally import CHANGED, is_problem, problem_reason, refuse_if_named, tally_of
from ticketing.notices import service as notices
from ticketing.people.repository import SYSTEM
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import move, taken
from ticketing.uow import UnitOfWork

PROBLEM = "problem_ticket"
STUDYING = ("dispatcher", "supervisor", "inspector")
MIN_REASON, MAX_REASON = 2, 1_000


def redispatch(
    uow: UnitOfWork,
    ticket_id: str,
    unit: str,
    *,
    reason: str,
    actor: Actor,
    version: int | None,
    at: datetime,
    co_units: Sequence[str] | None = None,
    cc: Sequence[str] = (),
    level: int | None = None,
    objection_id: str | None = None,
) -> TicketRow:
    """Send the ticket to another unit; the first deadline stays on record, the new unit's clock counts from ``at``.

    The scheme stays, and the level unless another is given. An objection that is open is granted by it. ``co_units`` None:
    those who help now. The third change of the unit makes a problem ticket. Conflict for the unit that has it, and once a
    joint study has named the unit.
    """
    row = taken(uow, ticket_id, actor=actor, command="redispatch", version=version)
    refuse_if_named(tally_of(uow, ticket_id), "改派")
    before = row.unit_code
    if unit == before:
        raise Conflict("工单已在这个单位承办。", "请选择另一个单位，或驳回异议。")
    why = stated(reason)
    objection = _closed(uow, row, objection_id, "granted", why, actor, at)
    to = _plan(uow, row, unit, co_units, cc, level)
    row.returns += 1
    detail = {CHANGED: before, "objection": objection.id if objection else None}
    reason = f"{why}（{to.why}）"
    sending.dispatch(uow, row, to, by=actor.id, at=at, command="redispatch", reason=reason, detail=detail)
    problem_by_itself(uow, row, at)
    return row


def name_problem(
    uow: UnitOfWork,
    ticket_id: str,
    reason: str,
    *,
    actor: Actor,
    version: int | None,
    at: datetime,
    objection_id: str | None = None,
) -> TicketRow:
    """A person brings the ticket before a joint study; an objection that is open is decided there."""
    row = taken(uow, ticket_id, actor=actor, command="name_problem", version=version)
    _closed(uow, row, objection_id, "joint", stated(reason), actor, at)
    _problem(uow, row, stated(reason), by=actor.id, at=at)
    return row


def name_unit(
    uow: UnitOfWork,
    ticket_id: str,
    unit: str,
    *,
    resolution: str | None,
    reason: str,
    actor: Actor,
    version: int | None,
    at: datetime,
    level: int | None = None,
    co_units: Sequence[str] | None = None,
) -> TicketRow:
    """The joint study's word: this unit handles the problem ticket, also the one that objected; ``resolution`` is its id."""
    row = taken(uow, ticket_id, actor=actor, command="name_unit", version=version)
    before = row.unit_code
    why = f"联席研判指定{uow.city.unit(unit).name}主办：{stated(reason)}"
    helpers = _helpers(uow, row, unit) if co_units is None else tuple(co_units)
    to = Dispatch(
        unit=unit,
        co_units=helpers,
        basis="named",
        why=why,
        dispatch_level=level_of(uow.city, unit),
        level=level or row.level or uow.law.default_level,
        scheme=cast(Scheme, row.scheme),
    )
    detail = {CHANGED: before if before != unit else None, "resolution": resolution}
    sending.dispatch(uow, row, to, by=actor.id, at=at, command="name_unit", reason=why, detail=detail)
    return row


def problem_by_itself(uow: UnitOfWork, row: TicketRow, at: datetime) -> bool:
    """The law names a problem ticket at the third rejection or change; True when it did."""
    tally = tally_of(uow, row.id)
    if not is_problem(tally, uow.law.dispatching):
        return False
    _problem(uow, row, problem_reason(tally, uow.law.dispatching), by=SYSTEM, at=at)
    return True


def stated(reason: str) -> str:
    """BadInput for a reason that says nothing, or too much."""
    text = reason.strip()
    if not MIN_REASON <= len(text) <= MAX_REASON:
        raise BadInput("请写明理由。", f"理由为{MIN_REASON}至{MAX_REASON}字。")
    return text


def _closed(
    uow: UnitOfWork, row: TicketRow, objection_id: str | None, ending: Ending, why: str, actor: Actor, at: datetime
) -> ObjectionRow | None:
    """End the objection that was decided, else the one that is open; the ticket is locked, so that nobody decides it twice."""
    objection = undecided(uow, objection_id) if objection_id else open_one(uow, row.id)
    if objection is not None:
        close(uow, objection, ending, why, by=actor.id, at=at)
    return objection


def _problem(uow: UnitOfWork, row: TicketRow, reason: str, *, by: str, at: datetime) -> None:
    move(uow, row, "name_problem", by=by, at=at, reason=reason)
    notices.tell(uow, PROBLEM, f"疑难工单 {row.number}「{row.title}」：{reason}", at=at, ticket=row.id, roles=STUDYING)


def _plan(
    uow: UnitOfWork, row: TicketRow, unit: str, co_units: Sequence[str] | None, cc: Sequence[str], level: int | None
) -> Dispatch:
    return chosen(
        uow.city,
        unit,
        category=row.category_code,
        place=place_of(row.place),
        level=level or row.level or uow.law.default_level,
        first_receiver=row.first_receiver,
        co_units=_helpers(uow, row, unit) if co_units is None else tuple(co_units),
        cc=tuple(cc),
        scheme=cast(Scheme, row.scheme),
    )


def _helpers(uow: UnitOfWork, row: TicketRow, without: str) -> tuple[str, ...]:
    live = (leg for leg in sending.legs_of(uow, row.id) if leg.role == "co" and leg.state != "withdrawn")
    return tuple(dict.fromkeys(leg.unit_code for leg in live if leg.unit_code != without))
