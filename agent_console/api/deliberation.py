"""Three-level deliberation: matters of buildings, grids and communities, their sittings and rhythms."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_console.api.meetings import VersionedTextIn, Year
from agent_console.faults import errors
from agent_console.signed_in import JointHandler
from agent_console.transaction import Ports, Reading, Uow
from ticketing.deliberation import service as deliberation
from ticketing.deliberation import sittings
from ticketing.deliberation.levels import Level, MatterState
from ticketing.deliberation.schemas import (
    DeliberationFigures,
    HeldIn,
    RaisedMatterIn,
    RaisedMatterOut,
    RaisedMatterPage,
    RhythmIn,
    RhythmOut,
    SittingIn,
    SittingOut,
    SittingPage,
    Text,
)
from ticketing.schema import Schema
from ticketing.tickets.actor import actor_of

router = APIRouter(prefix="/api/deliberation", tags=["deliberation"])
Limit = Annotated[int, Query(ge=1, le=200)]


class DiscussedIn(Schema):
    text: Text


@router.get("/matters", responses=errors(401, 403, 422))
def list_matters(
    uow: Reading,
    me: JointHandler,
    state: MatterState | None = None,
    level: Level | None = None,
    before: str | None = None,
    limit: Limit = 50,
) -> RaisedMatterPage:
    """Newest first; a unit sees its own and those of what lies in it."""
    return deliberation.list_matters(uow, actor=actor_of(me), state=state, level=level, before=before, limit=limit)


@router.post("/matters", status_code=201, responses=errors(401, 403, 404, 422))
def raise_matter(body: RaisedMatterIn, ports: Ports, uow: Uow, me: JointHandler) -> RaisedMatterOut:
    return deliberation.raise_matter(uow, body, actor=actor_of(me), at=ports.now())


@router.get("/matters/{matter_id}", responses=errors(401, 403, 404))
def read_matter(matter_id: str, uow: Reading, me: JointHandler) -> RaisedMatterOut:
    return deliberation.get(uow, matter_id, actor=actor_of(me))


@router.post("/matters/{matter_id}/discuss", responses=errors(401, 403, 404, 409, 422))
def discuss(matter_id: str, body: DiscussedIn, ports: Ports, uow: Uow, me: JointHandler) -> RaisedMatterOut:
    return deliberation.discuss(uow, matter_id, body.text, actor=actor_of(me), at=ports.now())


@router.post("/matters/{matter_id}/solve", responses=errors(401, 403, 404, 409, 422))
def solve(matter_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> RaisedMatterOut:
    """Solved at the level where it is."""
    return deliberation.solve(uow, matter_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/matters/{matter_id}/go-up", responses=errors(401, 403, 404, 409, 422))
def go_up(matter_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> RaisedMatterOut:
    """Beyond this level: to the next, above the community to the hotline."""
    return deliberation.go_up(uow, matter_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/matters/{matter_id}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw(matter_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> RaisedMatterOut:
    return deliberation.withdraw(uow, matter_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/matters/{matter_id}/reopen", responses=errors(401, 403, 404, 409, 422))
def reopen(matter_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> RaisedMatterOut:
    return deliberation.reopen(uow, matter_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.get("/sittings", responses=errors(401, 403, 422))
def list_sittings(uow: Reading, me: JointHandler, before: str | None = None, limit: Limit = 50) -> SittingPage:
    """The latest first."""
    units = deliberation.within(uow, me.unit)
    return sittings.list_sittings(uow, actor=actor_of(me), units=units, before=before, limit=limit)


@router.post("/sittings", status_code=201, responses=errors(401, 403, 404, 422))
def plan_sitting(body: SittingIn, ports: Ports, uow: Uow, me: JointHandler) -> SittingOut:
    return sittings.plan(uow, body, actor=actor_of(me), at=ports.now())


@router.get("/sittings/{sitting_id}", responses=errors(401, 403, 404))
def read_sitting(sitting_id: str, uow: Reading, me: JointHandler) -> SittingOut:
    return sittings.get(uow, sitting_id, actor=actor_of(me))


@router.post("/sittings/{sitting_id}/record", status_code=201, responses=errors(401, 403, 404, 409))
def issue_record(sitting_id: str, ports: Ports, uow: Uow, me: JointHandler) -> SittingOut:
    """A numbered record (议事记录) with the matters raised so far; printed as PDF and Word."""
    return sittings.record(uow, sitting_id, actor=actor_of(me), at=ports.now())


@router.post("/sittings/{sitting_id}/hold", responses=errors(401, 403, 404, 409, 422))
def hold_sitting(sitting_id: str, body: HeldIn, ports: Ports, uow: Uow, me: JointHandler) -> SittingOut:
    return sittings.hold(uow, sitting_id, body, actor=actor_of(me), at=ports.now())


@router.post("/sittings/{sitting_id}/cancel", responses=errors(401, 403, 404, 409, 422))
def cancel_sitting(sitting_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> SittingOut:
    return sittings.cancel(uow, sitting_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.get("/rhythms", responses=errors(401, 403))
def list_rhythms(uow: Reading, me: JointHandler) -> tuple[RhythmOut, ...]:
    return sittings.list_rhythms(uow, actor=actor_of(me))


@router.post("/rhythms", status_code=201, responses=errors(401, 403, 404, 422))
def start_rhythm(body: RhythmIn, ports: Ports, uow: Uow, me: JointHandler) -> RhythmOut:
    """Every week or month, with themes in turn."""
    return sittings.start(uow, body, actor=actor_of(me), at=ports.now())


@router.post("/rhythms/{rhythm_id}/end", responses=errors(401, 403, 404, 409))
def end_rhythm(rhythm_id: str, uow: Uow, me: JointHandler) -> RhythmOut:
    return sittings.end(uow, rhythm_id, actor=actor_of(me))


@router.get("/figures", responses=errors(401, 403))
def figures(ports: Ports, uow: Reading, me: JointHandler, year: Year | None = None) -> DeliberationFigures:
    """By level, and how much did not leave grid and community."""
    return deliberation.figures(uow, year or uow.calendar.local(ports.now()).year)
