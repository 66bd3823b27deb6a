"""Lost callers: one open entry a number, claimed by one person, called back, done once; every step is a row."""

from collections.abc import Sequence
from datetime import datetime

from config.errors import Conflict
from config.ids import new_id
from ticketing import paging
from ticketing.callbacks import repository
from ticketing.callbacks.models import CallbackRow, CallbackStepRow
from ticketing.callbacks.schemas import CallbackOut, CallbackStep
from ticketing.calls.models import CallRow
from ticketing.duty.models import DutySessionRow
from ticketing.people import repository as people
from ticketing.people.repository import SYSTEM
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork


def missed(uow: UnitOfWork, call: CallRow, at: datetime) -> CallbackOut | None:
    """Count a lost call to its number's entry, or open one; None for a hidden number or a call counted before.

    Who calls again has not been reached: an entry that somebody had claimed waits for everybody once more.
    """
    number = call.caller_number
    if not any(character.isdigit() for character in number) or repository.counted(uow, call.id):
        return None
    row = repository.open_of_number(uow, number)
    if row is None:
        row = _open(uow, call, number, at)
    row.count += 1
    row.state, row.claimed_by = "open", None
    row.last_at, row.last_call_id = at, call.id
    row.queue, row.unit = call.queue or row.queue, _owner(uow, call) or row.unit
    _append(uow, row, "missed", by=SYSTEM, at=at, call_id=call.id)
    return callback_out(uow, row)


def unanswered(uow: UnitOfWork, call: CallRow, at: datetime) -> CallbackOut | None:
    """What the end of a call that nobody answered means here: a lost caller, or an attempt that reached nobody."""
    return missed(uow, call, at) if call.direction == "in" else not_reached(uow, call, at)


def not_reached(uow: UnitOfWork, call: CallRow, at: datetime) -> CallbackOut | None:
    """Note an attempt in vain; the entry waits for everybody again. None for a call without an open entry, or noted before."""
    row = repository.entry_of_attempt(uow, call.callback_id)
    if row is None or row.state == repository.DONE or repository.attempted(uow, call.id):
        return None
    row.attempts += 1
    row.last_attempt_at = at
    row.state, row.claimed_by = "open", None
    _append(uow, row, "not_reached", by=call.agent_id or SYSTEM, at=at, note=call.detail, attempt=call.id)
    return callback_out(uow, row)


def reached(uow: UnitOfWork, call: CallRow, at: datetime) -> CallbackOut | None:
    """The citizen has answered: the entry is done, by whom called. None where there is no open entry."""
    row = repository.entry_of_attempt(uow, call.callback_id)
    if row is None or row.state == repository.DONE or repository.attempted(uow, call.id):
        return None
    row.last_attempt_at = at
    row.state, row.done_at, row.done_by = repository.DONE, at, call.agent_id or SYSTEM
    _append(uow, row, "reached", by=call.agent_id or SYSTEM, at=at, attempt=call.id)
    return callback_out(uow, row)


def claim(uow: UnitOfWork, callback_id: str, by: str, at: datetime) -> CallbackOut:
    """Say that one will call back; Conflict when somebody else has said so (a supervisor may take it over), or it is done."""
    row = _not_done(uow, callback_id)
    _require_free(uow, row, by)
    if row.claimed_by != by:
        row.state, row.claimed_by = "claimed", by
        _append(uow, row, "claimed", by=by, at=at)
        todo.announce_callback(uow, row.queue, row.unit, at)
    return callback_out(uow, row)


def done(uow: UnitOfWork, callback_id: str, by: str, at: datetime, note: str = "") -> CallbackOut:
    """Called back, by who claimed it or a supervisor; a later lost call of this number opens a new entry."""
    row = _not_done(uow, callback_id)
    _require_free(uow, row, by)
    row.state, row.done_at, row.done_by = repository.DONE, at, by
    _append(uow, row, "done", by=by, at=at, note=note)
    todo.announce_callback(uow, row.queue, row.unit, at)
    return callback_out(uow, row)


def list_callbacks(uow: UnitOfWork, state: str | None = None, limit: int = 100) -> list[CallbackOut]:
    """Those not done (``state`` None), or those of one state; the latest caller first."""
    return [callback_out(uow, row) for row in repository.listed(uow, state, paging.bounded(limit))]


def get(uow: UnitOfWork, callback_id: str) -> CallbackOut:
    row = repository.callback_row(uow, callback_id)
    return callback_out(uow, row, repository.steps_of(uow, callback_id))


def callback_out(uow: UnitOfWork, row: CallbackRow, steps: Sequence[CallbackStepRow] = ()) -> CallbackOut:
    plain = (
        "id", "number", "state", "count", "attempts", "last_attempt_at", "queue", "unit", "last_call_id", "first_at", "last_at",
        "done_at",
    )  # fmt: skip
    known = people.names(uow, [row.claimed_by]) if row.claimed_by else {}
    history = tuple(
        CallbackStep.model_validate(
            {"at": step.at, "by": step.by, "step": step.step, "note": step.note}
            | {"call_id": step.missed_call_id or step.attempt_call_id}
        )
        for step in steps
    )
    return CallbackOut.model_validate(
        {name: getattr(row, name) for name in plain} | {"claimed_by": people.named(known, row.claimed_by), "history": history}
    )


def _open(uow: UnitOfWork, call: CallRow, number: str, at: datetime) -> CallbackRow:
    row = CallbackRow(
        id=new_id(),
        number=number,
        state="open",
        count=0,
        queue=call.queue,
        unit=None,
        last_call_id=call.id,
        first_at=at,
        last_at=at,
        claimed_by=None,
        done_at=None,
        done_by=None,
        attempts=0,
        last_attempt_at=None,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def _not_done(uow: UnitOfWork, callback_id: str) -> CallbackRow:
    row = repository.callback_row(uow, callback_id, lock=True)
    if row.state == repository.DONE:
        raise Conflict("这条漏接回拨已处理。", "请刷新漏接回拨列表。")
    return row


def _require_free(uow: UnitOfWork, row: CallbackRow, by: str) -> None:
    if row.claimed_by not in (None, by) and "supervisor" not in people.person_row(uow, by).roles:
        raise Conflict("这条漏接回拨已由他人认领。", "请处理其他漏接回拨。")


def _owner(uow: UnitOfWork, call: CallRow) -> str | None:
    """A caller lost in a duty session's queue belongs to the session's unit."""
    session = uow.session.get(DutySessionRow, call.duty_session_id) if call.duty_session_id else None
    return session.unit_code if session else None


def _append(
    uow: UnitOfWork,
    row: CallbackRow,
    step: str,
    *,
    by: str,
    at: datetime,
    note: str = "",
    call_id: str | None = None,
    attempt: str | None = None,
) -> None:
    uow.session.add(
        CallbackStepRow(
            id=new_id(),
            callback_id=row.id,
            at=at,
            by=by,
            step=step,
            note=note,
            missed_call_id=call_id,
            attempt_call_id=attempt,
        )
    )
    uow.session.flush()
