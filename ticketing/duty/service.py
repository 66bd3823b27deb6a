"""Duty sessions: opened, each connected call judged, closed with what is left over dispatched, and corrected after that."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from ticketing import paging
from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.drafts import repository as draft_rows
from ticketing.drafts import service as drafts
from ticketing.duty import attending, leftover, repository, steps
from ticketing.duty import due as attention
from ticketing.duty.attendance import DutyRole
from ticketing.duty.company import members
from ticketing.duty.figures import figures
from ticketing.duty.ledger import COUNTED_NAMES, LedgerCall, counted
from ticketing.duty.models import DutyCorrectionRow, DutySessionRow, DutyVerdictRow
from ticketing.duty.out import announce, session_out, sessions_out
from ticketing.duty.planning import cancel, change, plan, swap
from ticketing.duty.schemas import Counting, DutySessionOut, Verdict
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

__all__ = [
    "cancel", "change", "close", "close_due", "correct", "figures", "get", "judge", "list_sessions", "open_session",
    "open_sessions", "over", "plan", "settle_said", "swap", "take_late",
]  # fmt: skip
A_ROUND = 50
"""Late calls that one round takes."""


def open_session(uow: UnitOfWork, session_id: str, by: str, at: datetime) -> DutySessionOut:
    """Begin: from now on its queue takes calls. By its leader, its deputy or a supervisor; whoever opens has checked in."""
    row = repository.session_row(uow, session_id)
    _require_keeper(uow, row, by)
    if row.state != "planned":
        raise Conflict("这场带班已经开始或结束。", "请刷新带班列表。")
    if at >= row.ends_at:
        raise Conflict("这场带班的时间已过。", "请另排一场带班。")
    here = attention.present(steps.rows_of(uow, [row.id])[row.id])
    role = {row.leader_id: "leader", row.deputy_id: "deputy"}.get(by)
    if role and role not in here:
        attending.arrive(uow, row, cast(DutyRole, role), by, at)
    if row.deputy_id and "leader" not in here and by == row.deputy_id:
        row.acting_id = row.deputy_id
    row.state, row.opened_at = "open", at
    steps.append(uow, row, "opened", by=by, at=at)
    attention.renew(uow, row)
    return announce(uow, row)


def judge(
    uow: UnitOfWork,
    session_id: str,
    call_id: str,
    verdict: Verdict,
    by: str,
    at: datetime,
    answer: str | None = None,
) -> DutySessionOut:
    """Say of a connected call that it was answered on the spot (its ticket closes) or is to be dispatched at closing.

    Said while the call goes on it is only noted: `settle_said` carries it out after the end, until then another word counts.
    ``answer`` is what the citizen was told, or what the leader wants done.
    """
    row = repository.session_row(uow, session_id)
    if by != row.assistant_id:
        _require_keeper(uow, row, by)
    call = _connected(uow, row, call_id)
    if row.state == "closed" or call.outcome is not None:
        raise Conflict("这通来电已有处理结果。", "请刷新带班页面。")
    _keep_verdict(uow, row, call_id, verdict, by, at, answer or "")
    if verdict == "on_the_spot" and call.ended_at is not None:
        drafts.answer(uow, call_id, None, answer or leftover.ANSWERED, by, at)
    todo.announce(uow, [row.leader_id])
    return announce(uow, row)


def close(
    uow: UnitOfWork,
    session_id: str,
    by: str,
    at: datetime,
    seen: Collection[tuple[str, str]] | None = None,
    *,
    leave_undecided: bool = True,
) -> DutySessionOut:
    """Close: every connected call without an outcome is ended as `ticketing.duty.leftover` says. Conflict during a live call.

    ``seen``: the list that the person has read (`leftover.shown_as`); Conflict when it is another by now, and unless
    ``leave_undecided`` also when nobody has judged one of its calls.
    """
    row = repository.session_row(uow, session_id)
    _require_keeper(uow, row, by)
    if row.state != "open":
        raise Conflict("这场带班没有在接听。", "请刷新带班列表。")
    if _live(uow, row):
        raise Conflict("还有来电正在通话。", "请在通话结束后再关闭带班。")
    found = leftover.left(uow, row)
    if seen is not None and set(seen) != leftover.shown_as(found):
        raise Conflict("转派清单刚有变化。", "请核对最新的清单后再结束带班。")
    if not leave_undecided and (undecided := sum(one.said is None for one in found)):
        raise Conflict(f"还有 {undecided} 通来电没有定结果。", "请逐一判定，或确认按清单转派。")
    return _close(uow, row, by, at)


def due(uow: UnitOfWork, now: datetime) -> list[str]:
    """What nobody closed within the set time (default 30 minutes) after its end; a live call is waited for."""
    limit = now - timedelta(seconds=uow.law.session_closes_after_s)
    return [row.id for row in repository.left_open(uow, limit) if not _live(uow, row)]


def over(uow: UnitOfWork, now: datetime) -> list[str]:
    """Open sessions past their end: no new caller reaches them, those who wait move on; a live call goes on."""
    return [row.id for row in repository.left_open(uow, now)]


def close_due(uow: UnitOfWork, session_id: str, now: datetime) -> DutySessionOut | None:
    """Close one that is due; None when that has changed meanwhile."""
    row = repository.session_row(uow, session_id)
    return None if row.state != "open" or _live(uow, row) else _close(uow, row, SYSTEM, now)


def take_late(uow: UnitOfWork, now: datetime) -> int:
    """Calls whose answer became known only after their session had closed: dispatched like the others, after the same time.

    A seat may answer at the very moment of closing; telephony's fact then comes after the closing.
    """
    limit = now - timedelta(seconds=uow.law.session_closes_after_s)
    query = (
        select(CallRow.id, DutySessionRow.id)
        .join(DutySessionRow, DutySessionRow.id == CallRow.duty_session_id)
        .where(
            CallRow.duty_answered_at.is_not(None), CallRow.outcome.is_(None), CallRow.ended_at <= limit,
            DutySessionRow.state == "closed",
        )
    )  # fmt: skip
    found = uow.session.execute(query.order_by(CallRow.ended_at).limit(A_ROUND)).all()
    for call_id, session_id in found:
        row = repository.session_row(uow, session_id)
        if _leave_over(uow, row, call_id, SYSTEM, now):
            steps.append(uow, row, "late_call", by=SYSTEM, at=now, call=call_id)
            announce(uow, row)
    return len(found)


def settle_said(uow: UnitOfWork, now: datetime) -> int:
    """Carry out what was said to be answered on the spot while the call went on, once it may not change any more."""
    limit = now - timedelta(seconds=uow.law.leading.settle_after_s)
    query = (
        select(CallRow.id, CallRow.duty_session_id)
        .join(DutyVerdictRow, DutyVerdictRow.call_id == CallRow.id)
        .where(CallRow.outcome.is_(None), CallRow.ended_at <= limit, DutyVerdictRow.verdict == "on_the_spot")
        .distinct()
    )
    found = uow.session.execute(query.order_by(CallRow.id).limit(A_ROUND)).all()
    return sum(_settle(uow, call_id, str(session_id), now) for call_id, session_id in found)


def correct(
    uow: UnitOfWork, session_id: str, call_id: str, counts_as: Counting, by: str, at: datetime, reason: str
) -> DutySessionOut:
    """After the closing: a connected call counts elsewhere, with a reason. Its outcome and its ticket stay as they are.

    The ledger shows it as a correction from now on; as of a date before, the figures stay what they were.
    """
    row = repository.session_row(uow, session_id)
    call = _connected(uow, row, call_id)
    if row.state != "closed":
        raise Conflict("带班还没有结束，可以直接判定。", "请在带班页面判定这通来电。")
    if not reason.strip():
        raise BadInput("请写明更正原因。", "原因会与更正一起显示在台账中。")
    last = repository.corrections(uow, [row.id]).get(call_id)
    was = last.counts_as if last else cast(Counting, counted(_as_closed(call)))
    if was == counts_as:
        raise Conflict(f"这通来电已计为“{COUNTED_NAMES[counts_as]}”。", "请刷新带班页面。")
    uow.session.add(
        DutyCorrectionRow(
            id=new_id(),
            session_id=row.id,
            call_id=call_id,
            at=at,
            by=by,
            was=was,
            counts_as=counts_as,
            reason=reason.strip(),
        )
    )
    steps.append(uow, row, "corrected", by=by, at=at, reason=reason.strip(), call=call_id, was=was, counts_as=counts_as)
    return announce(uow, row)


def open_sessions(uow: UnitOfWork) -> list[DutySessionOut]:
    """The sessions whose queues must be open (after a restart)."""
    return list_sessions(uow, state="open")


def list_sessions(
    uow: UnitOfWork,
    *,
    state: str | None = None,
    leader: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 100,
) -> list[DutySessionOut]:
    """Latest first, without their calls; of ``leader`` those that this person leads, stands in for or assists at."""
    return sessions_out(uow, repository.listed(uow, state, leader, paging.bounded(limit), since, until))


def get(uow: UnitOfWork, session_id: str) -> DutySessionOut:
    """The session with its calls and its running rate."""
    return session_out(uow, repository.session_row(uow, session_id, lock=False))


def _close(uow: UnitOfWork, row: DutySessionRow, by: str, at: datetime) -> DutySessionOut:
    for call in calls.of_duty_session(uow, row.id):
        if call.duty_answered_at is not None and call.outcome is None:
            _leave_over(uow, row, call.id, by, at)
    row.state, row.closed_at, row.closed_by = "closed", at, by
    steps.append(uow, row, "closed", by=by, at=at)
    todo.announce(uow, members(row))
    return announce(uow, row)


def _leave_over(uow: UnitOfWork, row: DutySessionRow, call_id: str, by: str, at: datetime) -> bool:
    """End a call that the session leaves over; False when somebody has given it an outcome meanwhile."""
    draft_rows.locked_row(uow, call_id)
    call = calls.call_row(uow, call_id, lock=True)
    if call.outcome is not None:
        return False
    one = leftover.one_left(uow, row, call)
    _keep_verdict(uow, row, call_id, "to_dispatch" if one.to else "on_the_spot", by, at, one.sentence)
    leftover.end(uow, row, one, by, at)
    return True


def _settle(uow: UnitOfWork, call_id: str, session_id: str, at: datetime) -> bool:
    row = repository.session_row(uow, session_id)
    draft_rows.locked_row(uow, call_id)
    call = calls.call_row(uow, call_id, lock=True)
    one = leftover.one_left(uow, row, call)
    if call.outcome is not None or one.to is not None:
        return False
    leftover.end(uow, row, one, SYSTEM, at)
    todo.announce(uow, members(row))
    announce(uow, row)
    return True


def _keep_verdict(uow: UnitOfWork, row: DutySessionRow, call_id: str, verdict: str, by: str, at: datetime, answer: str) -> None:
    uow.session.add(DutyVerdictRow(id=new_id(), session_id=row.id, call_id=call_id, at=at, by=by, verdict=verdict, answer=answer))
    uow.session.flush()


def _live(uow: UnitOfWork, row: DutySessionRow) -> bool:
    return any(call.duty_answered_at and not call.ended_at for call in calls.of_duty_session(uow, row.id))


def _connected(uow: UnitOfWork, row: DutySessionRow, call_id: str) -> CallRow:
    call = calls.call_row(uow, call_id)
    if call.duty_session_id != row.id or call.duty_answered_at is None:
        raise BadInput("这通来电不是本场带班接听的。", "请选择本场带班接通的来电。")
    return call


def _as_closed(call: CallRow) -> LedgerCall:
    return LedgerCall(
        session_id=call.duty_session_id or "",
        answered_at=call.duty_answered_at,
        ended_at=call.ended_at,
        outcome=call.outcome,
    )


def _require_keeper(uow: UnitOfWork, row: DutySessionRow, by: str) -> None:
    if by not in (row.leader_id, row.deputy_id) and "supervisor" not in people.person_row(uow, by).roles:
        raise NotAllowed("这场带班由其他领导负责。", "请联系带班领导或班长。")
