"""No draft of an answered call is ever left: the agent's at once, the supervisors' after the set time, then sent by itself.

Source: the domain notes, a call's outcome. Only a draft with a matter and a place is dispatched without a person; for any other
the supervisors are told again and again. What a duty session leaves over goes to the leader's unit when the session closes.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog
from sqlalchemy import Select, func, or_, select

from config.errors import HotlineError
from config.ids import new_id
from config.settings.dispatching import Dispatching
from ticketing.calls.models import CallRow
from ticketing.dispatching.models import LeftoverRow
from ticketing.dispatching.schemas import LeftoverOut
from ticketing.drafts import repository as draft_rows
from ticketing.drafts import service as drafts
from ticketing.drafts.models import DraftRow
from ticketing.duty.models import DutySessionRow
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

PAGE, MOST, SCANNED = 200, 50, 2_000
"""Read in pages, the oldest first; so many are dealt with in one round, and so many looked at."""
TOLD, DISPATCHED, FAILED = "told", "dispatched", "failed"
LEFT, BY_ITSELF = "leftover_draft", "dispatched_by_itself"
Verdict = Literal["wait", "tell", "dispatch"]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What the rule looks at: how long ago the call ended, what its draft says, and what was tried."""

    age: timedelta
    has_matter: bool
    has_place: bool
    told: int
    failed: int = 0


def verdict(left: Left, limits: Dispatching) -> Verdict:
    """What is to be done with it now."""
    age = left.age.total_seconds()
    if left.has_matter and left.has_place and tries_due(age, limits) > left.failed:
        return "dispatch"
    return "tell" if tellings_due(age, limits) > left.told else "wait"


def tellings_due(age_s: float, limits: Dispatching) -> int:
    """How often the supervisors should have been told by then."""
    if age_s < limits.leftover_supervisor_s:
        return 0
    return 1 + int((age_s - limits.leftover_supervisor_s) // limits.leftover_notice_s)


def tries_due(age_s: float, limits: Dispatching) -> int:
    """How often a dispatch should have been tried by then: one that fails is tried again, and keeps no other back meanwhile."""
    if age_s < limits.leftover_dispatch_s:
        return 0
    return 1 + int((age_s - limits.leftover_dispatch_s) // limits.leftover_notice_s)


def round_of_leftovers(uow: UnitOfWork, now: datetime) -> int:
    """Do what is due of the leftovers, the oldest first; returns for how many. On two nodes at once each draft is locked."""
    return sum(_deal(uow, call_id, now) for call_id in _due(uow, now))


def list_left(uow: UnitOfWork, now: datetime, limit: int = 100) -> tuple[LeftoverOut, ...]:
    """What stands with the supervisors, oldest first."""
    rows = uow.session.scalars(_left_over(uow, now).limit(limit)).all()
    drafts = draft_rows.rows_of(uow, [row.id for row in rows])
    done = _done(uow, [row.id for row in rows])
    known = people.names(uow, {row.agent_id for row in rows})
    return tuple(_out(uow, row, drafts.get(row.id), done.get((row.id, TOLD), 0), known) for row in rows)


def count_left(uow: UnitOfWork, now: datetime, most: int) -> int:
    query = _left_over(uow, now).with_only_columns(CallRow.id).order_by(None).limit(most)
    return uow.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _left_over(uow: UnitOfWork, now: datetime) -> Select[Any]:
    """Answered calls that ended the set time ago without outcome; an open duty session keeps its own until it closes."""
    since = now - timedelta(seconds=uow.law.dispatching.leftover_supervisor_s)
    running = select(DutySessionRow.id).where(DutySessionRow.state != "closed")
    query = select(CallRow).where(CallRow.answered_at.is_not(None), CallRow.outcome.is_(None), CallRow.ended_at <= since)
    free = or_(CallRow.duty_session_id.is_(None), CallRow.duty_session_id.not_in(running))
    return query.where(free).order_by(CallRow.ended_at, CallRow.id)


def _due(uow: UnitOfWork, now: datetime) -> list[str]:
    """The calls for which something is to be done, found without locks; those that wait keep no other back."""
    found: list[str] = []
    for start in range(0, SCANNED, PAGE):
        rows = uow.session.scalars(_left_over(uow, now).offset(start).limit(PAGE)).all()
        ids = [row.id for row in rows]
        drafts, done = draft_rows.rows_of(uow, ids), _done(uow, ids)
        left = ((row.id, _left(row, drafts.get(row.id), done, now)) for row in rows)
        found.extend(id for id, one in left if verdict(one, uow.law.dispatching) != "wait")
        if len(rows) < PAGE or len(found) >= MOST:
            break
    return found[:MOST]


def _left(call: CallRow, draft: DraftRow | None, done: Mapping[tuple[str, str], int], now: datetime) -> Left:
    assert call.ended_at is not None
    fields = draft.fields if draft is not None and draft.status == "open" else {}
    return Left(
        age=now - call.ended_at,
        has_matter=_matter(fields),
        has_place=_place(fields),
        told=done.get((call.id, TOLD), 0),
        failed=done.get((call.id, FAILED), 0),
    )


def _deal(uow: UnitOfWork, call_id: str, now: datetime) -> bool:
    """Look again under the draft's lock: its agent, or another node, may have been quicker."""
    draft = draft_rows.locked_row(uow, call_id)
    call = uow.session.get_one(CallRow, call_id, populate_existing=True)
    if call.outcome is not None or call.ended_at is None:
        return False
    left = _left(call, draft, _done(uow, [call_id]), now)
    what = verdict(left, uow.law.dispatching)
    if what == "dispatch" and not _dispatch(uow, call, now):
        _append(uow, call.id, FAILED, tries_due(left.age.total_seconds(), uow.law.dispatching), now)
        what = verdict(replace(left, failed=sys.maxsize), uow.law.dispatching)
    if what == "tell":
        _tell(uow, call, left, tellings_due(left.age.total_seconds(), uow.law.dispatching), now)
    return what != "wait"


def _dispatch(uow: UnitOfWork, call: CallRow, now: datetime) -> bool:
    """In a savepoint: one draft that cannot be dispatched must not keep the others back, and nobody hears of it."""
    said = len(uow.rows)
    try:
        with uow.session.begin_nested():
            ticket = drafts.dispatch_by_itself(uow, call.id, now)
            _append(uow, call.id, DISPATCHED, 1, now)
    except HotlineError:
        del uow.rows[said:]
        log.exception("a leftover draft could not be dispatched", call=call.id)
        return False
    unit = ticket.unit.name if ticket.unit else ""
    text = f"来电 {call.caller_number} 的登记表无人处理，已自动派往{unit}，工单 {ticket.number}。"
    told = [call.agent_id] if call.agent_id else []
    notices.tell(uow, BY_ITSELF, text, at=now, ticket=ticket.id, people=told, roles=("supervisor",))
    return True


def _tell(uow: UnitOfWork, call: CallRow, left: Left, count: int, now: datetime) -> None:
    _append(uow, call.id, TOLD, count, now)
    lacks = [word for word, there in (("诉求内容", left.has_matter), ("地点", left.has_place)) if not there]
    why = f"缺少{'和'.join(lacks)}，不能自动派单" if lacks else "未能自动派单" if left.failed else "尚未处理"
    text = f"来电 {call.caller_number} 的登记表{why}，请处理（第{count}次提醒）。"
    notices.tell(uow, LEFT, text, at=now, link="/dispatching/leftovers", roles=("supervisor",))
    todo.announce(uow, [row.id for row in people.signed_in_now(uow, now) if "supervisor" in row.roles])


def _append(uow: UnitOfWork, call_id: str, step: str, count: int, now: datetime) -> None:
    uow.session.add(LeftoverRow(id=new_id(), call_id=call_id, step=step, count=count, at=now))
    uow.session.flush()


def _done(uow: UnitOfWork, call_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """By call and step, how often it should have been done by the last time."""
    query = select(LeftoverRow.call_id, LeftoverRow.step, func.max(LeftoverRow.count)).where(LeftoverRow.call_id.in_(call_ids))
    found = uow.session.execute(query.group_by(LeftoverRow.call_id, LeftoverRow.step))
    return {(row.call_id, row.step): row[2] for row in found}


def _matter(fields: Mapping[str, Any]) -> bool:
    return bool((fields.get("matter") or "").strip())


def _place(fields: Mapping[str, Any]) -> bool:
    place = fields.get("place") or {}
    return any(place.get(part) for part in ("street_code", "district", "gazetteer", "text"))


def _out(uow: UnitOfWork, row: CallRow, draft: DraftRow | None, told: int, known: Mapping[str, str]) -> LeftoverOut:
    fields = draft.fields if draft is not None else {}
    assert row.ended_at is not None
    complete = _matter(fields) and _place(fields)
    return LeftoverOut(
        call=row.id,
        at=row.arrived_at,
        ended_at=row.ended_at,
        agent=people.named(known, row.agent_id),
        caller_number=row.caller_number,
        title=fields.get("title") or (fields.get("matter") or "")[:30],
        has_matter=_matter(fields),
        has_place=_place(fields),
        told=told,
        by_itself_at=row.ended_at + timedelta(seconds=uow.law.dispatching.leftover_dispatch_s) if complete else None,
    )
