"""挂账: what cannot be solved now, for a reason of the list, reviewed on set days, never counted as solved; the clock goes on.

A unit may ask for it while it handles; the hotline decides, by the unit's ground and day of review or by its own.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from config.errors import BadInput, Conflict
from ticketing.clocks.deadline import end_of
from ticketing.tickets.acting import end, lead_leg, live, own_leg, required, tell
from ticketing.tickets.actor import Actor
from ticketing.tickets.models import TicketRow
from ticketing.tickets.moves import taken
from ticketing.tickets.reviewing import back_in_hand
from ticketing.uow import UnitOfWork

Ground = Literal["policy", "funds", "planning", "dispute", "season", "history", "other"]
GROUND_NAMES: Mapping[Ground, str] = {
    "policy": "政策法规尚无依据",
    "funds": "资金尚未落实",
    "planning": "须列入规划或改造计划",
    "dispute": "正在诉讼、仲裁或调解",
    "season": "受季节或施工条件限制",
    "history": "历史遗留问题",
    "other": "其他客观原因",
}
DECIDERS = ("dispatcher", "inspector")


def ask_suspension(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    ground: Ground,
    reason: str,
    review_on: date,
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    """申请挂账 by the lead unit: why it cannot be solved now, and when to look at it again. Conflict while one waits."""
    row = taken(uow, ticket_id, actor=actor, command="ask_suspension", version=version)
    leg, why = own_leg(row, actor, "lead"), required(reason, "挂账理由")
    if row.asked_suspension is not None:
        raise Conflict("已有一份挂账申请等待审批。", "请等待审批结果。")
    row.asked_suspension, row.asked_review_at = ground, _review_at(uow, review_on, at)
    said = f"{GROUND_NAMES[ground]}：{why}"
    tell(uow, row, "suspension_asked", f"{leg.unit_name}申请挂账（{said[:200]}）。", at=at, roles=DECIDERS)
    detail = {"ground": ground, "review_on": review_on.isoformat()}
    return end(uow, row, "ask_suspension", actor=actor, at=at, reason=said, leg=leg, detail=detail)


def refuse_suspension(
    uow: UnitOfWork, ticket_id: str, *, reason: str, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """驳回挂账: the unit goes on, by the deadline that it has."""
    row = taken(uow, ticket_id, actor=actor, command="refuse_suspension", version=version)
    if row.asked_suspension is None:
        raise Conflict("这张工单没有待审批的挂账申请。", "请刷新工单后查看。")
    why, leg = required(reason, "不同意挂账的理由"), lead_leg(row)
    row.asked_suspension = row.asked_review_at = None
    tell(uow, row, "suspension_refused", f"挂账申请未获同意：{why[:200]}", at=at, units=[leg.unit_code])
    return end(uow, row, "refuse_suspension", actor=actor, at=at, reason=why, leg=leg)


def suspend(
    uow: UnitOfWork,
    ticket_id: str,
    *,
    ground: Ground,
    reason: str,
    review_on: date,
    actor: Actor,
    version: int | None,
    at: datetime,
) -> TicketRow:
    """挂账, by the hotline's own judgement or as the unit asked for, until a review on a day within the set time."""
    row = taken(uow, ticket_id, actor=actor, command="suspend", version=version)
    why = required(reason, "挂账说明")
    row.review_at = _review_at(uow, review_on, at)
    row.suspended_for, row.solved, row.reported_at = ground, None, None
    legs = [leg.id for leg in back_in_hand(row, None, at)]
    detail = {"ground": ground, "review_on": review_on.isoformat(), "back": legs}
    tell(
        uow,
        row,
        "suspended",
        f"挂账（{GROUND_NAMES[ground]}），{review_on:%m月%d日}复核。",
        at=at,
        units=[leg.unit_code for leg in live(row.legs)],
    )
    return end(uow, row, "suspend", actor=actor, at=at, reason=f"{GROUND_NAMES[ground]}：{why}", detail=detail)


def review_suspension(
    uow: UnitOfWork, ticket_id: str, *, reason: str, review_on: date, actor: Actor, version: int | None, at: datetime
) -> TicketRow:
    """复核挂账: it stays suspended, until the next review."""
    row = taken(uow, ticket_id, actor=actor, command="review_suspension", version=version)
    why = required(reason, "复核意见")
    row.review_at = _review_at(uow, review_on, at)
    return end(uow, row, "review_suspension", actor=actor, at=at, reason=why, detail={"review_on": review_on.isoformat()})


def _review_at(uow: UnitOfWork, day: date, at: datetime) -> datetime:
    today, most = uow.calendar.local(at).date(), uow.law.terms.suspension_days
    if not today < day <= today + timedelta(days=most):
        raise BadInput(f"复核日期须在明天起的{most}天之内。", "请更正复核日期。")
    return end_of(day, uow.calendar)
