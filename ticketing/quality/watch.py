"""The round after the calls: each is looked at once for what does not fit, and late reviews are reminded of once.

Calls are taken in the order of their ends. How far the round has come stands in one row, which is locked while it works: a
second node waits and goes on behind it. That a call was looked at is a row of its own, so nothing is ever found twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select

from ticketing.calls.models import CallRow
from ticketing.notices import service as notices
from ticketing.quality.finding import look_at
from ticketing.quality.models import QualityCheckRow, QualityWatchRow, ReviewRow
from ticketing.quality.reviews import QUALITY, WORK
from ticketing.quality.states import REVIEWABLE
from ticketing.uow import UnitOfWork

CALLS = "calls"
LATE = timedelta(hours=6)
"""A ledger that was down tells of calls that ended long ago: so far behind its place the round looks for them again."""
FIRST_LOOK_BACK = timedelta(days=7)
"""How far a new installation of this round looks back."""


def watch(uow: UnitOfWork, now: datetime) -> int:
    """A page of calls, then of late reviews; return how many calls were looked at."""
    looked = _look(uow, now)
    _remind(uow, now)
    return looked


def _look(uow: UnitOfWork, now: datetime) -> int:
    limits = uow.law.quality.mismatches
    place = _place(uow, now)
    until = now - timedelta(seconds=limits.check_after_s)
    given_up = now - timedelta(hours=limits.without_outcome_h)
    since = place.checked_to - LATE
    waiting = _waiting(uow, since, until, given_up, limits.at_once)
    for call in waiting:
        look_at(uow, call, now)
    uow.session.flush()
    oldest = _oldest_left(uow, since, until)
    place.checked_to = max(place.checked_to, min(oldest, until) if oldest else until)
    uow.session.flush()
    return len(waiting)


def _place(uow: UnitOfWork, now: datetime) -> QualityWatchRow:
    query = select(QualityWatchRow).where(QualityWatchRow.name == CALLS).with_for_update()
    row = uow.session.scalar(query)
    if row is None:
        row = QualityWatchRow(name=CALLS, checked_to=now - FIRST_LOOK_BACK)
        uow.session.add(row)
        uow.session.flush()
    return row


def _waiting(uow: UnitOfWork, since: datetime, until: datetime, given_up: datetime, most: int) -> Sequence[CallRow]:
    """Calls that ended, have an outcome where they were answered (or never got one in time), and were not looked at."""
    query = _not_looked_at(since, until).where(
        or_(CallRow.answered_at.is_(None), CallRow.outcome.is_not(None), CallRow.ended_at <= given_up)
    )
    return uow.session.scalars(query.order_by(CallRow.ended_at, CallRow.id).limit(most)).all()


def _oldest_left(uow: UnitOfWork, since: datetime, until: datetime) -> datetime | None:
    row = uow.session.scalar(_not_looked_at(since, until).order_by(CallRow.ended_at, CallRow.id).limit(1))
    return row.ended_at if row else None


def _not_looked_at(since: datetime, until: datetime) -> Select[CallRow]:
    looked_at = select(QualityCheckRow.call_id).where(QualityCheckRow.call_id == CallRow.id).exists()
    return select(CallRow).where(CallRow.ended_at >= since, CallRow.ended_at <= until, ~looked_at)


def _remind(uow: UnitOfWork, now: datetime) -> None:
    """Reviewers of what has become late, once each review."""
    late = (
        select(ReviewRow)
        .where(ReviewRow.state.in_(REVIEWABLE), ReviewRow.due_at < now, ReviewRow.overdue_told_at.is_(None))
        .order_by(ReviewRow.due_at, ReviewRow.id)
        .limit(uow.law.quality.at_once)
        .with_for_update(skip_locked=True)
    )
    counts: dict[str | None, int] = {}
    for row in uow.session.scalars(late).all():
        row.overdue_told_at = now
        counts[row.reviewer_id] = counts.get(row.reviewer_id, 0) + 1
    for person, count in counts.items():
        said = f"有{count}通电话的评分已超期。" if person else f"有{count}通待评电话无人评分，已超期。"
        roles = () if person else ("supervisor",)
        notices.tell(uow, QUALITY, said, at=now, link=WORK, people=[person] if person else (), roles=roles)
    uow.session.flush()
