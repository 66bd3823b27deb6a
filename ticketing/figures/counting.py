"""Counting calls by interval in the database: answered and given up, in time and at once, with the seconds they took.

A call counts where it was answered or given up, as on the wallboard (`ticketing.figures.service`). The rows are summed by the
database, so that a day of 60,000 calls costs a range of an index and not 60,000 objects.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, select

from ticketing.calls.models import CallRow
from ticketing.figures.service import LOST
from ticketing.figures.service_level import Counts, together
from ticketing.figures.terms import Counting as Counting
from ticketing.uow import UnitOfWork

Key = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One interval (of a queue): ``waited_s`` of answered calls; ``handled_s`` talk, hold, wrap-up of ``handled`` ended ones."""

    counts: Counts
    waited_s: float = 0.0
    handled: int = 0
    handled_s: float = 0.0


NOTHING = Counted(counts=Counts(answered=0, answered_in_time=0, abandoned=0, abandoned_in_time=0, abandoned_short=0))


def total(parts: Iterable[Counted]) -> Counted:
    """All of them together. Pure."""
    whole = list(parts)
    return Counted(
        counts=together(one.counts for one in whole),
        waited_s=sum(one.waited_s for one in whole),
        handled=sum(one.handled for one in whole),
        handled_s=sum(one.handled_s for one in whole),
    )


def queues_of(found: Mapping[Key, Counted]) -> Mapping[str, Counted]:
    """What `by_interval` found by queue, each queue's intervals together; ``""`` are calls of no queue."""
    parts: dict[str, list[Counted]] = {}
    for (_, queue), counted in found.items():
        parts.setdefault(queue, []).append(counted)
    return {queue: total(some) for queue, some in parts.items()}


def by_interval(
    uow: UnitOfWork, since: datetime, until: datetime, step_s: int, counting: Counting, *, by_queue: bool = False
) -> Mapping[Key, Counted]:
    """Calls from ``since`` on, before ``until``, by the beginning of their interval and (``by_queue``) queue, else ``""``.

    Intervals begin at whole multiples of ``step_s`` of the epoch; one without a call is left out.
    """
    answered = {_key(row): row for row in uow.session.execute(_answered(uow, since, until, step_s, counting, by_queue))}
    lost = {_key(row): row for row in uow.session.execute(_lost(uow, since, until, step_s, counting, by_queue))}
    return {key: _counted(answered.get(key), lost.get(key)) for key in sorted({*answered, *lost})}


def epoch(uow: UnitOfWork, column: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole seconds since 1970 of a stored time, in the words of the database at hand."""
    if uow.session.get_bind().dialect.name == "sqlite":
        return cast(func.strftime("%s", column), Integer)
    return cast(func.floor(func.extract("epoch", column)), Integer)


def interval_of(uow: UnitOfWork, column: ColumnElement[Any], step_s: int) -> ColumnElement[int]:
    """The number of the interval in which a stored time lies."""
    seconds = epoch(uow, column)
    return (seconds - seconds % step_s).label("start")


def _in_time(counting: Counting) -> ColumnElement[int]:
    """Each call by the seconds of the queue in which it waited."""
    own = [(CallRow.queue == name, term.threshold_s) for name, term in sorted(counting.queues.items())]
    limit = case(*own, else_=counting.threshold_s) if own else counting.threshold_s
    return case((CallRow.waited_s <= limit, 1), else_=0)


def _answered(uow: UnitOfWork, since: datetime, until: datetime, step_s: int, counting: Counting, by_queue: bool) -> Select[Any]:
    in_time = _in_time(counting)
    ended = case((CallRow.ended_at.is_not(None), 1), else_=0)
    handled_s = case((CallRow.ended_at.is_not(None), CallRow.talked_s + CallRow.wrap_up_s), else_=0.0)
    query = select(
        interval_of(uow, CallRow.answered_at.expression, step_s),
        *_queue(by_queue),
        func.count().label("all"),
        func.sum(in_time).label("in_time"),
        func.sum(CallRow.waited_s).label("waited_s"),
        func.sum(ended).label("handled"),
        func.sum(handled_s).label("handled_s"),
    )
    query = query.where(CallRow.answered_at >= since, CallRow.answered_at < until, CallRow.direction == "in")
    return query.group_by("start", *(["queue"] if by_queue else []))


def _lost(uow: UnitOfWork, since: datetime, until: datetime, step_s: int, counting: Counting, by_queue: bool) -> Select[Any]:
    in_time = _in_time(counting)
    short = case((CallRow.waited_s <= counting.short_abandon_s, 1), else_=0)
    query = select(
        interval_of(uow, CallRow.ended_at.expression, step_s),
        *_queue(by_queue),
        func.count().label("all"),
        func.sum(in_time).label("in_time"),
        func.sum(short).label("short"),
    )
    query = query.where(
        CallRow.queued_at.is_not(None),
        CallRow.answered_at.is_(None),
        CallRow.reason.in_(LOST),
        CallRow.ended_at >= since,
        CallRow.ended_at < until,
    )
    return query.group_by("start", *(["queue"] if by_queue else []))


def _queue(by_queue: bool) -> list[ColumnElement[Any]]:
    return [CallRow.queue.expression.label("queue")] if by_queue else []


def _key(row: Any) -> Key:
    return datetime.fromtimestamp(row.start, UTC), getattr(row, "queue", None) or ""


def _counted(answered: Any, lost: Any) -> Counted:
    counts = Counts(
        answered=answered.all if answered else 0,
        answered_in_time=answered.in_time if answered else 0,
        abandoned=lost.all if lost else 0,
        abandoned_in_time=lost.in_time if lost else 0,
        abandoned_short=lost.short if lost else 0,
    )
    if answered is None:
        return Counted(counts=counts)
    return Counted(
        counts=counts,
        waited_s=float(answered.waited_s),
        handled=answered.handled,
        handled_s=float(answered.handled_s),
    )
