"""Matters outside any mandate, closed with guidance, and what the media reported."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from agent_console.api.meetings import VersionedTextIn, Year
from agent_console.faults import errors
from agent_console.signed_in import Inspection, JointHandler
from agent_console.transaction import Ports, Reading, Uow
from ticketing.exposures import service as exposures
from ticketing.exposures.schemas import ExposureIn, ExposureOut, ExposurePage, Sanction
from ticketing.mandates import service as mandates
from ticketing.mandates.schemas import Ground, GuidanceFigures, GuidanceIn, GuidanceOut, GuidancePage
from ticketing.tickets.actor import actor_of

router = APIRouter(prefix="/api/guidances", tags=["guidances"])
exposures_router = APIRouter(prefix="/api/exposures", tags=["exposures"])
Limit = Annotated[int, Query(ge=1, le=200)]


class ExposureSanctionIn(VersionedTextIn):
    """``ref`` is the bulletin's number or the programme; ``points`` are for ``score``, the others take the setting's."""

    sanction: Sanction
    ref: Annotated[str, Field(max_length=100)] = ""
    points: Annotated[float, Field(ge=0, le=100)] = 0.0


@router.get("", responses=errors(401, 403, 422))
def list_guidances(
    uow: Reading, me: JointHandler, ground: Ground | None = None, before: str | None = None, limit: Limit = 50
) -> GuidancePage:
    """Newest first; units see their own."""
    return mandates.list_guidances(uow, actor=actor_of(me), ground=ground, before=before, limit=limit)


@router.get("/figures", responses=errors(401, 403))
def figures(ports: Ports, uow: Reading, me: JointHandler, year: Year | None = None) -> GuidanceFigures:
    return mandates.figures(uow, year or uow.calendar.local(ports.now()).year)


@router.post("/tickets/{ticket_id}", status_code=201, responses=errors(401, 403, 404, 409, 422))
def guide(ticket_id: str, body: GuidanceIn, ports: Ports, uow: Uow, me: JointHandler) -> GuidanceOut:
    """Close the ticket with guidance (法无授权): never counted as solved; ``version`` is the ticket's."""
    return mandates.guide(uow, ticket_id, body, actor=actor_of(me), at=ports.now())


@exposures_router.get("", responses=errors(401, 403, 422))
def list_exposures(
    ports: Ports,
    uow: Reading,
    me: JointHandler,
    state: Literal["open", "closed"] | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> ExposurePage:
    """Newest first; units see their own."""
    return exposures.list_exposures(uow, actor=actor_of(me), now=ports.now(), state=state, before=before, limit=limit)


@exposures_router.post("", status_code=201, responses=errors(401, 403, 404, 422))
def record_exposure(body: ExposureIn, ports: Ports, uow: Uow, me: JointHandler) -> ExposureOut:
    """The unit owes an answer within so many working days and is told at once."""
    return exposures.record(uow, body, actor=actor_of(me), at=ports.now())


@exposures_router.get("/{exposure_id}", responses=errors(401, 403, 404))
def read_exposure(exposure_id: str, ports: Ports, uow: Reading, me: JointHandler) -> ExposureOut:
    return exposures.get(uow, exposure_id, actor=actor_of(me), now=ports.now())


@exposures_router.post("/{exposure_id}/close", responses=errors(401, 403, 404, 409, 422))
def close_exposure(exposure_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> ExposureOut:
    """``text`` is what came of it; 409 while the unit's answer is not confirmed."""
    return exposures.close(uow, exposure_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@exposures_router.post("/{exposure_id}/sanction", responses=errors(401, 403, 404, 409, 422))
def sanction_exposure(exposure_id: str, body: ExposureSanctionIn, ports: Ports, uow: Uow, me: Inspection) -> ExposureOut:
    """Entered in supervision's books at once; another sanction gives the points of the one before back."""
    return exposures.sanction(
        uow,
        exposure_id,
        body.sanction,
        body.ref,
        body.text,
        version=body.version,
        points=body.points,
        actor=actor_of(me),
        at=ports.now(),
    )
