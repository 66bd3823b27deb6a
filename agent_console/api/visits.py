"""Sittings in which citizens are received, and the desk in the estate with its rota and bookings."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from agent_console.faults import errors
from agent_console.signed_in import IntakeClerk, Me
from agent_console.transaction import Ports, Reading, Uow
from ticketing.intake import bookings, visits
from ticketing.intake.schemas import IntakeDetail
from ticketing.intake.visit_schemas import (
    BookingIn,
    SlotIn,
    SlotOut,
    VisitFigures,
    VisitIn,
    VisitMatterIn,
    VisitSessionIn,
    VisitSessionOut,
    VisitSessionPage,
    VisitState,
)

router = APIRouter(prefix="/api", tags=["visits"])
REFUSALS = errors(401, 403, 404, 409, 422)


@router.get("/visit-sessions", responses=errors(401, 403))
def list_sessions(
    uow: Reading,
    me: IntakeClerk,
    state: VisitState | None = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> VisitSessionPage:
    """Latest first, without their visits."""
    return visits.list_sessions(uow, state=state, before=before, limit=limit)


@router.post("/visit-sessions", status_code=201, responses=errors(401, 403, 404, 422))
def plan_session(body: VisitSessionIn, ports: Ports, uow: Uow, me: IntakeClerk) -> VisitSessionOut:
    return visits.plan(uow, body, by=me.id, at=ports.now())


@router.get("/visit-sessions/figures", responses=errors(401, 422))
def session_figures(uow: Reading, me: Me, since: AwareDatetime, until: AwareDatetime) -> VisitFigures:
    """Sittings, visitors, visits and matters of a period, and the rates of those answered there and entered."""
    return visits.figures(uow, since, until)


@router.get("/visit-sessions/{session_id}", responses=errors(401, 403, 404))
def read_session(session_id: str, uow: Reading, me: IntakeClerk) -> VisitSessionOut:
    return visits.get_session(uow, session_id)


@router.post("/visit-sessions/{session_id}/begin", responses=REFUSALS)
def begin_session(session_id: str, ports: Ports, uow: Uow, me: IntakeClerk) -> VisitSessionOut:
    return visits.begin(uow, session_id, ports.now())


@router.post("/visit-sessions/{session_id}/end", responses=REFUSALS)
def end_session(session_id: str, ports: Ports, uow: Uow, me: IntakeClerk) -> VisitSessionOut:
    """409 while a matter is neither answered nor entered."""
    return visits.end(uow, session_id, ports.now())


@router.post("/visit-sessions/{session_id}/cancel", responses=REFUSALS)
def cancel_session(session_id: str, ports: Ports, uow: Uow, me: IntakeClerk) -> VisitSessionOut:
    return visits.cancel(uow, session_id, ports.now())


@router.post("/visit-sessions/{session_id}/visits", status_code=201, responses=REFUSALS)
def arrive(session_id: str, body: VisitIn, ports: Ports, uow: Uow, me: IntakeClerk) -> VisitSessionOut:
    """A party has come."""
    return visits.arrive(uow, session_id, body, by=me.id, at=ports.now())


@router.post("/visits/{visit_id}/matters", status_code=201, responses=REFUSALS)
def bring(visit_id: str, body: VisitMatterIn, ports: Ports, uow: Uow, me: IntakeClerk) -> IntakeDetail:
    """A matter of the party; with an answer it is answered on the spot."""
    return visits.bring(uow, visit_id, body, by=me.id, at=ports.now())


@router.get("/booking-slots", responses=errors(401, 403))
def list_slots(
    uow: Reading,
    me: IntakeClerk,
    since: AwareDatetime,
    until: AwareDatetime,
    unit: Annotated[str | None, Query(max_length=32)] = None,
) -> tuple[SlotOut, ...]:
    """The rota with its bookings, earliest first."""
    return bookings.list_slots(uow, since, until, unit)


@router.post("/booking-slots", status_code=201, responses=REFUSALS)
def open_slot(body: SlotIn, ports: Ports, uow: Uow, me: IntakeClerk) -> SlotOut:
    """A turn of a mediator at the desk."""
    return bookings.open_slot(uow, body, by=me.id, at=ports.now())


@router.post("/booking-slots/{slot_id}/withdraw", responses=REFUSALS)
def withdraw_slot(slot_id: str, ports: Ports, uow: Uow, me: IntakeClerk) -> SlotOut:
    return bookings.withdraw_slot(uow, slot_id, ports.now())


@router.post("/booking-slots/{slot_id}/bookings", status_code=201, responses=REFUSALS)
def book(slot_id: str, body: BookingIn, ports: Ports, uow: Uow, me: IntakeClerk) -> SlotOut:
    return bookings.book(uow, slot_id, body, by=me.id, at=ports.now())


@router.post("/bookings/{booking_id}/cancel", responses=REFUSALS)
def cancel_booking(booking_id: str, ports: Ports, uow: Uow, me: IntakeClerk) -> SlotOut:
    return bookings.cancel(uow, booking_id, by=me.id, at=ports.now())
