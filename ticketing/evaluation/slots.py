"""When a citizen may be called, and when three tries are tries at different times. Pure.

Source: the domain notes, not reached after 3 tries at different times counts as not effective.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from config.settings.evaluation import Evaluation
from ticketing.clocks import WorkCalendar

MAX_DAYS = 60
PARTS = ("morning", "afternoon", "evening")


def slot_of(at: datetime, rules: Evaluation, calendar: WorkCalendar) -> str | None:
    """The day and its part, e.g. ``2026-03-04 morning``; None where nobody is called."""
    local = calendar.local(at)
    if not rules.calls_from <= local.hour < rules.calls_until:
        return None
    part = PARTS[(local.hour >= rules.noon_from) + (local.hour >= rules.evening_from)]
    return f"{local.date().isoformat()} {part}"


def next_try(after: datetime | None, now: datetime, used: Collection[str], rules: Evaluation, calendar: WorkCalendar) -> datetime:
    """The first moment from ``now`` on for a try: in hours, long enough after the last one, in a slot that none was in."""
    at = max(now, after + timedelta(hours=rules.apart_h)) if after else now
    for _ in range(MAX_DAYS * (len(PARTS) + 1)):
        slot = slot_of(at, rules, calendar)
        if slot is not None and slot not in used:
            return at
        at = _next_part(at, rules, calendar)
    return at


def _next_part(at: datetime, rules: Evaluation, calendar: WorkCalendar) -> datetime:
    local = calendar.local(at)
    for hour in (rules.calls_from, rules.noon_from, rules.evening_from):
        if local.hour < hour < rules.calls_until:
            return datetime.combine(local.date(), time(hour), tzinfo=calendar.timezone)
    return datetime.combine(local.date() + timedelta(days=1), time(rules.calls_from), tzinfo=calendar.timezone)
