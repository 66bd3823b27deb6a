"""Duty sessions: planned, opened, closed; each connected call gets its verdict, and what is left over is dispatched."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from config.errors import BadInput, Conflict, NotAllowed
from config.ids import new_id
from ticketing import paging
from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.directory import City
from ticketing.drafts import service as drafts
from ticketing.duty import ledger, repository
from ticketing.duty.models import DutySessionRow, DutyVerdictRow
from ticketing.duty.out import session_out
from ticketing.duty.schemas import DutyFigures, DutyPlan, DutySessionOut, Verdict
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.tickets.out import unit_coded
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

ANSWERED = "带班领导在线解答。"
WATCHERS = ("supervisor",)


def plan(uow: UnitOfWork, new: DutyPlan, by: str, at: datetime) -> DutySessionOut:
    """Put a session on the list; its unit is by default the leader's own."""
    leader = people.person_row(uow, new.leader)
    if "leader" not in leader.roles:
        raise BadInput(f"{leader.name}不是带班领导。", "请选择具有带班领导角色的人员。")
    if new.ends_at <= new.starts_at:
        raise BadInput("带班结束时间须晚于开始时间。", "请改正时间。")
    if new.deputy:
        people.person_row(uow, new.deputy)
    unit = new.unit or leader.unit
    if unit is None:
        raise BadInput(f"{leader.name}没有所属单位。", "请填写带班单位。")
    named = uow.city.unit(unit)
    row = DutySessionRow(
        id=new_id(),
        unit_code=unit,
        leader_id=leader.id,
        deputy_id=new.deputy,
        title=new.title or f"{named.name} {leader.name} 带班",
        number=new.number,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        state="planned",
        created_by=by,
        opened_at=None,
        closed_at=None,
        closed_by=None,
    )
    uow.session.add(row)
    uow.session.flush()
    return _announce(uow, row)


def open_session(uow: UnitOfWork, session_id: str, by: str, at: datetime) -> DutySessionOut:
    """Begin: from now on its queue takes calls. By its leader, its deputy or a supervisor."""
    row = repository.session_row(uow, session_id)
    _require_keeper(uow, row, by)
    if row.state != "planned":
        raise Conflict("这场带班已经开始或结束。", "请刷新带班列表。")
    if at >= row.ends_at:
        raise Conflict("这场带班的时间已过。", "请另排一场带班。")
    row.state, row.opened_at = "open", at
    return _announce(uow, row)


def judge(
    uow: UnitOfWork,
    session_id: str,
    call_id: str,
    verdict: Verdict,
    by: str,
    at: datetime,
    answer: str | None = None,
) -> DutySessionOut:
    """Say of a connected call that it was answered on the spot (its ticket closes) or is to be dispatched at closing."""
    row = repository.session_row(uow, session_id)
    _require_keeper(uow, row, by)
    call = _connected(uow, row, call_id)
    if row.state == "closed" or call.outcome is not None:
        raise Conflict("这通来电已有处理结果。", "请刷新带班页面。")
    uow.session.add(
        DutyVerdictRow(id=new_id(), session_id=row.id, call_id=call_id, at=at, by=by, verdict=verdict, answer=answer or "")
    )
    uow.session.flush()
    if verdict == "on_the_spot":
        drafts.answer(uow, call_id, None, answer or ANSWERED, by, at)
    todo.announce(uow, [row.leader_id])
    return _announce(uow, row)


def close(uow: UnitOfWork, session_id: str, by: str, at: datetime) -> DutySessionOut:
    """Close: every connected call without an outcome is dispatched to the session's unit. Conflict during a live call."""
    row = repository.session_row(uow, session_id)
    _require_keeper(uow, row, by)
    if row.state == "closed":
        raise Conflict("这场带班已经结束。", "请刷新带班列表。")
    if _live(uow, row):
        raise Conflict("还有来电正在通话。", "请在通话结束后再关闭带班。")
    return _close(uow, row, by, at)


def due(uow: UnitOfWork, now: datetime) -> list[str]:
    """What nobody closed within the set time (default 30 minutes) after its end; a live call is waited for."""
    limit = now - timedelta(seconds=uow.law.session_closes_after_s)
    return [row.id for row in repository.left_open(uow, limit) if not _live(uow, row)]


def over(uow: UnitOfWork, now: datetime) -> list[str]:
    """Open sessions past their end: no new caller reaches them, those who wait move on; a live call goes on."""
    return [row.id for row in repository.left_open(uow, now) if row.state == "open"]


def close_due(uow: UnitOfWork, session_id: str, now: datetime) -> DutySessionOut | None:
    """Close one that is `due`; None when that has changed meanwhile."""
    row = repository.session_row(uow, session_id)
    return None if row.state == "closed" or _live(uow, row) else _close(uow, row, SYSTEM, now)


def open_sessions(uow: UnitOfWork) -> list[DutySessionOut]:
    """The sessions whose queues must be open (after a restart)."""
    return list_sessions(uow, state="open")


def list_sessions(
    uow: UnitOfWork, *, state: str | None = None, leader: str | None = None, limit: int = 100
) -> list[DutySessionOut]:
    """Latest first, without their calls."""
    rows = repository.listed(uow, state, leader, paging.bounded(limit))
    return [session_out(uow, row, with_calls=False) for row in rows]


def get(uow: UnitOfWork, session_id: str) -> DutySessionOut:
    """The session with its calls and its running rate."""
    return session_out(uow, repository.session_row(uow, session_id, lock=False))


def figures(uow: UnitOfWork, as_of: datetime) -> DutyFigures:
    """The ledger of the year up to ``as_of`` as it stood then: in all, by leader, unit and month (local time)."""
    local = uow.calendar.local(as_of)
    since = local.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = repository.sessions_opened(uow, since.astimezone(UTC), as_of)
    sessions = _ledger_sessions(uow, rows)
    counted = repository.ledger_calls(uow, [row.id for row in rows], as_of)
    return DutyFigures(
        as_of=as_of,
        since=since.date(),
        total=ledger.line("total", "合计", sessions, counted),
        by_leader=ledger.roll_up(sessions, counted, ledger.by_leader),
        by_unit=ledger.roll_up(sessions, counted, ledger.by_unit),
        by_month=ledger.roll_up(sessions, counted, ledger.by_month),
    )


def _ledger_sessions(uow: UnitOfWork, rows: Sequence[DutySessionRow]) -> list[ledger.LedgerSession]:
    known = people.names(uow, {row.leader_id for row in rows})
    return [
        ledger.LedgerSession(
            id=row.id,
            leader_id=row.leader_id,
            leader_name=known.get(row.leader_id, row.leader_id),
            unit_code=row.unit_code,
            unit_name=unit_coded(uow, row.unit_code).name,
            month=uow.calendar.local(row.opened_at or row.starts_at).strftime("%Y-%m"),
        )
        for row in rows
    ]


def _close(uow: UnitOfWork, row: DutySessionRow, by: str, at: datetime) -> DutySessionOut:
    unit, why = _left_over_to(uow.city, row.unit_code)
    for call in calls.of_duty_session(uow, row.id):
        if call.duty_answered_at is not None and call.outcome is None:
            drafts.dispatch_at_close(uow, call.id, unit, why, by, at)
    row.state, row.closed_at, row.closed_by = "closed", at, by
    todo.announce(uow, [row.leader_id])
    return _announce(uow, row)


def _left_over_to(city: City, code: str) -> tuple[str, str]:
    """The session's unit and the reason in words; the fallback unit when the city's table has it no more."""
    if code in city.units:
        return code, f"领导带班接听未当场答复，由带班单位{city.unit(code).name}承办。"
    fallback = city.directory.fallback
    return fallback, f"领导带班接听未当场答复，带班单位（{code}）已不在单位表中，由兜底单位{city.unit(fallback).name}承办。"


def _live(uow: UnitOfWork, row: DutySessionRow) -> bool:
    return any(call.duty_answered_at and not call.ended_at for call in calls.of_duty_session(uow, row.id))


def _connected(uow: UnitOfWork, row: DutySessionRow, call_id: str) -> CallRow:
    call = calls.call_row(uow, call_id)
    if call.duty_session_id != row.id or call.duty_answered_at is None:
        raise BadInput("这通来电不是本场带班接听的。", "请选择本场带班接通的来电。")
    return call


def _require_keeper(uow: UnitOfWork, row: DutySessionRow, by: str) -> None:
    if by not in (row.leader_id, row.deputy_id) and "supervisor" not in people.person_row(uow, by).roles:
        raise NotAllowed("这场带班由其他领导负责。", "请联系带班领导或班长。")


def _announce(uow: UnitOfWork, row: DutySessionRow) -> DutySessionOut:
    uow.session.flush()
    session = session_out(uow, row)
    people_of = [id for id in (row.leader_id, row.deputy_id) if id]
    uow.emit("duty", {"session": session.model_dump(mode="json")}, people=people_of, roles=WATCHERS)
    return session
