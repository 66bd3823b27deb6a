"""The staffing calculator's questions and answers."""

from datetime import date
from typing import Annotated

from pydantic import Field

from ticketing.schema import Schema

MOST_WITHIN_S = 3_600.0
HalfHour = Annotated[int, Field(ge=0, le=47)]
Calls = Annotated[float, Field(ge=0, le=50_000)]
HandlingSeconds = Annotated[float, Field(gt=0, le=7_200)]


class Terms(Schema):
    """``goal``: this share answered within ``within_s``. ``shrinkage``: the share of the roster that is away (leave, pauses).

    ``patience_s``: callers give up after so long on the mean (Erlang A); None: nobody gives up (Erlang C).
    """

    goal: Annotated[float, Field(gt=0, lt=1)] = 0.8
    within_s: Annotated[float, Field(ge=0, le=MOST_WITHIN_S)] = 15.0
    shrinkage: Annotated[float, Field(ge=0, le=0.9)] = 0.0
    patience_s: Annotated[float, Field(gt=0, le=7_200)] | None = None


class Load(Schema):
    """Work of one half-hour: ``calls`` offered, each of ``handling_s`` on the mean; ``planned`` agents at their desks."""

    half_hour: HalfHour
    calls: Calls
    handling_s: HandlingSeconds
    planned: Annotated[int, Field(ge=0, le=10_000)] | None = None


class WhatIf(Terms):
    """A day by half-hours."""

    day: Annotated[tuple[Load, ...], Field(min_length=1, max_length=48)]


class Served(Schema):
    """What so many agents do with the load: shares 0-1, seconds; ``mean_wait_s`` None: the queue would grow without end."""

    agents: int
    answered_within: float
    waits: float
    mean_wait_s: float | None
    occupancy: float
    abandoned: float | None


class HalfHourPlan(Schema):
    """``needed``: the fewest agents for the goal with what they reach; ``seats``: on the roster, with shrinkage.

    ``planned``: what the planned agents reach; None where none are planned, or nobody calls.
    """

    half_hour: int
    calls: float
    handling_s: float
    erlangs: float
    needed: Served
    seats: int
    planned: Served | None
    lacking: int | None


class DayPlan(Schema):
    half_hours: tuple[HalfHourPlan, ...]
    most_needed: int
    agent_hours: float


class Curve(Schema):
    """Service level over agents around the fewest that reach the goal."""

    erlangs: float
    needed: int
    seats: int
    points: tuple[Served, ...]


class UsualHalfHour(Schema):
    """The median over ``days``: calls offered, mean handling (None: nobody called), agents at their desks."""

    half_hour: int
    calls: float
    handling_s: float | None
    agents: int


class UsualDay(Schema):
    """The weekday of ``day`` over the weeks before it; ``days`` are those that had calls."""

    day: date
    weeks: int
    days: tuple[date, ...]
    half_hours: tuple[UsualHalfHour, ...]
