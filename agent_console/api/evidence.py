"""Files of whatever is handled jointly: resolutions, meetings, disputes, exposures, deliberation."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from agent_console import uploads
from agent_console.faults import errors
from agent_console.signed_in import JointHandler
from agent_console.transaction import Ports, Reading, in_reading, in_unit
from ticketing.attachments.schemas import AttachmentOut
from ticketing.evidence import service as evidence
from ticketing.tickets.actor import actor_of

router = APIRouter(prefix="/api/evidence", tags=["evidence"])
Subject = Annotated[str, Query(max_length=100)]


@router.get("", responses=errors(401, 403, 404, 422))
def list_evidence(uow: Reading, me: JointHandler, subject: Subject) -> tuple[AttachmentOut, ...]:
    """``subject`` is written ``resolution:ID``; the others are meeting, dispute, exposure, matter and sitting."""
    return evidence.of_subject(uow, subject, actor=actor_of(me))


@router.post("", status_code=201, responses=errors(401, 403, 404, 409, 413, 422, 503))
async def add_evidence(
    request: Request, ports: Ports, me: JointHandler, subject: Subject, name: Annotated[str, Query(max_length=300)]
) -> AttachmentOut:
    """The body is the file itself; its kind is told by its content. 409 once the matter is over, unless one convenes."""
    who = actor_of(me)
    await in_reading(ports, lambda uow: evidence.require_adder(uow, subject, actor=who))
    file = await uploads.taken(request, ports, ports.settings.law.attachments.kinds)
    given = {"scanned": file.scanned, "actor": who, "at": ports.now()}
    return await in_unit(ports, lambda uow: evidence.add(uow, subject, file.stored, name, **given))  # type: ignore[arg-type]
