"""Calls as the ledger, the desks and the supervisors use them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from config.errors import BadInput
from ticketing import paging
from ticketing.callbacks import service as callbacks
from ticketing.callbacks.schemas import CallbackOut
from ticketing.calls import ledger, outcomes, repository
from ticketing.calls.fact import Told
from ticketing.calls.models import CallRow
from ticketing.calls.out import calls_out, without_supervision
from ticketing.calls.recovery import recover
from ticketing.calls.repository import answers_of, seats_taken_by
from ticketing.calls.schemas import CallOut, CallPage, ClosingOutcome
from ticketing.calls.transcripts import add_segment, transcript
from ticketing.drafts import service as drafts
from ticketing.duty.models import DutySessionRow
from ticketing.duty.out import announce
from ticketing.todo import service as todo
from ticketing.uow import UnitOfWork

__all__ = [
    "add_segment", "answers_of", "get", "list_calls", "record", "record_all", "recover", "seats_taken_by", "set_outcome",
    "transcript", "without_supervision",
]  # fmt: skip

CLOSING: tuple[ClosingOutcome, ...] = ("supplement", "harassment", "silent", "wrong_number")
# Ends of an unanswered call after which the citizen is called back.
LOST = ("abandoned", "callback_requested", "failed")


def record(uow: UnitOfWork, kind: str, at: datetime, call_id: str | None, data: Mapping[str, Any]) -> None:
    """One fact of telephony, as `record_all` takes many."""
    record_all(uow, (Told(kind=kind, at=at, call_id=call_id, data=data),))


def record_all(uow: UnitOfWork, told: Sequence[Told]) -> None:
    """Append facts, bring their calls up to date and do what follows: a draft for who answered, a to-do, a call-back.

    The same fact twice counts once; facts may come in any order. BadInput for a kind that nobody has named.
    """
    fresh = [fact for fact in ledger.append(uow, told) if fact.concerns_call]
    rows = ledger.refresh(uow, {fact.call_id for fact in fresh if fact.call_id})
    for fact in fresh:
        if fact.call_id:
            _follow(uow, fact, rows[fact.call_id])


def _follow(uow: UnitOfWork, fact: Told, row: CallRow) -> None:
    if fact.kind == "call_answered":
        drafts.open_draft(uow, row.id, fact.data["agent"], fact.at)
        if row.callback_id is not None:
            _tell_callback(uow, callbacks.reached(uow, row, fact.at), fact.at)
    elif row.ended_at is not None and fact.kind in ("call_ended", "wrap_up_ended"):
        _ended(uow, row, fact.at)
    if row.duty_session_id and fact.kind in ("call_answered", "call_ended"):
        _tell_session(uow, row.duty_session_id)


def set_outcome(uow: UnitOfWork, call_id: str, outcome: ClosingOutcome, by: str, at: datetime, note: str = "") -> CallOut:
    """Say that the call became no ticket of its own; once only. The draft is kept and closed."""
    if outcome not in CLOSING:
        raise BadInput(f"处理结果“{outcome}”不能直接登记。", "在线答复和转派请在草稿中办理。")
    outcomes.require_worker(uow, repository.call_row(uow, call_id), by)
    drafts.close_without_ticket(uow, call_id, at)
    row = outcomes.settle(uow, call_id, outcome, by, at, note)
    if row.agent_id:
        todo.announce(uow, [row.agent_id])
    return get(uow, call_id)


def get(uow: UnitOfWork, call_id: str) -> CallOut:
    return calls_out(uow, [repository.call_row(uow, call_id)])[0]


def list_calls(
    uow: UnitOfWork,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    state: str | None = None,
    reason: str | None = None,
    agent: str | None = None,
    number: str | None = None,
    limit: int = 50,
    before: str | None = None,
) -> CallPage:
    """Newest first; ``agent`` a person's id; ``before`` is a page's ``next``."""
    limit = paging.bounded(limit)
    rows = repository.calls_page(
        uow, since=since, until=until, state=state, reason=reason, agent=agent, number=number, limit=limit, before=before
    )
    following = paging.cursor(rows[limit - 1].arrived_at, rows[limit - 1].id) if len(rows) > limit else None
    return CallPage(items=calls_out(uow, rows[:limit]), next=following)


def _ended(uow: UnitOfWork, row: CallRow, at: datetime) -> None:
    if row.answered_at is None and row.reason in LOST:
        _tell_callback(uow, callbacks.unanswered(uow, row, row.ended_at or at), at, is_new=True)
    elif row.agent_id and row.outcome is None:
        todo.announce(uow, [row.agent_id])


def _tell_session(uow: UnitOfWork, session_id: str) -> None:
    """Those who hold the session see its call come and go."""
    session = uow.session.get(DutySessionRow, session_id)
    if session is not None:
        announce(uow, session)


def _tell_callback(uow: UnitOfWork, entry: CallbackOut | None, at: datetime, *, is_new: bool = False) -> None:
    if entry is not None:
        todo.announce_callback(uow, entry.queue, entry.unit, at, first_at=entry.first_at if is_new else None)
