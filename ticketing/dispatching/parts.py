"""The parts of units beside the lead: a helper is added (增派协办) or withdrawn, another unit is told (告知)."""

from datetime import datetime

from config.errors import BadInput, Conflict, NotFound
from ticketing.dispatching import sending
from ticketing.dispatching.plan import MAX_UNITS
from ticketing.dispatching.rerouting import stated
from ticketing.tickets.actor import Actor
from ticketing.tickets.legs import LegRole
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import move, taken
from ticketing.tickets.states import Command
from ticketing.uow import UnitOfWork


def add_leg(
    uow: UnitOfWork, ticket_id: str, unit: str, reason: str, *, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """A unit helps from now on, with a clock of its own; a resident unit is told instead (`copy`)."""
    if uow.city.unit(unit).kind == "liaison":
        raise BadInput("驻地单位只能告知，不能派为协办。", "请改用“告知”。")
    return _add(uow, ticket_id, unit, "co", "add_leg", reason, actor, version, at)


def copy(
    uow: UnitOfWork, ticket_id: str, unit: str, reason: str, *, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """A unit is told, without a clock."""
    return _add(uow, ticket_id, unit, "cc", "copy", reason, actor, version, at)


def withdraw_leg(
    uow: UnitOfWork, ticket_id: str, leg_id: str, reason: str, *, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """Take a helper's or told unit's part back. Conflict for the lead (that is a redispatch) and for what was reported."""
    row = taken(uow, ticket_id, actor=actor, command="withdraw_leg", version=version)
    leg = next((one for one in sending.legs_of(uow, ticket_id) if one.id == leg_id), None)
    if leg is None:
        raise NotFound("没有这个承办部分。", "请刷新工单。")
    if leg.role == "lead":
        raise Conflict("主办单位不能撤回。", "需要更换主办单位时请改派。")
    why = stated(reason)
    if not sending.withdraw(uow, row, leg, why, at):
        raise Conflict(f"{leg.unit_name}的部分已上报或已撤回。", "请刷新工单。")
    row.co_units = [code for code in row.co_units if code != leg.unit_code]
    move(uow, row, "withdraw_leg", by=actor.id, at=at, reason=f"{leg.unit_name}：{why}", leg=leg.id)
    sending.settle(uow, row, at)
    return row


def _add(
    uow: UnitOfWork,
    ticket_id: str,
    unit: str,
    role: LegRole,
    command: Command,
    reason: str,
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    row = taken(uow, ticket_id, actor=actor, command=command, version=version)
    name, why = uow.city.unit(unit).name, stated(reason)
    legs = sending.legs_of(uow, ticket_id)
    if role == "co" and sending.live_lead(legs) is None:
        raise Conflict("这张工单还没有主办单位，不能增派协办。", "请先派单。")
    live = [leg for leg in legs if leg.state != "withdrawn"]
    if any(leg.unit_code == unit for leg in live):
        raise Conflict(f"{name}已在这张工单中。", "请刷新工单。")
    if len(live) >= MAX_UNITS:
        raise BadInput(f"一张工单最多派往{MAX_UNITS}个单位。", "请先撤回不再需要的单位。")
    level = row.level or uow.law.default_level
    position = 1 + max((leg.position for leg in legs), default=0)
    leg = sending.new_leg(uow, row, unit, role, position=position, basis="named", why=why, level=level, by=actor.id, at=at)
    if role == "co":
        row.co_units = [*row.co_units, unit]
    move(uow, row, command, by=actor.id, at=at, reason=f"{name}：{why}", leg=leg.id, detail={"unit": unit})
    sending.settle(uow, row, at)
    return row
