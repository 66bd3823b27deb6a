"""Checking in to a session, and what happens by itself when somebody does not: reminders, the deputy, the general queue."""

from datetime import datetime
from typing import cast

from sqlalchemy import select

from config.errors import Conflict, NotAllowed
from ticketing.duty import attendance, due, repository, steps
from ticketing.duty.attendance import DutyRole
from ticketing.duty.company import members
from ticketing.duty.models import DutySessionRow
from ticketing.duty.out import announce
from ticketing.duty.planning import told
from ticketing.duty.schemas import DutySessionOut
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.uow import UnitOfWork

A_ROUND = 50
"""Sessions that one round looks at."""
BOSSES = ("supervisor",)


def check_in(uow: UnitOfWork, session_id: str, by: str, at: datetime) -> DutySessionOut:
    """Say that one is there: as leader, deputy or assisting agent, whichever one is in the plan.

    An agent checks in where no assistant is named, and is the assistant from then on. A deputy who comes while the leader
    is absent takes the leader's place. Conflict outside the time for it, or twice.
    """
    row = repository.session_row(uow, session_id)
    role = _role_of(uow, row, by)
    if row.state not in ("planned", "open"):
        raise Conflict("这场带班已经结束或取消。", "请刷新带班列表。")
    if not attendance.may_check_in(row.starts_at, row.ends_at, at, uow.law.duty):
        early = uow.law.duty.check_in_early_s / 60
        raise Conflict("现在不能签到。", f"开始前 {early:g} 分钟起至结束可以签到。")
    if role in due.present(steps.rows_of(uow, [row.id])[row.id]):
        raise Conflict("您已签到。", "请刷新带班页面。")
    arrive(uow, row, role, by, at)
    return announce(uow, row)


def arrive(uow: UnitOfWork, row: DutySessionRow, role: DutyRole, by: str, at: datetime) -> None:
    """Write the check-in and what follows from it."""
    if role == "assistant" and row.assistant_id is None:
        row.assistant_id = by
        steps.append(uow, row, "assistant_named", by=by, at=at, role=role, person=by)
    found = attendance.status(row.starts_at, at, uow.law.duty)
    steps.append(uow, row, "checked_in", by=by, at=at, role=role, person=by, status=found)
    names = due.done_names(steps.rows_of(uow, [row.id])[row.id])
    if role == "deputy" and "leader_absent" in names and row.acting_id is None:
        row.acting_id = by
        steps.append(uow, row, "taken_over", by=by, at=at, role="deputy", person=by)
        told(uow, row, f"{people.person_row(uow, by).name}已代为带班。", at, {row.leader_id}, BOSSES)
    due.renew(uow, row)


def attend(uow: UnitOfWork, now: datetime) -> int:
    """Do what is due of planned sessions: remind, call the deputy, give a session up; returns how many were looked at."""
    query = select(DutySessionRow).where(DutySessionRow.state == "planned", DutySessionRow.next_due_at <= now)
    query = query.order_by(DutySessionRow.next_due_at, DutySessionRow.id).limit(A_ROUND)
    rows = uow.session.scalars(query.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()
    for row in rows:
        _attend(uow, row, now)
    return len(rows)


def _attend(uow: UnitOfWork, row: DutySessionRow, now: datetime) -> None:
    """Everything that has fallen due, in its order, each once; several reminders that fell due together are told as one."""
    expected = due.expected(row, steps.rows_of(uow, [row.id])[row.id])
    now_due = [one.what for one in attendance.schedule(expected, uow.law.duty) if one.at <= now]
    reminders = [what.removeprefix("remind:") for what in now_due if what.startswith("remind:")]
    for before_s in reminders:
        steps.append(uow, row, "reminded", by=SYSTEM, at=now, before_s=before_s)
    if reminders and now < row.starts_at:
        told(uow, row, "带班即将开始，请准时签到。", now, members(row))
    for what in now_due[len(reminders) :]:
        _happened(uow, row, cast(steps.Step, what), now)
    due.renew(uow, row)
    announce(uow, row)


def _happened(uow: UnitOfWork, row: DutySessionRow, what: steps.Step, now: datetime) -> None:
    steps.append(uow, row, what, by=SYSTEM, at=now, role="leader", person=row.leader_id)
    leader = people.names(uow, [row.leader_id]).get(row.leader_id, "")
    if what == "leader_absent":
        asked = "请替补签到并代为带班。" if row.deputy_id else "这场带班没有替补。"
        told(uow, row, f"{leader}到时未签到，{asked}", now, [id for id in (row.leader_id, row.deputy_id) if id], BOSSES)
    elif what == "unattended":
        told(uow, row, "领导和替补都未签到，来电进入综合队列。", now, [row.leader_id], BOSSES)
    elif what == "missed":
        row.state = "missed"
        told(uow, row, "到结束时间仍未开始，记为未开。", now, [row.leader_id], BOSSES)


def _role_of(uow: UnitOfWork, row: DutySessionRow, person_id: str) -> DutyRole:
    if person_id == row.leader_id:
        return "leader"
    if person_id == row.deputy_id:
        return "deputy"
    if person_id == row.assistant_id:
        return "assistant"
    if row.assistant_id is None and "agent" in people.person_row(uow, person_id).roles:
        return "assistant"
    raise NotAllowed("您不在这场带班的安排中。", "请联系班长调整排班。")
