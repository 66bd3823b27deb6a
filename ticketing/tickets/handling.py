"""The handling unit's commands: sign, contact the citizen, handle, report; the helping unit's beside the lead's.

Every command takes who acts, the version that the screen showed, and when. What is late is recorded, never refused.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from config.errors import BadInput
from ticketing.tickets.acting import end, lead_leg, own_leg, required, tell
from ticketing.tickets.actor import Actor
from ticketing.tickets.legs import require_all_reported
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.moves import move_leg, taken
from ticketing.uow import UnitOfWork

Outcome = Literal["solved", "explained", "unsolved"]
ResolvedLevel = Literal["grid", "community", "street", "district", "city"]
ContactWay = Literal["phone", "visit", "message", "other"]
OUTCOME_NAMES: Mapping[Outcome, str] = {"solved": "已解决", "explained": "解释说明", "unsolved": "未解决"}
LEVEL_NAMES: Mapping[ResolvedLevel, str] = {"grid": "网格", "community": "社区", "street": "街道", "district": "区", "city": "市"}
WAY_NAMES: Mapping[ContactWay, str] = {"phone": "电话", "visit": "上门", "message": "短信或网络", "other": "其他"}


def sign(uow: UnitOfWork, ticket_id: str, *, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """签收 by the lead unit; a late one is recorded as such."""
    row = taken(uow, ticket_id, actor=actor, command="sign", version=version)
    leg = own_leg(row, actor, "lead")
    _signed(leg, actor, at)
    row.signed_at = at
    return end(uow, row, "sign", actor=actor, at=at, leg=leg, reason=_late(leg.sign_due, at), detail=_lateness(leg.sign_due, at))


def sign_leg(uow: UnitOfWork, ticket_id: str, *, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """签收 by a helping unit: the ticket stays where it is."""
    row = taken(uow, ticket_id, actor=actor, command="sign_leg", version=version)
    leg = own_leg(row, actor, "co")
    _signed(leg, actor, at)
    return end(
        uow, row, "sign_leg", actor=actor, at=at, leg=leg, reason=_late(leg.sign_due, at), detail=_lateness(leg.sign_due, at)
    )


def contact(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    way: ContactWay,
    whom: str,
    when: datetime,
    reached: bool,
    note: str = "",
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    """The unit spoke, or tried to, with the citizen at ``when``; only who was reached counts against the limit of 24 hours.

    BadInput for a time that lies ahead, or before the unit had the ticket.
    """
    row = taken(uow, ticket_id, actor=actor, command="contact", version=version)
    leg = own_leg(row, actor)
    if not leg.dispatched_at <= when <= at:
        raise BadInput("联系时间须在派单之后、此刻之前。", "请更正联系时间。")
    if reached:
        leg.contacted_at = leg.contacted_at or when
        row.contacted_at = row.contacted_at or when
    said = "，".join(part for part in (WAY_NAMES[way], whom.strip(), "已联系上" if reached else "未联系上", note.strip()) if part)
    detail = {"way": way, "whom": whom.strip(), "when": when.isoformat(), "reached": reached} | _lateness(leg.contact_due, when)
    return end(uow, row, "contact", actor=actor, at=at, leg=leg, reason=said, detail=detail)


def start_handling(
    uow: UnitOfWork, ticket_id: str, *, reason: str = "", actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    row = taken(uow, ticket_id, actor=actor, command="start_handling", version=version)
    leg = own_leg(row, actor, "lead")
    move_leg(leg, "start_handling", at)
    return end(uow, row, "start_handling", actor=actor, at=at, leg=leg, reason=reason.strip())


def start_leg(uow: UnitOfWork, ticket_id: str, *, reason: str = "", actor: Actor, version: int | None, at: datetime) -> TicketRow:
    row = taken(uow, ticket_id, actor=actor, command="start_leg", version=version)
    leg = own_leg(row, actor, "co")
    move_leg(leg, "start_handling", at)
    return end(uow, row, "start_leg", actor=actor, at=at, leg=leg, reason=reason.strip())


def report(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    result: str,
    outcome: Outcome,
    resolved_level: ResolvedLevel | None = None,
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    """办结上报 by the lead unit: what was done and what came of it. Conflict while a helping unit has not reported."""
    row = taken(uow, ticket_id, actor=actor, command="report", version=version)
    leg = own_leg(row, actor, "lead")
    require_all_reported(row.legs)
    text = required(result, "办理结果", "请写明如何办理、结果如何。")
    _reported(leg, text, actor, at)
    row.result, row.solved, row.resolved_level, row.reported_at = text, outcome, resolved_level, at
    detail = {"outcome": outcome, "resolved_level": resolved_level} | _lateness(leg.deadline, at)
    return end(uow, row, "report", actor=actor, at=at, leg=leg, reason=text, detail=detail)


def report_leg(uow: UnitOfWork, ticket_id: str, *, result: str, actor: Actor, version: int | None, at: datetime) -> TicketRow:
    """协办上报: the lead unit is told, so that it may report in its turn."""
    row = taken(uow, ticket_id, actor=actor, command="report_leg", version=version)
    leg = own_leg(row, actor, "co")
    text = required(result, "协办结果")
    _reported(leg, text, actor, at)
    tell(uow, row, "leg_reported", f"协办单位{leg.unit_name}已上报。", at=at, units=[lead_leg(row).unit_code])
    return end(uow, row, "report_leg", actor=actor, at=at, leg=leg, reason=text, detail=_lateness(leg.deadline, at))


def _signed(leg: TicketLegRow, actor: Actor, at: datetime) -> None:
    move_leg(leg, "sign", at)
    leg.signed_at, leg.signed_by = at, actor.id


def _reported(leg: TicketLegRow, text: str, actor: Actor, at: datetime) -> None:
    move_leg(leg, "report", at)
    leg.result, leg.reported_at, leg.reported_by = text, at, actor.id


def _lateness(due: datetime | None, at: datetime) -> dict[str, bool]:
    return {"late": due is not None and at > due}


def _late(due: datetime | None, at: datetime) -> str:
    return "超过签收时限" if due is not None and at > due else ""
