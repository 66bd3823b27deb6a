"""A person's to-do list: unfinished drafts, lost callers, calls of the own duty session without a verdict."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.callbacks import repository as callbacks
from ticketing.callbacks.models import CallbackRow
from ticketing.calls import repository as calls
from ticketing.calls.models import CallRow
from ticketing.calls.projection import INTERRUPTED
from ticketing.drafts.models import DraftRow
from ticketing.duty.models import DutySessionRow, DutyVerdictRow
from ticketing.people import repository as people
from ticketing.people.schemas import PersonOut
from ticketing.todo.schemas import Todo, TodoItem
from ticketing.uow import UnitOfWork

LIMIT = 50
CHANGED = "todo_changed"


def todo(uow: UnitOfWork, person: PersonOut, now: datetime) -> Todo:
    """At most 50 of each kind, oldest first. A supervisor sees all call-backs, and drafts that lie for the set time."""
    undecided = _undecided_duty_calls(uow, person.id)
    drafts = [row for row in _unfinished(uow, person, now) if row.id not in {call.id for call, _ in undecided}]
    lost = callbacks.waiting_for(uow, _queues(uow, person), person.unit, person.id, "supervisor" in person.roles, LIMIT)
    titles = _titles(uow, [row.id for row in drafts] + [call.id for call, _ in undecided])
    return Todo(
        items=(
            *(_draft_item(row, titles) for row in drafts),
            *(_duty_item(call, session, titles) for call, session in undecided),
            *(_callback_item(row) for row in lost if _takes_calls(person)),
        )
    )


def lists(uow: UnitOfWork, person_ids: Iterable[str], now: datetime) -> list[tuple[str, Todo]]:
    """The lists of these people, each with its person's id."""
    return [(row.id, todo(uow, people.person_out(row), now)) for row in people.rows_of(uow, person_ids)]


def announce(uow: UnitOfWork, person_ids: Iterable[str]) -> None:
    """Say that the lists of these people have changed. Whoever shows them reads them, once for many changes."""
    uow.emit(CHANGED, {}, people=person_ids)


def announce_callback(
    uow: UnitOfWork, queue: str | None, unit: str | None, now: datetime, *, first_at: datetime | None = None
) -> None:
    """Say so to those at a desk who take this queue's calls, belong to the unit, or supervise.

    ``first_at`` is that of an entry that is new or counts one call more. Behind so many older ones that no list shows it
    nobody is told: in a surge each lost call would otherwise make every desk's list anew.
    """
    if first_at and queue and not unit and callbacks.older_ones(uow, queue, first_at, LIMIT) >= LIMIT:
        return
    concerned = [
        row.id
        for row in people.signed_in_now(uow, now)
        if queue in row.queues or (unit and row.unit == unit) or "supervisor" in row.roles
    ]
    announce(uow, concerned)


def _unfinished(uow: UnitOfWork, person: PersonOut, now: datetime) -> Sequence[CallRow]:
    own = calls.unfinished_of(uow, person.id, LIMIT)
    if "supervisor" not in person.roles:
        return own
    since = now - timedelta(seconds=uow.law.dispatching.leftover_supervisor_s)
    query = select(CallRow).where(CallRow.answered_at.is_not(None), CallRow.outcome.is_(None), CallRow.ended_at < since)
    left = uow.session.scalars(query.order_by(CallRow.arrived_at).limit(LIMIT)).all()
    return list({row.id: row for row in (*own, *left)}.values())


def _undecided_duty_calls(uow: UnitOfWork, person_id: str) -> Sequence[tuple[CallRow, str]]:
    """Connected calls of the person's own sessions that are not closed, with neither outcome nor verdict."""
    decided = select(DutyVerdictRow.call_id).where(DutyVerdictRow.session_id == DutySessionRow.id)
    query = (
        select(CallRow, DutySessionRow.id)
        .join(DutySessionRow, DutySessionRow.id == CallRow.duty_session_id)
        .where(
            (DutySessionRow.leader_id == person_id) | (DutySessionRow.deputy_id == person_id),
            DutySessionRow.state != "closed",
            CallRow.duty_answered_at.is_not(None),
            CallRow.ended_at.is_not(None),
            CallRow.outcome.is_(None),
            CallRow.id.not_in(decided.correlate(DutySessionRow)),
        )
    )
    found = uow.session.execute(query.order_by(CallRow.arrived_at).limit(LIMIT))
    return [(row[0], row[1]) for row in found]


def _queues(uow: UnitOfWork, person: PersonOut) -> list[str]:
    led = select(DutySessionRow.id).where(DutySessionRow.leader_id == person.id, DutySessionRow.state == "open")
    return [*person.queues, *(f"duty:{id}" for id in uow.session.scalars(led))]


def _takes_calls(person: PersonOut) -> bool:
    return bool({"agent", "leader", "supervisor"} & set(person.roles))


def _titles(uow: UnitOfWork, call_ids: Sequence[str]) -> dict[str, str]:
    query = select(DraftRow.call_id, DraftRow.fields).where(DraftRow.call_id.in_(call_ids))
    return {row.call_id: row.fields["title"] or row.fields["matter"][:30] for row in uow.session.execute(query)}


def _draft_item(row: CallRow, titles: dict[str, str]) -> TodoItem:
    return TodoItem(
        kind="draft",
        id=row.id,
        at=row.answered_at or row.arrived_at,
        title=titles.get(row.id) or "未填写的来电",
        caller_number=row.caller_number,
        interrupted=row.detail == INTERRUPTED,
        duty_session=row.duty_session_id,
    )


def _duty_item(row: CallRow, session: str, titles: dict[str, str]) -> TodoItem:
    return _draft_item(row, titles).model_copy(update={"kind": "duty", "duty_session": session})


def _callback_item(row: CallbackRow) -> TodoItem:
    return TodoItem(
        kind="callback",
        id=row.id,
        at=row.first_at,
        title="漏接回拨",
        caller_number=row.number,
        count=row.count,
        attempts=row.attempts,
    )
