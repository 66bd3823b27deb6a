"""Approve first, complete later (容缺办理): cases, what came in, extensions, revocation."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_console.faults import errors
from agent_console.signed_in import FundWorker, TicketReader
from agent_console.transaction import Ports, Reading, Uow
from ticketing.conditional import reading
from ticketing.conditional import service as conditional
from ticketing.conditional.rules import CaseState
from ticketing.conditional.schemas import (
    ConditionalFigures,
    ConditionalIn,
    ConditionalOut,
    ConditionalPage,
    ConditionalRevocation,
    PaperExtension,
    PaperReceipt,
)

router = APIRouter(prefix="/api/conditional", tags=["conditional"])


@router.get("", responses=errors(401, 403, 422))
def list_cases(
    ports: Ports,
    uow: Reading,
    me: TicketReader,
    state: CaseState | None = None,
    ticket: str | None = None,
    before: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ConditionalPage:
    """Newest first; handlers and leaders see those of their unit."""
    return reading.cases(uow, by=me.id, at=ports.now(), state=state, ticket=ticket, before=before, limit=limit)


@router.post("", status_code=201, responses=errors(401, 403, 404, 422))
def approve_case(body: ConditionalIn, ports: Ports, uow: Uow, me: FundWorker) -> ConditionalOut:
    """Approve now; issues the numbered list of the papers that are still to come."""
    return reading.case(uow, conditional.approve(uow, body, by=me.id, at=ports.now()).id, by=me.id, at=ports.now())


@router.get("/figures", responses=errors(401, 403))
def read_figures(
    ports: Ports, uow: Reading, me: TicketReader, year: Annotated[int | None, Query(ge=2000, le=2200)] = None
) -> ConditionalFigures:
    """The year's cases and the rate of those that were completed."""
    return reading.figures(uow, year or uow.calendar.local(ports.now()).year, by=me.id)


@router.get("/{case_id}", responses=errors(401, 403, 404))
def read_case(case_id: str, ports: Ports, uow: Reading, me: TicketReader) -> ConditionalOut:
    """One case with its history."""
    return reading.case(uow, case_id, by=me.id, at=ports.now())


@router.post("/{case_id}/receive", responses=errors(401, 403, 404, 409, 422))
def receive_paper(case_id: str, body: PaperReceipt, ports: Ports, uow: Uow, me: FundWorker) -> ConditionalOut:
    """A paper came in; the last one completes the case."""
    conditional.receive(uow, case_id, body, by=me.id, at=ports.now())
    return reading.case(uow, case_id, by=me.id, at=ports.now())


@router.post("/{case_id}/extend", responses=errors(401, 403, 404, 409, 422))
def extend_paper(case_id: str, body: PaperExtension, ports: Ports, uow: Uow, me: FundWorker) -> ConditionalOut:
    """A later day for a paper, with a reason, within the settings' bounds."""
    conditional.extend(uow, case_id, body, by=me.id, at=ports.now())
    return reading.case(uow, case_id, by=me.id, at=ports.now())


@router.post("/{case_id}/revoke", responses=errors(401, 403, 404, 409))
def revoke_case(case_id: str, body: ConditionalRevocation, ports: Ports, uow: Uow, me: FundWorker) -> ConditionalOut:
    """Take the approval back during the days of grace; at their end the rule does so by itself."""
    conditional.revoke(uow, case_id, body, by=me.id, at=ports.now())
    return reading.case(uow, case_id, by=me.id, at=ports.now())
