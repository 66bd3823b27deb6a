"""Sending a ticket: a leg for each unit of the plan with clocks of its own, the basis on leg and history, and each unit told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from config.ids import new_id
from ticketing.dispatching.plan import Dispatch, completed
from ticketing.notices import service as notices
from ticketing.tickets import timing
from ticketing.tickets.legs import LEG_TRANSITIONS, ROLE_NAMES, LegRole, LegState
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.moves import move, move_leg
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork

DISPATCHED, COPIED, WITHDRAWN = "dispatched", "copied", "leg_withdrawn"


def dispatch(
    uow: UnitOfWork,
    row: TicketRow,
    to: Dispatch,
    *,
    by: str,
    at: datetime,
    command: Command = "dispatch",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Send the ticket by this plan: the lead leg anew, the others as far as they are not there yet, who is in no plan withdrawn.

    The first deadline and the first receiver stay on record; the clocks of the units that are new count from ``at``.
    """
    to = completed(uow.city, to, copy_district=uow.law.dispatching.copy_district)
    lead = uow.city.unit(to.unit)
    row.unit_code, row.unit_name, row.co_units = lead.code, lead.name, list(to.co_units)
    row.basis, row.basis_why, row.dispatch_level = to.basis, to.why, to.dispatch_level
    row.level, row.scheme, row.dispatched_at = to.level, to.scheme, at
    row.first_receiver = row.first_receiver or lead.code
    row.signed_at = row.contacted_at = row.reported_at = row.asked_extension = None
    leg = _make_legs(uow, row, to, by=by, at=at)
    decided = {
        "basis": to.basis,
        "unit": to.unit,
        "co_units": list(to.co_units),
        "cc": list(to.cc),
        "level": to.level,
        "scheme": to.scheme,
        "deadline": leg.deadline.isoformat() if leg.deadline else None,
        "directory_version": uow.city.version,
    }
    move(uow, row, command, by=by, at=at, reason=reason or to.why, leg=leg.id, detail=decided | (detail or {}))
    settle(uow, row, at)


def legs_of(uow: UnitOfWork, ticket_id: str) -> Sequence[TicketLegRow]:
    """The ticket's legs in the order of their making, also those that were withdrawn."""
    query = select(TicketLegRow).where(TicketLegRow.ticket_id == ticket_id).order_by(TicketLegRow.position)
    return uow.session.scalars(query).all()


def live_lead(legs: Sequence[TicketLegRow]) -> TicketLegRow | None:
    """The lead leg that was not withdrawn."""
    return next((leg for leg in reversed(legs) if leg.role == "lead" and leg.state != "withdrawn"), None)


def new_leg(
    uow: UnitOfWork,
    row: TicketRow,
    unit: str,
    role: LegRole,
    *,
    position: int,
    basis: str,
    why: str,
    level: int,
    by: str,
    at: datetime,
) -> TicketLegRow:
    """One unit's part, told of at once; 告知 has no clock. ``position`` is the next of the ticket's legs."""
    leg = TicketLegRow(
        id=new_id(),
        ticket_id=row.id,
        position=position,
        unit_code=unit,
        unit_name=uow.city.unit(unit).name,
        role=role,
        state="dispatched",
        basis=basis,
        why=why,
        directory_version=uow.city.version,
        dispatched_at=at,
        dispatched_by=by,
    )
    uow.session.add(leg)
    timing.begin(uow, row, leg, level=level)
    uow.session.flush()
    _tell(uow, row, leg, at)
    return leg


def withdraw(uow: UnitOfWork, row: TicketRow, leg: TicketLegRow, why: str, at: datetime) -> bool:
    """Take the part back and tell the unit; False for one that has reported or was taken back, which stays as it is."""
    if (cast(LegState, leg.state), "withdraw") not in LEG_TRANSITIONS:
        return False
    move_leg(leg, "withdraw", at)
    text = f"工单 {row.number}「{row.title}」不再由贵单位{ROLE_NAMES[cast(LegRole, leg.role)]}：{why}"
    notices.tell(uow, WITHDRAWN, text, at=at, ticket=row.id, units=[leg.unit_code])
    return True


def settle(uow: UnitOfWork, row: TicketRow, at: datetime) -> None:
    """After a change of legs: whoever holds the row sees them as they are now, and the lamp is that of ``at``."""
    legs = legs_of(uow, row.id)
    set_committed_value(row, "legs", list(legs))
    timing.settle(uow, row, legs, at)
    uow.session.flush()


def _make_legs(uow: UnitOfWork, row: TicketRow, to: Dispatch, *, by: str, at: datetime) -> TicketLegRow:
    """The lead leg of the plan; helpers and those told that are there already keep their part."""
    beside: list[tuple[str, LegRole]] = [*((code, "co") for code in to.co_units), *((code, "cc") for code in to.cc)]
    kept = set()
    before = legs_of(uow, row.id)
    position = 1 + max((leg.position for leg in before), default=0)
    for leg in before:
        if (leg.unit_code, leg.role) in beside and leg.state != "withdrawn":
            kept.add((leg.unit_code, leg.role))
        else:
            withdraw(uow, row, leg, to.why, at)
    given: dict[str, Any] = {"basis": to.basis, "level": to.level, "by": by, "at": at}
    lead = new_leg(uow, row, to.unit, "lead", position=position, why=to.why, **given)
    others = [one for one in beside if one not in kept]
    for place, (code, role) in enumerate(others, position + 1):
        new_leg(uow, row, code, role, position=place, why=f"{ROLE_NAMES[role]}：{to.why}", **given)
    return lead


def _tell(uow: UnitOfWork, row: TicketRow, leg: TicketLegRow, at: datetime) -> None:
    """The unit learns of its part and until when."""
    role = ROLE_NAMES[cast(LegRole, leg.role)]
    until = f"，请于{uow.calendar.local(leg.deadline):%m月%d日%H:%M}前办结" if leg.deadline else ""
    text = f"工单 {row.number}「{row.title}」派往贵单位（{role}）{until}。"
    notices.tell(uow, COPIED if leg.role == "cc" else DISPATCHED, text, at=at, ticket=row.id, units=[leg.unit_code])
