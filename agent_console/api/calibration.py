"""Calibration of reviewers, and what does not fit between transcript, ticket, outcome and the caller's next call."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from agent_console.api.quality import RemarkIn, ShownIn
from agent_console.faults import errors
from agent_console.signed_in import Inspection
from agent_console.transaction import Ports, Reading, Uow
from ticketing.quality import calibrations, mismatches, sessions
from ticketing.quality.mismatching import RuleName
from ticketing.quality.schemas import (
    AgreeIn,
    CalibrationIn,
    CalibrationOut,
    CalibrationPage,
    MismatchDecision,
    MismatchFigures,
    MismatchOut,
    MismatchPage,
)

router = APIRouter(prefix="/api/quality", tags=["quality"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/calibrations", responses=errors(401, 403, 422))
def list_calibrations(uow: Reading, me: Inspection, before: str | None = None, limit: Limit = 50) -> CalibrationPage:
    return sessions.page(uow, me, before, limit)


@router.post("/calibrations", responses=errors(401, 403, 404, 409, 422))
def make_calibration(body: CalibrationIn, ports: Ports, uow: Uow, me: Inspection) -> CalibrationOut:
    """One call for several, each of whom reviews it without seeing the others."""
    return sessions.get(uow, calibrations.make(uow, body, by=me.id, at=ports.now()).id, me)


@router.get("/calibrations/{calibration_id}", responses=errors(401, 403, 404))
def read_calibration(calibration_id: str, uow: Reading, me: Inspection) -> CalibrationOut:
    """While it is blind only who has handed in; then every paper and the spread of every criterion."""
    return sessions.get(uow, calibration_id, me)


@router.post("/calibrations/{calibration_id}/open", responses=errors(401, 403, 404, 409))
def open_calibration(calibration_id: str, body: ShownIn, ports: Ports, uow: Uow, me: Inspection) -> CalibrationOut:
    """End the blind part; whoever has handed in nothing is left out."""
    calibrations.open_papers(uow, calibration_id, body.version, by=me.id, at=ports.now())
    return sessions.get(uow, calibration_id, me)


@router.post("/calibrations/{calibration_id}/agree", responses=errors(401, 403, 404, 409, 422))
def agree_on_calibration(calibration_id: str, body: AgreeIn, ports: Ports, uow: Uow, me: Inspection) -> CalibrationOut:
    calibrations.agree(uow, calibration_id, body, by=me.id, at=ports.now())
    return sessions.get(uow, calibration_id, me)


@router.post("/calibrations/{calibration_id}/withdraw", responses=errors(401, 403, 404, 409))
def withdraw_calibration(calibration_id: str, body: RemarkIn, ports: Ports, uow: Uow, me: Inspection) -> CalibrationOut:
    calibrations.withdraw(uow, calibration_id, body.text, body.version, by=me.id, at=ports.now())
    return sessions.get(uow, calibration_id, me)


@router.get("/mismatches", responses=errors(401, 403, 422))
def list_mismatches(
    uow: Reading,
    me: Inspection,
    state: Literal["open", "right", "wrong"] | None = None,
    rule: RuleName | None = None,
    agent: str | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> MismatchPage:
    """The newest found first."""
    return mismatches.page(uow, state=state, rule=rule, agent=agent, before=before, limit=limit)


@router.get("/mismatches/figures", responses=errors(401, 403))
def read_mismatch_figures(uow: Reading, me: Inspection, since: AwareDatetime, until: AwareDatetime) -> MismatchFigures:
    """Of calls that ended in the time; each rule over the calls that it could judge."""
    return mismatches.figures(uow, since, until)


@router.post("/mismatches/{mismatch_id}/decide", responses=errors(401, 403, 404, 409, 422))
def decide_mismatch(mismatch_id: str, body: MismatchDecision, ports: Ports, uow: Uow, me: Inspection) -> MismatchOut:
    row = mismatches.decide(uow, mismatch_id, body, by=me.id, at=ports.now())
    return mismatches.mismatches_out(uow, [row])[0]
