"""What must be told about a ticket as time passes, and its lamp. Pure: a schedule of moments, and what of it is due.

Lamp (the domain notes): green closed; red overdue or sensitive; yellow with at most 20 % of the time left, with a risk word, or a
group matter; else blue. What the unit has reported shows whether that was in time; a paused ticket shows the lamp of its pause's
beginning; a suspended one goes on (docs/adr).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from ticketing.clocks import Light
from ticketing.tickets.states import OVER

AlarmKind = Literal["sign_overdue", "contact_overdue", "flag_yellow", "flag_red", "yellow", "red", "review_due"]
Flag = Literal["sensitive", "group", "repeated", "long_running", "risk_word"]
FLAG_NAMES: Mapping[Flag, str] = {
    "sensitive": "敏感",
    "group": "群体",
    "repeated": "重复",
    "long_running": "久拖未决",
    "risk_word": "风险词",
}
AFTER = timedelta(microseconds=1)
"""What is due at 17:00:00 is late a moment later, the shortest that is stored."""
WORKING = ("dispatched", "signed", "handling")
MOST_REMINDERS = 60


class AlarmedLeg(Protocol):
    role: str
    state: str
    dispatched_at: datetime
    sign_due: datetime | None
    contact_due: datetime | None
    contacted_at: datetime | None
    deadline: datetime | None
    yellow_at: datetime | None
    reported_at: datetime | None


class AlarmedTicket(Protocol):
    state: str
    flags: list[str]
    paused_at: datetime | None
    review_at: datetime | None


@dataclass(frozen=True, slots=True, order=True)
class Alarm:
    """At ``at`` it is to be told that ``due`` has come (``yellow``: that the time is short before ``due``)."""

    at: datetime
    kind: AlarmKind
    due: datetime


def lead_of(legs: Iterable[AlarmedLeg]) -> AlarmedLeg | None:
    return next((leg for leg in legs if leg.role == "lead" and leg.state != "withdrawn"), None)


def lamp(now: datetime, ticket: AlarmedTicket, lead: AlarmedLeg | None, *, risky: bool = False) -> Light:
    """The lamp at ``now``; ``risky`` where risk words were heard. A ticket without a unit has no clock."""
    if ticket.state in OVER:
        return "green"
    at = ticket.paused_at or now
    if lead is not None and lead.state == "reported":
        at = min(at, lead.reported_at or at)
    late = lead is not None and lead.deadline is not None and at > lead.deadline
    if late or "sensitive" in ticket.flags:
        return "red"
    short = lead is not None and lead.yellow_at is not None and at >= lead.yellow_at and lead.state in WORKING
    return "yellow" if short or risky or {"group", "risk_word"} & set(ticket.flags) else "blue"


def alarms(ticket: AlarmedTicket, leg: AlarmedLeg, reminder: timedelta, *, risky: bool = False) -> list[Alarm]:
    """All moments at which the leg's unit is to be told, as things stand now, past and to come, in the order of time."""
    if ticket.state in OVER or leg.role == "cc" or leg.state == "withdrawn":
        return []
    flagged = _of_flags(ticket, leg, risky)
    return sorted((*_of_dispatch(leg), *flagged, *_of_deadline(ticket, leg), *_of_review(ticket, leg, reminder)))


def newly(due: Iterable[Alarm]) -> list[Alarm]:
    """Of one leg's alarms that nobody was told of yet, those worth telling: of each kind the last, and no yellow beside red."""
    last = {alarm.kind: alarm for alarm in sorted(due)}
    if "red" in last:
        last.pop("yellow", None)
    return list(last.values())


def next_look(now: datetime, schedules: Iterable[Sequence[Alarm]]) -> datetime | None:
    """The first moment after ``now`` at which something is to be told."""
    return min((alarm.at for schedule in schedules for alarm in schedule if alarm.at > now), default=None)


def _of_dispatch(leg: AlarmedLeg) -> Iterator[Alarm]:
    if leg.state == "dispatched" and leg.sign_due:
        yield Alarm(leg.sign_due + AFTER, "sign_overdue", leg.sign_due)
    if leg.state in WORKING and leg.contact_due and not leg.contacted_at:
        yield Alarm(leg.contact_due + AFTER, "contact_overdue", leg.contact_due)


def _of_flags(ticket: AlarmedTicket, leg: AlarmedLeg, risky: bool) -> Iterator[Alarm]:
    """What turns the lamp whatever the time: told once to each unit, with its dispatch or when it is flagged."""
    if leg.state not in WORKING:
        return
    if "sensitive" in ticket.flags:
        yield Alarm(leg.dispatched_at, "flag_red", leg.dispatched_at)
    if risky or {"group", "risk_word"} & set(ticket.flags):
        yield Alarm(leg.dispatched_at, "flag_yellow", leg.dispatched_at)


def _of_deadline(ticket: AlarmedTicket, leg: AlarmedLeg) -> Iterator[Alarm]:
    if leg.state not in WORKING or not leg.deadline or ticket.paused_at:
        return
    if leg.yellow_at:
        yield Alarm(leg.yellow_at, "yellow", leg.deadline)
    yield Alarm(leg.deadline + AFTER, "red", leg.deadline)


def _of_review(ticket: AlarmedTicket, leg: AlarmedLeg, reminder: timedelta) -> Iterator[Alarm]:
    if ticket.state == "suspended" and ticket.review_at and leg.role == "lead":
        for n in range(MOST_REMINDERS):
            due = ticket.review_at + n * reminder
            yield Alarm(due, "review_due", due)
