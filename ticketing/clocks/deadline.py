"""The deadline of a level, and why it is that one.

A dispatch before the day's end of a working day counts from that day; later, or on a rest day, from the next working
day. Level N ends at the day's end of the Nth working day after the day that counts.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.errors import BadInput, Unavailable
from ticketing.clocks.calendar import DayKind, WorkCalendar

MAX_DAYS = 400
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One day on the way to the deadline. ``counted`` is 0 for the day it starts from and for days not worked."""

    day: date
    kind: DayKind
    counted: int
    text: str


def start_day(start: datetime, calendar: WorkCalendar) -> date:
    """The working day a dispatch counts from."""
    local = calendar.local(start)
    if calendar.is_working_day(local.date()) and local.time() < calendar.day_ends:
        return local.date()
    return _next_working_day(local.date(), calendar)


def add_working_days(day: date, count: int, calendar: WorkCalendar) -> date:
    """The ``count``-th working day after ``day``; ``day`` itself for 0. BadInput below 0."""
    if count < 0:
        raise BadInput(f"{count} working days cannot be added.", "Count from 0 up.")
    for _ in range(count):
        day = _next_working_day(day, calendar)
    return day


def deadline(start: datetime, level: int, calendar: WorkCalendar) -> datetime:
    """When a ticket of ``level`` (working days) that was dispatched at ``start`` is due; aware, in the calendar's zone."""
    _check_level(level)
    return end_of(add_working_days(start_day(start, calendar), level, calendar), calendar)


def explain_deadline(start: datetime, level: int, calendar: WorkCalendar, why: str = "派单") -> list[Step]:
    """Every day from the start to the deadline, in Chinese: the answer to “why is this due then?”."""
    due = deadline(start, level, calendar).date()
    local, first = calendar.local(start), start_day(start, calendar)
    steps = [Step(day=local.date(), kind=calendar.kind(local.date()), counted=0, text=_opening(local, first, calendar, why))]
    counted = 0
    day = local.date()
    while day < due:
        day += timedelta(days=1)
        worked = calendar.is_working_day(day)
        counted += worked and day > first
        steps.append(_step(day, counted if worked and day > first else 0, day == due, day == first, calendar))
    return steps


def day_lines(after: datetime, due: datetime, calendar: WorkCalendar) -> list[Step]:
    """The days after one deadline up to a later one, each counted or not."""
    day, last, counted, lines = calendar.local(after).date(), calendar.local(due).date(), 0, []
    while day < last:
        day += timedelta(days=1)
        worked = calendar.is_working_day(day)
        counted += worked
        lines.append(_step(day, counted if worked else 0, day == last, False, calendar))
    return lines


def end_of(day: date, calendar: WorkCalendar) -> datetime:
    """The day's end (17:00) of the calendar's place."""
    return datetime.combine(day, calendar.day_ends, tzinfo=calendar.timezone)


def day_text(day: date) -> str:
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def _check_level(level: int) -> None:
    if level < 1:
        raise BadInput(f"Level {level} is not a number of working days.", "Use 1, 3, 7 or 11.")


def _next_working_day(day: date, calendar: WorkCalendar) -> date:
    for _ in range(MAX_DAYS):
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            return day
    raise Unavailable(f"No working day in the {MAX_DAYS} days before {day}.", "Check the table of working days.")


def _opening(local: datetime, first: date, calendar: WorkCalendar, happened: str) -> str:
    said = f"{day_text(local.date())}{local:%H:%M}{happened}"
    if first == local.date():
        return f"{said}，当日为起算日"
    why = "已过下班时间" if calendar.is_working_day(local.date()) else f"{_kind(local.date(), calendar)}"
    return f"{said}，{why}，顺延至下一工作日起算"


def _step(day: date, counted: int, last: bool, first: bool, calendar: WorkCalendar) -> Step:
    if first:
        text = f"{day_text(day)}，起算日"
    elif not counted:
        text = f"{day_text(day)}，{_kind(day, calendar)}，不计"
    else:
        text = f"{day_text(day)}，{_kind(day, calendar)}，第{counted}个工作日"
    if last:
        text += f"，{calendar.day_ends:%H:%M}到期"
    if not calendar.knows(day.year):
        text += f"（{day.year}年官方放假安排未录入，按周末与补充表推算）"
    return Step(day=day, kind=calendar.kind(day), counted=counted, text=text)


def _kind(day: date, calendar: WorkCalendar) -> str:
    kind = calendar.kind(day)
    if kind == "holiday":
        return f"{calendar.name(day) or '节假日'}放假"
    return {"workday": "工作日", "shifted_workday": "调休上班", "weekend": "周末"}[kind]
