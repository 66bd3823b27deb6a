"""The knowledge base for those who write and review it: versions, files, tables in and out."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from agent_console import uploads
from agent_console.api.city import attachment
from agent_console.faults import errors
from agent_console.signed_in import KnowledgeWriter, Supervisor
from agent_console.transaction import Ports, Reading, Uow, in_reading, in_unit
from ticketing.knowledge import editing, exporting, importing, listing, reviewing
from ticketing.knowledge.schemas import (
    KnowledgeContentIn,
    KnowledgeItemIn,
    KnowledgeReasonIn,
    KnowledgeTaken,
    KnowledgeVersionOut,
    Sort,
)
from ticketing.spreadsheets import CSV_TYPE, XLSX_TYPE
from ticketing.tickets.actor import actor_of
from ticketing.uow import UnitOfWork

router = APIRouter()
Id = Annotated[str, Path(max_length=64)]
FileName = Annotated[str, Query(max_length=300)]
AS_TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {CSV_TYPE: {}, XLSX_TYPE: {}}}}
BINARY: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}


@router.post("/items", status_code=201, responses=errors(401, 403, 404, 409, 422))
def create_item(body: KnowledgeItemIn, uow: Uow, ports: Ports, me: KnowledgeWriter) -> KnowledgeVersionOut:
    """A new article or script as a draft; handlers propose articles of their own unit."""
    return editing.create(uow, body, actor=actor_of(me), at=ports.now())


@router.post("/items/{item_id}/versions", status_code=201, responses=errors(401, 403, 404, 409))
def begin_version(item_id: Id, uow: Uow, ports: Ports, me: KnowledgeWriter) -> KnowledgeVersionOut:
    """The next version as a draft; 409 while another one is written or reviewed."""
    return editing.next_version(uow, item_id, actor=actor_of(me), at=ports.now())


@router.put("/versions/{version_id}", responses=errors(401, 403, 404, 409, 422))
def save_version(version_id: Id, body: KnowledgeContentIn, uow: Uow, ports: Ports, me: KnowledgeWriter) -> KnowledgeVersionOut:
    """A draft's content; 409 where somebody else has saved it since."""
    return editing.save(uow, version_id, body, actor=actor_of(me), at=ports.now())


@router.post("/versions/{version_id}/submit", responses=errors(401, 403, 404, 409, 422))
def submit_version(version_id: Id, uow: Uow, ports: Ports, me: KnowledgeWriter) -> KnowledgeVersionOut:
    """Hand the draft in for review; it does not change any more."""
    return editing.submit(uow, version_id, actor=actor_of(me), at=ports.now())


@router.post("/versions/{version_id}/discard", responses=errors(401, 403, 404, 409))
def discard_version(version_id: Id, uow: Uow, ports: Ports, me: KnowledgeWriter) -> KnowledgeVersionOut:
    return editing.discard(uow, version_id, actor=actor_of(me), at=ports.now())


@router.get("/reviews", responses=errors(401, 403))
def list_reviews(uow: Reading, ports: Ports, me: Supervisor) -> tuple[KnowledgeVersionOut, ...]:
    """What waits for a reviewer, the oldest first."""
    return listing.waiting(uow, ports.now())


@router.post("/versions/{version_id}/publish", responses=errors(401, 403, 404, 409))
def publish_version(version_id: Id, uow: Uow, ports: Ports, me: Supervisor) -> KnowledgeVersionOut:
    """The reviewer's consent: shown at once, or from its first day on. 403 for its author."""
    return reviewing.publish(uow, version_id, actor=actor_of(me), at=ports.now())


@router.post("/versions/{version_id}/return", responses=errors(401, 403, 404, 409, 422))
def return_version(version_id: Id, body: KnowledgeReasonIn, uow: Uow, ports: Ports, me: Supervisor) -> KnowledgeVersionOut:
    """Not as it is; the author hears why."""
    return reviewing.give_back(uow, version_id, body.reason, actor=actor_of(me), at=ports.now())


@router.post("/versions/{version_id}/withdraw", responses=errors(401, 403, 404, 409, 422))
def withdraw_version(version_id: Id, body: KnowledgeReasonIn, uow: Uow, ports: Ports, me: Supervisor) -> KnowledgeVersionOut:
    """Out of use; who has cited it can still read it."""
    return reviewing.withdraw(uow, version_id, body.reason, actor=actor_of(me), at=ports.now())


@router.post("/files", status_code=201, openapi_extra=BINARY, responses=errors(401, 403, 404, 409, 413, 422, 503))
async def add_file(
    request: Request, ports: Ports, me: KnowledgeWriter, version: Annotated[str, Query(max_length=64)], name: FileName
) -> KnowledgeVersionOut:
    """A file for a draft: the body is the file itself, its kind is told by its content."""
    who = actor_of(me)
    await in_reading(ports, lambda uow: listing.version(uow, version, actor=who, at=ports.now()))
    file = await uploads.taken(request, ports, ports.settings.law.attachments.kinds)

    def work(uow: UnitOfWork) -> KnowledgeVersionOut:
        return editing.add_file(uow, version, file.stored, name, scanned=file.scanned, actor=who, at=ports.now())

    return await in_unit(ports, work)


@router.delete("/versions/{version_id}/files/{attachment_id}", responses=errors(401, 403, 404, 409))
def drop_file(version_id: Id, attachment_id: Id, uow: Uow, ports: Ports, me: KnowledgeWriter) -> KnowledgeVersionOut:
    """The draft names the file no more; versions before it still do."""
    return editing.drop_file(uow, version_id, attachment_id, actor=actor_of(me), at=ports.now())


@router.get("/export.{format}", response_class=Response, responses={**AS_TABLE, **errors(401, 403)})
def export(format: Literal["csv", "xlsx"], uow: Reading, me: Supervisor, sort: Sort = "article") -> Response:
    """What readers see now, as a table that `import` takes."""
    content = exporting.exported(uow, sort, excel=format == "xlsx")
    return attachment(f"{exporting.NAMES[sort]}.{format}", content, format)


@router.post("/import", openapi_extra=BINARY, responses=errors(401, 403, 413, 422))
async def import_table(request: Request, ports: Ports, me: Supervisor, name: FileName, sort: Sort = "article") -> KnowledgeTaken:
    """All or nothing: each line becomes a version that waits for another person's review; the body is the file itself."""
    content = await request.body()
    by = actor_of(me)

    def work(uow: UnitOfWork) -> KnowledgeTaken:
        return importing.take(uow, name, content, sort, by=by, reviewer=None, at=ports.now())

    return await in_unit(ports, work)
