"""By when: working days of the official calendar, the law's terms, and the lights that warn."""

from ticketing.clocks.calendar import DayKind, WorkCalendar
from ticketing.clocks.course import (
    ClockEvent,
    ClockScheme,
    Course,
    Extended,
    Paused,
    Resumed,
    Started,
    course,
    extended,
    longest_extension,
    working_days_between,
    working_days_left,
    yellow_from,
)
from ticketing.clocks.deadline import Step, add_working_days, deadline, explain_deadline, start_day
from ticketing.clocks.lights import Light, light
from ticketing.clocks.load import working_calendar
from ticketing.clocks.terms import (
    LEVELS,
    Scheme,
    acceptance_due,
    contact_due,
    scheme_deadline,
    signing_due,
)
from ticketing.clocks.worked import working_time

__all__ = [
    "LEVELS",
    "ClockEvent",
    "ClockScheme",
    "Course",
    "DayKind",
    "Extended",
    "Light",
    "Paused",
    "Resumed",
    "Scheme",
    "Started",
    "Step",
    "WorkCalendar",
    "acceptance_due",
    "add_working_days",
    "contact_due",
    "course",
    "deadline",
    "explain_deadline",
    "extended",
    "light",
    "longest_extension",
    "scheme_deadline",
    "signing_due",
    "start_day",
    "working_calendar",
    "working_days_between",
    "working_days_left",
    "working_time",
    "yellow_from",
]
