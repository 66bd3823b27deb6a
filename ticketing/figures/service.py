"""The stored half of the wallboard: the calls of the last hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.calls.models import CallRow
from ticketing.figures import measures
from ticketing.figures.presence import Change, busy_and_available
from ticketing.figures.schemas import Interval, ServiceLevel, Wallboard
from ticketing.figures.service_level import NAMES, count, service_level, together
from ticketing.figures.states import changes
from ticketing.figures.terms import Counting, goal_over
from ticketing.uow import UnitOfWork

HOUR = timedelta(hours=1)
INTERVAL = timedelta(minutes=5)
LOST = ("abandoned", "callback_requested", "failed")


HOUSE = Counting()


def wallboard(uow: UnitOfWork, now: datetime, counting: Counting = HOUSE) -> Wallboard:
    """The hour before ``now`` (aware); each call counts by its queue's terms."""
    since = now - HOUR
    answered, abandoned = _answered(uow, since, now), _abandoned(uow, since, now)
    handled = [call for call in answered if call.ended_at]
    held = sum(call.held_s for call in handled)
    busy, available = busy_and_available(_presence(uow, since, now), since, now)
    return Wallboard(
        at=now,
        since=since,
        answered=len(answered),
        abandoned=len(abandoned),
        intervals=intervals(
            [c.answered_at for c in answered if c.answered_at], [c.ended_at for c in abandoned if c.ended_at], now
        ),
        service_level=_level(answered, abandoned, counting),
        connection_rate=measures.connection_rate(len(answered), len(answered) + len(abandoned)),
        average_speed_of_answer_s=measures.average_speed_of_answer(sum(c.waited_s for c in answered), len(answered)),
        average_handling_time_s=measures.average_handling_time(
            sum(c.talked_s for c in handled) - held, held, sum(c.wrap_up_s for c in handled), len(handled)
        ),
        occupancy=measures.occupancy(busy, available),
    )


def _level(answered: Sequence[CallRow], abandoned: Sequence[CallRow], counting: Counting) -> ServiceLevel:
    by_queue = {
        queue: count(
            (call.waited_s for call in answered if call.queue == queue),
            (call.waited_s for call in abandoned if call.queue == queue),
            counting.of(queue).threshold_s,
            counting.short_abandon_s,
        )
        for queue in {call.queue for call in (*answered, *abandoned)}
    }
    return ServiceLevel(
        variant=counting.variant,
        name=NAMES[counting.variant],
        threshold_s=counting.house_threshold_s,
        goal=goal_over([(queue or "", counts) for queue, counts in by_queue.items()], counting, counting.variant),
        rate=service_level(together(by_queue.values()), counting.variant),
        own=bool(counting.queues),
    )


def intervals(answered: Sequence[datetime], abandoned: Sequence[datetime], now: datetime) -> tuple[Interval, ...]:
    """Twelve intervals of five minutes and the one that is running, aligned to the clock."""
    last = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0)
    starts = [last - INTERVAL * back for back in range(12, -1, -1)]
    return tuple(
        Interval(
            start=start,
            answered=sum(start <= at < start + INTERVAL for at in answered),
            abandoned=sum(start <= at < start + INTERVAL for at in abandoned),
        )
        for start in starts
    )


def _answered(uow: UnitOfWork, since: datetime, until: datetime) -> Sequence[CallRow]:
    """Calls that came in; what we call ourselves was never offered to a queue."""
    query = select(CallRow).where(CallRow.answered_at > since, CallRow.answered_at <= until, CallRow.direction == "in")
    return uow.session.scalars(query).all()


def _abandoned(uow: UnitOfWork, since: datetime, until: datetime) -> Sequence[CallRow]:
    """Lost while waiting, whoever ended it; who hangs up during the welcome was not offered to any queue."""
    query = select(CallRow).where(
        CallRow.queued_at.is_not(None),
        CallRow.answered_at.is_(None),
        CallRow.reason.in_(LOST),
        CallRow.ended_at > since,
        CallRow.ended_at <= until,
    )
    return uow.session.scalars(query).all()


def _presence(uow: UnitOfWork, since: datetime, until: datetime) -> list[Change]:
    return [(change.at, change.agent, change.state) for change in changes(uow, since, until)]
