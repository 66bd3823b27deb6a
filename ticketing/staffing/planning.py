"""What-if: what so many agents do with a load, the fewest for a goal, and a day of half-hours. Pure."""

from collections.abc import Callable

from ticketing.figures.erlang import (
    MAX_AGENTS,
    answered_within,
    fewest,
    mean_wait,
    occupied,
    seats,
    waiting_probability,
)
from ticketing.figures.patience import with_patience
from ticketing.staffing.schemas import Curve, DayPlan, HalfHourPlan, Load, Served, Terms

HALF_HOUR_S = 1800
AROUND = 8
"""So many agents fewer and more than are needed stand in a curve."""
PLACES = 4


def erlangs_of(calls: float, handling_s: float) -> float:
    """The work of a half-hour."""
    return calls * handling_s / HALF_HOUR_S


def served(erlangs: float, agents: int, handling_s: float, terms: Terms) -> Served:
    """By Erlang A where callers lose patience, else by Erlang C."""
    if agents < 1:
        return Served(agents=0, answered_within=0.0, waits=1.0, mean_wait_s=None, occupancy=1.0, abandoned=None)
    if terms.patience_s is not None:
        return _impatient(erlangs, agents, handling_s, terms.within_s, terms.patience_s)
    wait = mean_wait(erlangs, agents, handling_s)
    return Served(
        agents=agents,
        answered_within=round(answered_within(erlangs, agents, handling_s, terms.within_s), PLACES),
        waits=round(waiting_probability(erlangs, agents), PLACES),
        mean_wait_s=None if wait is None else round(wait, 1),
        occupancy=round(occupied(erlangs, agents), PLACES),
        abandoned=None,
    )


def needed(erlangs: float, handling_s: float, terms: Terms) -> int:
    """The fewest agents that reach the goal."""
    if terms.patience_s is None:
        return fewest(_patient_share(erlangs, handling_s, terms), terms.goal, least=max(1, int(erlangs)))
    return fewest(lambda agents: served(erlangs, agents, handling_s, terms).answered_within, terms.goal)


def curve(calls: float, handling_s: float, terms: Terms) -> Curve:
    """Service level over agents for the load of one half-hour."""
    erlangs = erlangs_of(calls, handling_s)
    enough = needed(erlangs, handling_s, terms)
    span = range(max(1, enough - AROUND), min(MAX_AGENTS, enough + AROUND) + 1)
    return Curve(
        erlangs=round(erlangs, 2),
        needed=enough,
        seats=seats(enough, terms.shrinkage),
        points=tuple(served(erlangs, agents, handling_s, terms) for agents in span),
    )


def day_plan(loads: tuple[Load, ...], terms: Terms) -> DayPlan:
    """Each half-hour on its own; a half-hour without calls needs nobody."""
    half_hours = tuple(_half_hour(load, terms) for load in sorted(loads, key=lambda load: load.half_hour))
    return DayPlan(
        half_hours=half_hours,
        most_needed=max(one.needed.agents for one in half_hours),
        agent_hours=sum(one.needed.agents for one in half_hours) / 2,
    )


def _half_hour(load: Load, terms: Terms) -> HalfHourPlan:
    erlangs = erlangs_of(load.calls, load.handling_s)
    enough = needed(erlangs, load.handling_s, terms) if erlangs else 0
    planned = load.planned if erlangs else None
    return HalfHourPlan(
        half_hour=load.half_hour,
        calls=load.calls,
        handling_s=load.handling_s,
        erlangs=round(erlangs, 2),
        needed=served(erlangs, enough, load.handling_s, terms) if enough else _nobody(),
        seats=seats(enough, terms.shrinkage),
        planned=None if planned is None else served(erlangs, planned, load.handling_s, terms),
        lacking=None if planned is None else max(0, enough - planned),
    )


def _patient_share(erlangs: float, handling_s: float, terms: Terms) -> Callable[[int], float]:
    return lambda agents: answered_within(erlangs, agents, handling_s, terms.within_s)


def _impatient(erlangs: float, agents: int, handling_s: float, within_s: float, patience_s: float) -> Served:
    found = with_patience(erlangs, agents, handling_s, patience_s, within_s)
    return Served(
        agents=agents,
        answered_within=round(found.answered_within, PLACES),
        waits=round(found.waits, PLACES),
        mean_wait_s=round(found.mean_wait_s, 1),
        occupancy=round(occupied(found.carried, agents), PLACES),
        abandoned=round(found.abandoned, PLACES),
    )


def _nobody() -> Served:
    return Served(agents=0, answered_within=1.0, waits=0.0, mean_wait_s=0.0, occupancy=0.0, abandoned=None)
