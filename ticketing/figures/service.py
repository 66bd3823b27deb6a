"""The stored half of the wallboard: the calls of the last hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.calls.models import CallRow
from ticketing.figures import measures
from ticketing.figures.presence import Change, busy_and_available
from ticketing.figures.schemas import Interval, ServiceLevel, Variant, Wallboard
from ticketing.figures.service_level import DEFAULT, NAMES, count, service_level
from ticketing.figures.states import changes
from ticketing.uow import UnitOfWork

HOUR = timedelta(hours=1)
INTERVAL = timedelta(minutes=5)
LOST = ("abandoned", "callback_requested", "failed")


def wallboard(
    uow: UnitOfWork,
    now: datetime,
    *,
    threshold_s: float = 15.0,
    short_abandon_s: float = 5.0,
    goal: float = 0.8,
    variant: Variant = DEFAULT,
) -> Wallboard:
    """The hour before ``now`` (aware); thresholds as in the settings ``acd.service_level_s`` and its neighbours."""
    since = now - HOUR
    answered, abandoned = _answered(uow, since, now), _abandoned(uow, since, now)
    counts = count((c.waited_s for c in answered), (c.waited_s for c in abandoned), threshold_s, short_abandon_s)
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
        service_level=ServiceLevel(
            variant=variant,
            name=NAMES[variant],
            threshold_s=threshold_s,
            goal=goal,
            rate=service_level(counts, variant),
        ),
        connection_rate=measures.connection_rate(len(answered), len(answered) + len(abandoned)),
        average_speed_of_answer_s=measures.average_speed_of_answer(sum(c.waited_s for c in answered), len(answered)),
        average_handling_time_s=measures.average_handling_time(
            sum(c.talked_s for c in handled) - held, held, sum(c.wrap_up_s for c in handled), len(handled)
        ),
        occupancy=measures.occupancy(busy, available),
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
