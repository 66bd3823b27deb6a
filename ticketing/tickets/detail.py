"""What a reader is given of one ticket: it with the actions open to this person, and its clock explained day by day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, cast

from config.errors import NotAllowed
from ticketing import clocks
from ticketing.clocks import Course, Light, working_days_left
from ticketing.dispatching.open_objection import open_one
from ticketing.dispatching.sending import legs_of
from ticketing.dispatching.stage import stage_of
from ticketing.schema import Coded, Schema
from ticketing.tickets import repository, timing
from ticketing.tickets.acting import live
from ticketing.tickets.actor import Actor
from ticketing.tickets.alarms import lamp, lead_of
from ticketing.tickets.models import TicketLegRow, TicketRow
from ticketing.tickets.out import ticket_out
from ticketing.tickets.permissions import open_to, standing
from ticketing.tickets.schemas import TicketOut, TicketState
from ticketing.tickets.states import OVER
from ticketing.uow import UnitOfWork

SEES_ALL = frozenset({"agent", "leader", "supervisor", "dispatcher", "inspector", "analyst"})


class ClockLine(Schema):
    """A day, or what happened on it; ``counted`` is its number among the days that count, 0 for one that does not."""

    day: date
    kind: Literal["workday", "shifted_workday", "weekend", "holiday"]
    counted: int
    text: str


class LegClock(Schema):
    """Why a part is due when it is. ``days_left`` in working days, negative once late; None for the schemes of hours."""

    leg: str
    unit: Coded
    role: Literal["lead", "co"]
    scheme: Literal["level", "simple", "complex"]
    level: int
    start: datetime
    due: datetime
    first_due: datetime
    yellow_at: datetime
    paused_until: datetime | None
    days_left: int | None
    running: bool
    light: Light
    lines: tuple[ClockLine, ...]


class TicketClock(Schema):
    """At ``at``; ``light`` is the ticket's lamp then. ``stored`` is the deadline of the lists; it equals the lead's ``due``."""

    at: datetime
    light: Light
    stored: datetime | None
    legs: tuple[LegClock, ...]


def detail(uow: UnitOfWork, ticket_id: str, actor: Actor) -> TicketOut:
    """The ticket with history, legs and what this person may do now; NotAllowed for a handler whose unit has no part in it."""
    row = repository.ticket_row(uow, ticket_id)
    legs = legs_of(uow, ticket_id)
    require_reader(actor, legs)
    actions = open_to(actor, standing(cast(TicketState, row.state), legs))
    out = ticket_out(uow, row, history=True)
    light = lamp(uow.now(), row, lead_of(legs), risky=bool(row.urgent))
    stage = stage_of(cast(TicketState, row.state), objecting=open_one(uow, ticket_id) is not None)
    return out.model_copy(update={"actions": actions, "light": light, "stage": stage})


def require_reader(actor: Actor, legs: Sequence[TicketLegRow]) -> None:
    """Whoever sees all tickets, or a person of a unit with a live part, be it only to know of it (告知)."""
    if actor.roles & SEES_ALL:
        return
    if actor.unit is None:
        raise NotAllowed("您的账号没有所属单位。", "请管理员设置单位。")
    if not any(leg.unit_code == actor.unit and leg.state != "withdrawn" for leg in legs):
        raise NotAllowed("这张工单不属于您的单位。")


def clock(uow: UnitOfWork, ticket_id: str, actor: Actor, now: datetime) -> TicketClock:
    """Why each part is due when it is, computed from the history."""
    row = repository.ticket_row(uow, ticket_id)
    legs = legs_of(uow, ticket_id)
    require_reader(actor, legs)
    light = lamp(now, row, lead_of(legs), risky=bool(row.urgent))
    courses = [(leg, timing.course_of(uow, row, leg, row.steps)) for leg in live(legs)]
    shown = tuple(_leg_clock(uow, row, leg, course, now) for leg, course in courses if course)
    return TicketClock(at=now, light=light, stored=row.deadline, legs=shown)


def _leg_clock(uow: UnitOfWork, row: TicketRow, leg: TicketLegRow, course: Course, now: datetime) -> LegClock:
    ended = leg.reported_at if leg.state == "reported" else None
    by_days = course.scheme == "level" and ended is None and course.pause is None
    return LegClock(
        leg=leg.id,
        unit=Coded(code=leg.unit_code, name=leg.unit_name),
        role=cast(Literal["lead", "co"], leg.role),
        scheme=course.scheme,
        level=course.level,
        start=course.start,
        due=course.due,
        first_due=course.first_due,
        yellow_at=clocks.yellow_from(course.start, course.due, uow.law.terms),
        paused_until=course.pause.until if course.pause else None,
        days_left=working_days_left(now, course.due, uow.calendar) if by_days else None,
        running=ended is None and course.pause is None and row.state not in OVER,
        light=lamp(now, row, leg),
        lines=tuple(ClockLine(day=line.day, kind=line.kind, counted=line.counted, text=line.text) for line in course.lines),
    )
