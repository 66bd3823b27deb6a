"""Studios and task forces (工作室、专班): members, tickets, outcomes, suggestion and own figures."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from agent_console.faults import errors
from agent_console.signed_in import FundWorker, Supervisor, TicketReader
from agent_console.transaction import Ports, Reading, Uow
from config.errors import BadInput
from ticketing.schema import PersonName
from ticketing.studios import reading
from ticketing.studios import service as studios
from ticketing.studios.schemas import (
    MemberLeaving,
    StudioClosing,
    StudioFigures,
    StudioIn,
    StudioKind,
    StudioMemberIn,
    StudioOut,
    StudioOutcomeIn,
    StudioOutcomePage,
    StudioPatch,
    StudioState,
    StudioTicketIn,
    StudioTickets,
    SuggestedStudio,
)

router = APIRouter(prefix="/api/studios", tags=["studios"])
LONGEST = timedelta(days=366)
"""Figures cover at most so long."""


@router.get("", responses=errors(401, 403))
def list_studios(
    ports: Ports,
    uow: Reading,
    me: TicketReader,
    kind: StudioKind | None = None,
    state: StudioState | None = None,
    ticket: str | None = None,
) -> tuple[StudioOut, ...]:
    """By kind and name; with ``ticket`` those that have it."""
    return reading.studios(uow, by=me.id, at=ports.now(), kind=kind, state=state, ticket=ticket)


@router.post("", status_code=201, responses=errors(401, 403, 404, 409, 422))
def found_studio(body: StudioIn, ports: Ports, uow: Uow, me: Supervisor) -> StudioOut:
    """Set up a studio, or a task force with a purpose and an end."""
    return reading.studio(uow, studios.found(uow, body, by=me.id, at=ports.now()).id, by=me.id, at=ports.now())


@router.get("/candidates", responses=errors(401, 403))
def list_candidates(uow: Reading, me: FundWorker, q: Annotated[str, Query(max_length=64)] = "") -> tuple[PersonName, ...]:
    """Accounts by name, to be linked as members."""
    return reading.candidates(uow, q)


@router.get("/suggestions", responses=errors(401, 403, 404))
def suggest_studios(ticket: str, ports: Ports, uow: Reading, me: TicketReader) -> tuple[SuggestedStudio, ...]:
    """Studios and task forces that fit a ticket by category, words and area, best first, with the reasons."""
    return reading.suggest(uow, ticket, by=me.id, at=ports.now())


@router.get("/figures", responses=errors(401, 403, 422))
def read_figures(
    ports: Ports,
    uow: Reading,
    me: TicketReader,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    kind: StudioKind | None = None,
) -> tuple[StudioFigures, ...]:
    """Each one's own figures over the tickets entered in a time, by default this year."""
    end = until or ports.now()
    start = since or datetime(uow.calendar.local(end).year, 1, 1, tzinfo=uow.calendar.timezone)
    if not timedelta() < end - start <= LONGEST:
        raise BadInput("统计时段不正确。", "结束须晚于开始，最长一年。")
    return reading.figures(uow, start.astimezone(UTC), end, kind=kind)


@router.get("/{studio_id}", responses=errors(401, 403, 404))
def read_studio(studio_id: str, ports: Ports, uow: Reading, me: TicketReader) -> StudioOut:
    """One with its history."""
    return reading.studio(uow, studio_id, by=me.id, at=ports.now())


@router.patch("/{studio_id}", responses=errors(401, 403, 404, 409, 422))
def change_studio(studio_id: str, body: StudioPatch, ports: Ports, uow: Uow, me: FundWorker) -> StudioOut:
    """Change area, matters, specialities, partners or end; the history keeps what stood before."""
    studios.change(uow, studio_id, body, by=me.id, at=ports.now())
    return reading.studio(uow, studio_id, by=me.id, at=ports.now())


@router.post("/{studio_id}/members", responses=errors(401, 403, 404, 409, 422))
def add_member(studio_id: str, body: StudioMemberIn, ports: Ports, uow: Uow, me: FundWorker) -> StudioOut:
    """A member comes."""
    studios.join(uow, studio_id, body, by=me.id, at=ports.now())
    return reading.studio(uow, studio_id, by=me.id, at=ports.now())


@router.post("/{studio_id}/members/{member_id}/leave", responses=errors(401, 403, 404, 409, 422))
def member_leaves(studio_id: str, member_id: str, body: MemberLeaving, ports: Ports, uow: Uow, me: FundWorker) -> StudioOut:
    """A member goes; the last leader stays until there is another."""
    studios.leave(uow, studio_id, member_id, body, by=me.id, at=ports.now())
    return reading.studio(uow, studio_id, by=me.id, at=ports.now())


@router.get("/{studio_id}/tickets", responses=errors(401, 403, 404, 422))
def list_tickets(
    studio_id: str,
    uow: Reading,
    me: TicketReader,
    before: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> StudioTickets:
    """Its tickets, newest first: given to it, or dispatched to its unit."""
    return reading.studio_tickets(uow, studio_id, before=before, limit=limit)


@router.post("/{studio_id}/tickets", responses=errors(401, 403, 404, 409))
def give_ticket(studio_id: str, body: StudioTicketIn, ports: Ports, uow: Uow, me: FundWorker) -> StudioOut:
    """Put a ticket into its hands, beside its unit."""
    studios.give(uow, studio_id, body, by=me.id, at=ports.now())
    return reading.studio(uow, studio_id, by=me.id, at=ports.now())


@router.get("/{studio_id}/outcomes", responses=errors(401, 403, 404, 422))
def list_outcomes(
    studio_id: str,
    uow: Reading,
    me: TicketReader,
    before: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> StudioOutcomePage:
    """What came of its tickets, newest first."""
    return reading.outcomes(uow, studio_id, before=before, limit=limit)


@router.post("/{studio_id}/outcomes", responses=errors(401, 403, 404, 409, 422))
def record_outcome(studio_id: str, body: StudioOutcomeIn, ports: Ports, uow: Uow, me: FundWorker) -> StudioOut:
    """What came of a ticket: a refund with its amount, a mediation; below zero takes a wrong row back."""
    studios.record(uow, studio_id, body, by=me.id, at=ports.now())
    return reading.studio(uow, studio_id, by=me.id, at=ports.now())


@router.post("/{studio_id}/close", responses=errors(401, 403, 404, 409))
def close_studio(studio_id: str, body: StudioClosing, ports: Ports, uow: Uow, me: FundWorker) -> StudioOut:
    """End it with what it achieved."""
    studios.close(uow, studio_id, body, by=me.id, at=ports.now())
    return reading.studio(uow, studio_id, by=me.id, at=ports.now())
