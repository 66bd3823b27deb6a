"""What a weekday usually brings: calls and handling time by half-hour and how many agents sat there, as medians of past weeks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from ticketing.figures.counting import Counted, Counting, by_interval
from ticketing.figures.day import beginning
from ticketing.figures.states import StateChange, changes
from ticketing.staffing.planning import HALF_HOUR_S
from ticketing.staffing.schemas import UsualDay, UsualHalfHour
from ticketing.uow import UnitOfWork

HALF_HOURS = 48
MOST_WEEKS = 12
AT_WORK = frozenset({"available", "reserved", "talking", "held", "wrap_up"})
WEEK = timedelta(weeks=1)
Counts = Mapping[int, Counted]
Agents = Mapping[int, int]


def usual_day(uow: UnitOfWork, day: date, *, weeks: int, queue: str = "") -> UsualDay:
    """The weekday of ``day`` in the ``weeks`` (12 at most) before it, of one queue or all; agents are those of the house."""
    before = [day - WEEK * back for back in range(1, min(weeks, MOST_WEEKS) + 1)]
    counted = {one: _counted(uow, one, queue) for one in before}
    worked = [one for one in before if counted[one]]
    present = [_present(uow, one) for one in worked]
    return UsualDay(
        day=day,
        weeks=weeks,
        days=tuple(worked),
        half_hours=tuple(_usual(n, [counted[one] for one in worked], present) for n in range(HALF_HOURS)),
    )


def at_desks(course: Iterable[StateChange], since: datetime, step_s: int, steps: int) -> Agents:
    """Agents at their desks in each step, by the time that they worked in it: two for half of it are one. Pure."""
    worked: dict[int, float] = {}
    present: dict[str, StateChange] = {}
    for change in course:
        _work(worked, present.get(change.agent), change.at, since, step_s, steps)
        present[change.agent] = change
    end = since + timedelta(seconds=step_s * steps)
    for last in present.values():
        _work(worked, last, end, since, step_s, steps)
    return {step: round(seconds / step_s) for step, seconds in worked.items()}


def _work(worked: dict[int, float], state: StateChange | None, until: datetime, since: datetime, step_s: int, steps: int) -> None:
    if state is None or state.state not in AT_WORK:
        return
    begins = max(0.0, (state.at - since).total_seconds())
    ends = min((until - since).total_seconds(), step_s * steps)
    while begins < ends:
        step = int(begins // step_s)
        upto = min(ends, (step + 1) * step_s)
        worked[step] = worked.get(step, 0.0) + upto - begins
        begins = upto


def _usual(half_hour: int, counted: Sequence[Counts], present: Sequence[Agents]) -> UsualHalfHour:
    here = [one.get(half_hour) for one in counted]
    handling = [one.handled_s / one.handled for one in here if one and one.handled]
    calls = [one.counts.answered + one.counts.abandoned if one else 0 for one in here]
    return UsualHalfHour(
        half_hour=half_hour,
        calls=median(calls) if calls else 0,
        handling_s=round(median(handling), 1) if handling else None,
        agents=round(median(one.get(half_hour, 0) for one in present)) if present else 0,
    )


def _counted(uow: UnitOfWork, day: date, queue: str) -> Counts:
    since, until = beginning(uow, day), beginning(uow, day + timedelta(days=1))
    found = by_interval(uow, since, until, HALF_HOUR_S, Counting(), by_queue=bool(queue))
    return {
        int((start - since).total_seconds() // HALF_HOUR_S): counted
        for (start, whose), counted in found.items()
        if not queue or whose == queue
    }


def _present(uow: UnitOfWork, day: date) -> Agents:
    since = beginning(uow, day)
    return at_desks(changes(uow, since, since + timedelta(days=1)), since, HALF_HOUR_S, HALF_HOURS)
