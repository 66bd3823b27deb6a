"""A studio's own figures: tickets, solved, satisfied, handling time against the limit. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ticketing.clocks import WorkCalendar, working_time
from ticketing.clocks.calendar import Override
from ticketing.evaluation.figures import Evaluated, resolution_rate, satisfaction_rate
from ticketing.figures.rate import rate
from ticketing.studios.schemas import StudioFigures, StudioKind

IN_TIME_BASE = "已办结且有办结期限的工单"
DAY = timedelta(days=1)
TWO_PLACES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """A ticket: from its dispatch to its report or closing, None while it is open."""

    started_at: datetime
    ended_at: datetime | None
    deadline: datetime | None


def figures(
    id: str,
    name: str,
    kind: StudioKind,
    tickets: Sequence[Handled],
    evaluated: Sequence[Evaluated],
    satisfied_from: int,
    calendar: WorkCalendar,
) -> StudioFigures:
    """One studio's line; a mean is None where nothing has ended. ``evaluated`` are the ended callbacks on its tickets."""
    ended = [ticket for ticket in tickets if ticket.ended_at is not None]
    with_limit = [ticket for ticket in ended if ticket.deadline is not None]
    in_time = sum(_end(ticket) <= _limit(ticket) for ticket in with_limit)

    days = _looked_up(calendar, tickets)

    def working(start: datetime, end: datetime) -> timedelta:
        return working_time(start, end, days)

    return StudioFigures(
        id=id,
        name=name,
        kind=kind,
        tickets=len(tickets),
        ended=len(ended),
        solved=resolution_rate(evaluated),
        satisfied=satisfaction_rate(evaluated, satisfied_from),
        in_time=rate(in_time, len(with_limit), IN_TIME_BASE),
        mean_days=_mean(ended, _end, _calendar_time, DAY),
        mean_limit_days=_mean(with_limit, _limit, _calendar_time, DAY),
        mean_working_days=_mean(ended, _end, working, _day_of(calendar)),
        mean_limit_working_days=_mean(with_limit, _limit, working, _day_of(calendar)),
    )


def _looked_up(calendar: WorkCalendar, tickets: Sequence[Handled]) -> WorkCalendar:
    """The calendar with every day between the tickets' first and last moment looked up once: thousands share them."""
    moments = [moment for t in tickets for moment in (t.started_at, t.ended_at, t.deadline) if moment is not None]
    if not moments:
        return calendar
    first, last = calendar.local(min(moments)).date(), calendar.local(max(moments)).date()
    found = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    known = {day: Override(calendar.is_working_day(day), calendar.name(day)) for day in found}
    return replace(calendar, overrides=known)


def _mean(
    tickets: Sequence[Handled],
    until: Callable[[Handled], datetime],
    span: Callable[[datetime, datetime], timedelta],
    day: timedelta,
) -> float | None:
    if not tickets:
        return None
    total = sum((span(ticket.started_at, until(ticket)) for ticket in tickets), timedelta())
    return round(total / len(tickets) / day, TWO_PLACES)


def _end(ticket: Handled) -> datetime:
    return ticket.ended_at or ticket.started_at


def _limit(ticket: Handled) -> datetime:
    return ticket.deadline or ticket.started_at


def _calendar_time(start: datetime, end: datetime) -> timedelta:
    return end - start


def _day_of(calendar: WorkCalendar) -> timedelta:
    """The length of a working day."""
    return datetime.combine(datetime.min, calendar.day_ends) - datetime.combine(datetime.min, calendar.day_starts)
