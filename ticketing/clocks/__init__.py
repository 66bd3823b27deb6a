"""By when: working days of the official calendar, the law's terms, and the lights that warn."""

from ticketing.clocks.calendar import DayKind, WorkCalendar
from ticketing.clocks.deadline import Step, add_working_days, deadline, explain_deadline, start_day
from ticketing.clocks.lights import Light, light
from ticketing.clocks.load import working_calendar
from ticketing.clocks.terms import (
    COMPLEX,
    LEVELS,
    SIMPLE,
    Scheme,
    acceptance_due,
    contact_due,
    scheme_deadline,
    signing_due,
)
from ticketing.clocks.worked import working_time

__all__ = [
    "COMPLEX",
    "LEVELS",
    "SIMPLE",
    "DayKind",
    "Light",
    "Scheme",
    "Step",
    "WorkCalendar",
    "acceptance_due",
    "add_working_days",
    "contact_due",
    "deadline",
    "explain_deadline",
    "light",
    "scheme_deadline",
    "signing_due",
    "start_day",
    "working_calendar",
    "working_time",
]
