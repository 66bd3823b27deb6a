"""The staffing calculator: what a weekday usually brings, and how many agents reach which service level."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from agent_console.api.city import attachment
from agent_console.faults import errors
from agent_console.signed_in import Supervisor
from agent_console.transaction import Ports, Reading
from ticketing.figures.terms import Counting
from ticketing.spreadsheets import CSV_TYPE
from ticketing.staffing import planning
from ticketing.staffing.export import as_csv
from ticketing.staffing.history import MOST_WEEKS, usual_day
from ticketing.staffing.schemas import MOST_WITHIN_S, Calls, Curve, DayPlan, HandlingSeconds, Terms, UsualDay, WhatIf

router = APIRouter(prefix="/api/staffing", tags=["staffing"])
MOST_GOAL = 0.999
"""All calls in time would need agents without end."""
AS_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {CSV_TYPE: {}}}}


class CurveIn(Terms):
    """The load of one half-hour."""

    calls: Calls
    handling_s: HandlingSeconds


@router.get("/usual", responses=errors(401, 403, 422))
def read_usual(
    uow: Reading,
    me: Supervisor,
    day: date,
    weeks: Annotated[int, Query(ge=1, le=MOST_WEEKS)] = 4,
    queue: Annotated[str, Query(max_length=100)] = "",
) -> UsualDay:
    """Calls, handling time and agents by half-hour of that weekday: medians of the weeks before."""
    return usual_day(uow, day, weeks=weeks, queue=queue)


@router.get("/terms", responses=errors(401, 403, 422))
def read_terms(ports: Ports, me: Supervisor, queue: Annotated[str, Query(max_length=100)] = "") -> Terms:
    """The goal from which a calculation begins: the queue's own where it has one, else the house's."""
    own = Counting.by(ports.settings).of(queue)
    return Terms(goal=min(own.goal, MOST_GOAL), within_s=min(own.threshold_s, MOST_WITHIN_S))


@router.post("/curve", responses=errors(401, 403, 422))
def compute_curve(body: CurveIn, me: Supervisor) -> Curve:
    """Service level over agents for the load of one half-hour."""
    return planning.curve(body.calls, body.handling_s, body)


@router.post("/day", responses=errors(401, 403, 422))
def compute_day(body: WhatIf, me: Supervisor) -> DayPlan:
    """The agents that each half-hour needs, beside those that are planned."""
    return planning.day_plan(body.day, body)


@router.post("/day.csv", response_class=Response, responses={**AS_CSV, **errors(401, 403, 422)})
def export_day(body: WhatIf, me: Supervisor) -> Response:
    """The same as a table."""
    return attachment("排班测算.csv", as_csv(planning.day_plan(body.day, body), body), "csv")
