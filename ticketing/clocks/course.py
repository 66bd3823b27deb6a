"""The course of one clock: a pure function of what happened, and the account of why it is due when it is.

Rules (the domain notes; the pause's is ours): a start at or after 17:00 or on a rest day counts from the next working day, level
N ends at 17:00 of the Nth working day after. A pause from p0 to p1 moves a deadline in working days by the number of working days
between the days that p0 and p1 count from, one in hours by the exact time; it lasts the set time at most, and one that begins
after the deadline moves nothing: what is overdue stays overdue. An extension of k days ends k working days after the deadline's
day at 17:00, or k times 24 hours later in the schemes of hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from config.settings.terms import Terms
from ticketing.clocks.calendar import WorkCalendar
from ticketing.clocks.deadline import Step, add_working_days, day_lines, day_text, deadline, end_of, explain_deadline, start_day
from ticketing.clocks.terms import DEFAULT, scheme_deadline, scheme_length

ClockScheme = Literal["level", "simple", "complex"]
SCHEME_NAMES = {"simple": "简单事项", "complex": "复杂事项"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """The clock counts from ``at``: a dispatch, or a rework that gives a new deadline. ``level`` counts for scheme ``level``."""

    at: datetime
    scheme: ClockScheme
    level: int
    why: str = "派单"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """The citizen was asked at ``at``; the pause ends at ``until`` at the latest."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    at: datetime
    days: int


ClockEvent = Started | Paused | Resumed | Extended


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a clock stands. ``first_due`` is the first deadline that was given; ``lines`` explain ``due`` from ``start`` on."""

    start: datetime
    scheme: ClockScheme
    level: int
    due: datetime
    first_due: datetime
    pause: Paused | None = None
    lines: tuple[Step, ...] = ()


def course(events: Iterable[ClockEvent], calendar: WorkCalendar, terms: Terms = DEFAULT) -> Course | None:
    """Where the clock stands after ``events`` in the order of time; None before the first start."""
    at: Course | None = None
    for event in events:
        if isinstance(event, Started):
            at = _started(event, at, calendar, terms)
        elif at is not None:
            at = _after(at, event, calendar)
    return at


def yellow_from(start: datetime, due: datetime, terms: Terms = DEFAULT) -> datetime:
    """When the warning begins: the set share of the time is left."""
    return due - (due - start) * terms.warning_share


def working_days_between(start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Working days between the days that both moments count from; 0 where these are the same, or ``end`` is earlier."""
    day, last = start_day(start, calendar), start_day(end, calendar)
    count = 0
    while day < last:
        day += timedelta(days=1)
        count += calendar.is_working_day(day)
    return count


def working_days_left(now: datetime, due: datetime, calendar: WorkCalendar) -> int:
    """Working days from now to the deadline; negative once it has passed, -1 for the day on which it did so."""
    if now > due:
        return -1 - working_days_between(due, now, calendar)
    day, last, count = calendar.local(now).date(), calendar.local(due).date(), 0
    while day < last:
        day += timedelta(days=1)
        count += calendar.is_working_day(day)
    return count


def longest_extension(at: Course, terms: Terms = DEFAULT) -> int:
    """In days: the level's own length, or the whole days of 24 hours in the scheme's."""
    return at.level if at.scheme == "level" else max(1, scheme_length(at.scheme, terms).days)


def extended(at: Course, days: int, calendar: WorkCalendar) -> Course:
    """As it would be after an extension."""
    return _extended(at, Extended(at=at.due, days=days), calendar)


def _started(event: Started, before: Course | None, calendar: WorkCalendar, terms: Terms) -> Course:
    if event.scheme == "level":
        due = deadline(event.at, event.level, calendar)
        lines = tuple(explain_deadline(event.at, event.level, calendar, event.why))
    else:
        due = scheme_deadline(event.at, event.scheme, terms)
        hours = scheme_length(event.scheme, terms) / timedelta(hours=1)
        said = f"{event.why}，{SCHEME_NAMES[event.scheme]}按自然时间{hours:g}小时计"
        lines = (_said(event.at, said, calendar), _said(due, "到期", calendar))
    first = before.first_due if before else due
    return Course(start=event.at, scheme=event.scheme, level=event.level, due=due, first_due=first, lines=lines)


def _after(at: Course, event: Paused | Resumed | Extended, calendar: WorkCalendar) -> Course:
    if isinstance(event, Extended):
        return _extended(at, event, calendar)
    if isinstance(event, Resumed):
        return _resumed(at, event, calendar) if at.pause else at
    if at.pause or event.at > at.due:
        return at
    line = _said(event.at, f"待市民补充，时限暂停（最迟至{_moment(event.until, calendar)}）", calendar)
    return replace(at, pause=event, lines=(*at.lines, line))


def _resumed(at: Course, event: Resumed, calendar: WorkCalendar) -> Course:
    assert at.pause is not None
    end = min(event.at, at.pause.until)
    if at.scheme != "level":
        due = at.due + (end - at.pause.at)
        said = (_said(end, f"恢复计时，顺延{_span(end - at.pause.at)}，到期改为{_moment(due, calendar)}", calendar),)
        return replace(at, due=due, pause=None, lines=(*at.lines, *said))
    days = working_days_between(at.pause.at, end, calendar)
    due = _later(at.due, days, calendar)
    head = _said(end, f"恢复计时，顺延{days}个工作日，{_due(due, calendar)}", calendar)
    return replace(at, due=due, pause=None, lines=(*at.lines, head, *day_lines(at.due, due, calendar)))


def _extended(at: Course, event: Extended, calendar: WorkCalendar) -> Course:
    if at.scheme != "level":
        due = at.due + timedelta(days=event.days)
        line = _said(event.at, f"同意延期{event.days}天（每天24小时），到期改为{_moment(due, calendar)}", calendar)
        return replace(at, due=due, lines=(*at.lines, line))
    due = _later(at.due, event.days, calendar)
    head = _said(event.at, f"同意延期{event.days}个工作日，{_due(due, calendar)}", calendar)
    return replace(at, due=due, lines=(*at.lines, head, *day_lines(at.due, due, calendar)))


def _later(due: datetime, days: int, calendar: WorkCalendar) -> datetime:
    return end_of(add_working_days(calendar.local(due).date(), days, calendar), calendar)


def _said(at: datetime, text: str, calendar: WorkCalendar) -> Step:
    day: date = calendar.local(at).date()
    return Step(day=day, kind=calendar.kind(day), counted=0, text=f"{_moment(at, calendar)} {text}")


def _due(due: datetime, calendar: WorkCalendar) -> str:
    return f"到期改为{_moment(due, calendar)}"


def _moment(at: datetime, calendar: WorkCalendar) -> str:
    local = calendar.local(at)
    return f"{day_text(local.date())}{local:%H:%M}"


def _span(time: timedelta) -> str:
    hours, rest = divmod(int(time.total_seconds()), 3600)
    return f"{hours}小时{rest // 60}分" if rest >= 60 else f"{hours}小时"
