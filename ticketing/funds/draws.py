"""Draws: requested, approved above the limit, paid, what they made recorded, settled; or refused, or withdrawn.

The money leaves the balance when it is asked for, so that what is promised is never promised twice. Each command takes the
pool's lock first, then the draw's, and the version of the draw that the person saw.
"""

from datetime import datetime, timedelta

from config.errors import BadInput, Conflict
from config.ids import new_id
from ticketing.funds import draw_states, permissions, pools, reach, repository, telling
from ticketing.funds.draw_states import COMMAND_NAMES, DrawCommand, DrawState, is_exempt
from ticketing.funds.ledger import yuan
from ticketing.funds.models import FundDrawRow, FundOutputRow, FundPoolRow, FundStepRow
from ticketing.funds.permissions import FundCommand
from ticketing.funds.schemas import DrawDecision, DrawIn, DrawOutputIn, DrawPayment, DrawSettlement
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.states import OVER
from ticketing.uow import UnitOfWork

NOT_YET: DrawState = "requested"


def request(uow: UnitOfWork, pool_id: str, new: DrawIn, *, by: str, at: datetime) -> FundDrawRow:
    """Reserve the amount for a ticket of the pool's area; within the exemption limit it is approved at once.

    Conflict when the balance does not suffice, the pool's year is over or the ticket is.
    """
    pool = repository.pool_row(uow, pool_id)
    permissions.require("request", pools.actor(uow, by), pool.unit_code, uow.city.units)
    _require_current(uow, pool, at)
    ticket = _ticket_of_area(uow, pool, new.ticket)
    already = repository.ticket_total(uow, pool.id, ticket.id)
    draw = _new_draw(uow, pool, ticket, new, is_exempt(new.amount_fen, already, pool.exempt_fen), by, at)
    pools.post(uow, pool, "reserved", new.amount_fen, by=by, at=at, reason=new.purpose, draw=draw.id)
    _append(uow, draw, "request", "", by, at, new.purpose, new.amount_fen)
    if draw.exempt:
        _step(uow, draw, "exempt", SYSTEM, at, f"本工单累计用款不超过{yuan(pool.exempt_fen)}，免审批。")
        telling.exempt(uow, pool, draw, at)
    else:
        telling.requested(uow, pool, draw, at)
    return draw


def approve(uow: UnitOfWork, draw_id: str, decision: DrawDecision, *, by: str, at: datetime) -> FundDrawRow:
    """Agree to a draw above the limit; never to the own one."""
    pool, draw, who = _taken(uow, draw_id, "approve", decision.version, by)
    permissions.require_second_pair_of_eyes(who, draw.requested_by)
    draw.decided_at, draw.decided_by = at, by
    _step(uow, draw, "approve", by, at, decision.reason)
    telling.decided(uow, pool, draw, "已批准，可以拨付。", at)
    return draw


def refuse(uow: UnitOfWork, draw_id: str, decision: DrawDecision, *, by: str, at: datetime) -> FundDrawRow:
    """Decline, with a reason; the amount returns to the balance."""
    pool, draw, who = _taken(uow, draw_id, "refuse", decision.version, by)
    permissions.require_second_pair_of_eyes(who, draw.requested_by)
    _require_reason(decision.reason)
    draw.decided_at, draw.decided_by = at, by
    _step(uow, draw, "refuse", by, at, decision.reason)
    _release(uow, pool, draw, by, at, decision.reason)
    telling.decided(uow, pool, draw, f"未获批准：{decision.reason}", at)
    return draw


def withdraw(uow: UnitOfWork, draw_id: str, decision: DrawDecision, *, by: str, at: datetime) -> FundDrawRow:
    """Take back what is not paid yet; the amount returns to the balance."""
    pool, draw, _ = _taken(uow, draw_id, "withdraw", decision.version, by)
    _require_reason(decision.reason)
    _step(uow, draw, "withdraw", by, at, decision.reason)
    _release(uow, pool, draw, by, at, decision.reason)
    telling.withdrawn(uow, pool, draw, decision.reason, by, at)
    return draw


def pay(uow: UnitOfWork, draw_id: str, payment: DrawPayment, *, by: str, at: datetime) -> FundDrawRow:
    """Say that the money went out, at most what is reserved."""
    _, draw, _ = _taken(uow, draw_id, "pay", payment.version, by)
    amount = payment.amount_fen or draw.reserved_fen
    if amount > draw.reserved_fen:
        raise BadInput(f"拨付{yuan(amount)}，超过批准的{yuan(draw.reserved_fen)}。", "请按批准的金额拨付，或另行申请。")
    draw.paid_fen = amount
    _step(uow, draw, "pay", by, at, payment.reason, amount)
    return draw


def record_output(uow: UnitOfWork, draw_id: str, made: DrawOutputIn, *, by: str, at: datetime) -> FundDrawRow:
    """Count what the money made; Conflict when more would be taken back than was counted."""
    _, draw, _ = _taken(uow, draw_id, "record_output", made.version, by)
    hundredths = int(made.quantity * 100)
    if hundredths == 0:
        raise BadInput("数量不能为0。", "请填写数量；更正时填写负数。")
    so_far = sum(r.hundredths for r in repository.outputs(uow, [draw.id]) if (r.kind, r.unit) == (made.kind, made.unit))
    if so_far + hundredths < 0:
        raise Conflict(f"已登记{so_far / 100:g}{made.unit}，不能再减{-hundredths / 100:g}{made.unit}。", "请核对数量。")
    _step(uow, draw, "record_output", by, at, made.note or f"{made.quantity}{made.unit}")
    uow.session.add(
        FundOutputRow(
            id=new_id(), draw_id=draw.id, at=at, by=by, kind=made.kind, unit=made.unit, hundredths=hundredths, note=made.note
        )
    )
    uow.session.flush()
    return draw


def settle(uow: UnitOfWork, draw_id: str, settlement: DrawSettlement, *, by: str, at: datetime) -> FundDrawRow:
    """End the draw by what it cost: at most what was reserved, the rest returns to the balance."""
    pool, draw, _ = _taken(uow, draw_id, "settle", settlement.version, by)
    left = draw.reserved_fen - settlement.actual_fen
    if left < 0:
        raise BadInput(f"结算{yuan(settlement.actual_fen)}，超过批准的{yuan(draw.reserved_fen)}。", "超出部分请另行申请。")
    draw.actual_fen, draw.ended_at = settlement.actual_fen, at
    _step(uow, draw, "settle", by, at, settlement.reason, settlement.actual_fen)
    if left:
        pools.post(uow, pool, "returned", left, by=by, at=at, reason=settlement.reason or "结算余款", draw=draw.id)
    telling.settled(uow, pool, draw, by, at)
    return draw


def _taken(uow: UnitOfWork, draw_id: str, command: FundCommand, version: int, by: str) -> tuple[FundPoolRow, FundDrawRow, Actor]:
    """The pool, then the draw, locked; whoever may not, or saw an older draw, is told so."""
    pool = repository.pool_row(uow, repository.draw_row(uow, draw_id, lock=False).pool_id)
    draw, who = repository.draw_row(uow, draw_id), pools.actor(uow, by)
    permissions.require(command, who, pool.unit_code, uow.city.units)
    if version != draw.steps:
        raise _changed(uow, draw)
    return pool, draw, who


def _changed(uow: UnitOfWork, draw: FundDrawRow) -> Conflict:
    last = repository.last_step(uow, draw.id)
    if last is None:
        return Conflict("这笔用款已有变化。", "请刷新后重试。")
    name = people.names(uow, [last.by]).get(last.by, last.by)
    done = COMMAND_NAMES[draw_states.command(last.command)]
    return Conflict(f"{name}刚刚对这笔用款做了“{done}”。", "请刷新，看过后再操作。")


def _require_current(uow: UnitOfWork, pool: FundPoolRow, at: datetime) -> None:
    pools.require_open(pool)
    if uow.calendar.local(at).year != pool.year:
        raise Conflict(f"{pool.year}年的资金池只用于当年。", "请使用当年的资金池。")


def _ticket_of_area(uow: UnitOfWork, pool: FundPoolRow, ticket_id: str) -> TicketRow:
    """The ticket, open, whose place or unit lies in the pool's area."""
    ticket = tickets.ticket_row(uow, ticket_id)
    if ticket.state in OVER:
        raise Conflict(f"工单{ticket.number}已办结，不能再用款。", "请选择在办的工单。")
    if pool.unit_code not in reach.units_of(ticket, uow.city.units):
        raise BadInput(f"工单{ticket.number}不在{pool.unit_name}的范围内。", "请选择本辖区的工单，或使用所在地的资金池。")
    return ticket


def _new_draw(
    uow: UnitOfWork, pool: FundPoolRow, ticket: TicketRow, new: DrawIn, exempt: bool, by: str, at: datetime
) -> FundDrawRow:
    pool.draws += 1
    draw = FundDrawRow(
        id=new_id(),
        number=f"{pool.unit_code}-{'YJ' if pool.kind == 'emergency' else 'ZY'}{pool.year}-{pool.draws:03d}",
        pool_id=pool.id,
        ticket_id=ticket.id,
        purpose=new.purpose,
        reserved_fen=new.amount_fen,
        paid_fen=None,
        actual_fen=None,
        exempt=exempt,
        state=NOT_YET,
        steps=0,
        requested_at=at,
        requested_by=by,
        decided_at=None,
        decided_by=None,
        due_at=at + timedelta(days=uow.law.funds.draw_days),
        ended_at=None,
        late_told_at=None,
    )
    uow.session.add(draw)
    uow.session.flush()
    return draw


def _step(
    uow: UnitOfWork, draw: FundDrawRow, command: DrawCommand, by: str, at: datetime, reason: str, amount: int | None = None
) -> None:
    before = draw_states.state(draw.state)
    draw.state = draw_states.step(before, command)
    _append(uow, draw, command, before, by, at, reason, amount)


def _append(
    uow: UnitOfWork, draw: FundDrawRow, command: DrawCommand, before: str, by: str, at: datetime, reason: str, amount: int | None
) -> None:
    draw.steps += 1
    uow.session.add(
        FundStepRow(
            id=new_id(),
            draw_id=draw.id,
            position=draw.steps,
            at=at,
            by=by,
            command=command,
            from_state=before,
            to_state=draw.state,
            amount_fen=amount,
            reason=reason,
        )
    )
    uow.session.flush()


def _release(uow: UnitOfWork, pool: FundPoolRow, draw: FundDrawRow, by: str, at: datetime, reason: str) -> None:
    draw.ended_at = at
    pools.post(uow, pool, "released", draw.reserved_fen, by=by, at=at, reason=reason, draw=draw.id)


def _require_reason(reason: str) -> None:
    if not reason:
        raise BadInput("请写明理由。", "不批准和撤回都须说明理由。")
