"""After a crash: no call may stay open that nobody holds any more, and what was said must not be lost."""

from datetime import datetime, timedelta

from ticketing.callbacks import service as callbacks
from ticketing.calls import ledger, repository
from ticketing.calls.fact import Told
from ticketing.calls.holding import of_node
from ticketing.calls.models import CallRow
from ticketing.calls.projection import INTERRUPTED
from ticketing.drafts import service as drafts
from ticketing.people.repository import SYSTEM
from ticketing.uow import UnitOfWork


def recover(uow: UnitOfWork, at: datetime, *, node: str = "") -> list[str]:
    """End every call that is still open, of this ``node`` where several share the database, with a row of its own; their ids.

    Answered ones keep transcript, recording and draft, and stand in their agent's to-do list; callers who were still
    waiting come on the call-back list. A second run finds nothing to do.
    """
    own = of_node(uow, repository.not_ended(uow), node, at)
    left = [row.id for row in own if row.ended_at is None]
    for row in own:
        _close(uow, row, at)
    return left


def _close(uow: UnitOfWork, row: CallRow, at: datetime) -> None:
    told = []
    if row.ended_at is None:
        told.append(Told(kind="call_ended", at=at, call_id=row.id, data=_end_of(uow, row, at)))
    if row.answered_at is not None:
        wrapped_up = {"call": row.id, "agent": row.agent_id, "wrap_up_s": 0.0}
        told.append(Told(kind="wrap_up_ended", at=at, call_id=row.id, data=wrapped_up))
    ledger.append(uow, told)
    row = ledger.refresh(uow, (row.id,))[row.id]
    if row.answered_at is None:
        callbacks.unanswered(uow, row, at)
    elif row.outcome is None and row.agent_id:
        drafts.open_draft(uow, row.id, row.agent_id, at)
        drafts.refill(uow, row.id, at)


def _end_of(uow: UnitOfWork, row: CallRow, at: datetime) -> dict[str, object]:
    """The call is known to have lived until its last fact or its last utterance, not until the restart."""
    until = min(at, _last_sign(uow, row))
    started = row.answered_at or until
    return {
        "call": row.id,
        "reason": "failed",
        "by": SYSTEM,
        "queue": row.queue,
        "agent": row.agent_id,
        "waited_s": row.waited_s if row.answered_at else max(0.0, (until - row.arrived_at).total_seconds()),
        "talked_s": max(0.0, (until - started).total_seconds()),
        "detail": INTERRUPTED,
        "restarted_at": at.isoformat(),
    }


def _last_sign(uow: UnitOfWork, row: CallRow) -> datetime:
    spoken = max((segment.t1 for segment in repository.segments_of(uow, row.id)), default=0.0)
    return max(repository.last_fact_at(uow, row.id) or row.arrived_at, row.arrived_at + timedelta(seconds=spoken))
