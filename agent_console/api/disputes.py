"""Disputes that are talked out by four parties, round after round."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_console.api.meetings import VersionedTextIn, Year
from agent_console.faults import errors
from agent_console.signed_in import JointHandler
from agent_console.transaction import Ports, Reading, Uow
from ticketing.disputes import service as disputes
from ticketing.disputes.schemas import DisputeFigures, DisputeIn, DisputeOut, DisputePage, TalkIn
from ticketing.disputes.states import DisputeState
from ticketing.tickets.actor import actor_of

router = APIRouter(prefix="/api/disputes", tags=["disputes"])


class RoundIn(TalkIn):
    version: int


@router.get("", responses=errors(401, 403, 422))
def list_disputes(
    uow: Reading,
    me: JointHandler,
    state: DisputeState | None = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DisputePage:
    """Newest first; units see those that they have a part in."""
    return disputes.list_disputes(uow, actor=actor_of(me), state=state, before=before, limit=limit)


@router.post("", status_code=201, responses=errors(401, 403, 404, 422))
def open_dispute(body: DisputeIn, ports: Ports, uow: Uow, me: JointHandler) -> DisputeOut:
    """``called_by`` citizen is 点单: the citizens named whom they want to hear."""
    return disputes.open_dispute(uow, body, actor=actor_of(me), at=ports.now())


@router.get("/figures", responses=errors(401, 403))
def figures(ports: Ports, uow: Reading, me: JointHandler, year: Year | None = None) -> DisputeFigures:
    """The resolution rate of complex disputes beside the goal and the year before."""
    return disputes.figures(uow, year or uow.calendar.local(ports.now()).year)


@router.get("/{dispute_id}", responses=errors(401, 403, 404))
def read_dispute(dispute_id: str, uow: Reading, me: JointHandler) -> DisputeOut:
    return disputes.get(uow, dispute_id, actor=actor_of(me))


@router.post("/{dispute_id}/talks", status_code=201, responses=errors(401, 403, 404, 409, 422))
def plan_talk(dispute_id: str, body: RoundIn, ports: Ports, uow: Uow, me: JointHandler) -> DisputeOut:
    """The next round: a meeting with all four parties."""
    talk = TalkIn.model_validate(body.model_dump(exclude={"version"}))
    return disputes.talk(uow, dispute_id, talk, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{dispute_id}/outcome", responses=errors(401, 403, 404, 409, 422))
def note_outcome(dispute_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> DisputeOut:
    return disputes.outcome(uow, dispute_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{dispute_id}/settle", responses=errors(401, 403, 404, 409, 422))
def settle(dispute_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> DisputeOut:
    """``text`` is the agreement."""
    return disputes.settle(uow, dispute_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{dispute_id}/fail", responses=errors(401, 403, 404, 409, 422))
def fail(dispute_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> DisputeOut:
    """``text`` says why, and where the parties were shown to."""
    return disputes.fail(uow, dispute_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{dispute_id}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw(dispute_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> DisputeOut:
    return disputes.withdraw(uow, dispute_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())


@router.post("/{dispute_id}/reopen", responses=errors(401, 403, 404, 409, 422))
def reopen(dispute_id: str, body: VersionedTextIn, ports: Ports, uow: Uow, me: JointHandler) -> DisputeOut:
    return disputes.reopen(uow, dispute_id, body.text, version=body.version, actor=actor_of(me), at=ports.now())
