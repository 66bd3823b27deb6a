"""The one outcome of an answered call: set once, by those who may."""

from datetime import datetime
from typing import cast

from config.errors import Conflict, NotAllowed
from ticketing.calls import repository
from ticketing.calls.models import CallRow
from ticketing.calls.schemas import Outcome
from ticketing.duty.company import beside
from ticketing.people.repository import SYSTEM, person_row
from ticketing.uow import UnitOfWork

NAMES: dict[Outcome, str] = {
    "answered_on_the_spot": "在线解答",
    "ticket": "转派工单",
    "supplement": "补充工单",
    "harassment": "骚扰电话",
    "silent": "无声电话",
    "wrong_number": "错号",
}


def settle(uow: UnitOfWork, call_id: str, outcome: Outcome, by: str, at: datetime, note: str = "") -> CallRow:
    """Store the outcome; Conflict when the call was never answered or has one already."""
    row = repository.call_row(uow, call_id, lock=True)
    if row.answered_at is None:
        raise Conflict("这通来电没有接通，不能登记处理结果。", "未接来电请在漏接回拨中处理。")
    if row.outcome is not None:
        raise Conflict(f"这通来电已登记为“{NAMES[cast(Outcome, row.outcome)]}”，不能再改。", "请刷新后查看。")
    row.outcome, row.outcome_at, row.outcome_by, row.outcome_note = outcome, at, by, note
    uow.session.flush()
    return row


def withdraw(uow: UnitOfWork, call_id: str) -> CallRow:
    """Take the outcome back, for a call whose caller was added to a ticket by mistake: the only one that may be."""
    row = repository.call_row(uow, call_id, lock=True)
    row.outcome, row.outcome_at, row.outcome_by, row.outcome_note = None, None, None, ""
    uow.session.flush()
    return row


def require_worker(uow: UnitOfWork, call: CallRow, by: str) -> None:
    """The call's agent may work on it, a supervisor may, and in a duty session leader, deputy and assisting agent."""
    if by in (call.agent_id, SYSTEM):
        return
    if beside(uow, call.duty_session_id, by) or "supervisor" in person_row(uow, by).roles:
        return
    raise NotAllowed("这通来电由其他话务员受理。", "请联系受理人或班长。")
