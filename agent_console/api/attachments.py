"""Files of intakes and tickets: added, listed, and shown with byte ranges, so that a video can be sought in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from agent_console import uploads
from agent_console.api.byte_range import Unsatisfiable, byte_range
from agent_console.faults import errors
from agent_console.ports import ConsolePorts
from agent_console.signed_in import Me, has
from agent_console.transaction import Ports, Reading, in_reading, in_unit
from config.errors import BadInput, NotAllowed, NotFound
from config.settings import FileKind
from ticketing.attachments import service as attachments
from ticketing.attachments.kinds import GROUPS, MEDIA_TYPES
from ticketing.attachments.models import AttachmentRow
from ticketing.attachments.schemas import AttachmentOut, UploadOut
from ticketing.attachments.store import place_of
from ticketing.evidence import service as evidence
from ticketing.intake import moves as intakes
from ticketing.people.schemas import PersonOut
from ticketing.tickets import moves as tickets
from ticketing.tickets.actor import actor_of
from ticketing.tickets.models import TicketRow
from ticketing.tickets.states import OVER
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api/attachments", tags=["attachments"])
CHUNK_BYTES = 65_536
SHOWN_IN_PAGES: frozenset[FileKind] = frozenset({"jpeg", "png", "gif", "webp", "mp4", "webm", "mov"})
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}, 206: {"description": "A part."}}
Id = Annotated[str | None, Query(max_length=64)]
FileName = Annotated[str, Query(max_length=300)]


def require_reader(uow: UnitOfWork, me: PersonOut, *, intake: str | None, ticket: str | None) -> TicketRow | None:
    """NotAllowed for those who may not see this intake or ticket. Handlers see files while their unit has the ticket in hand."""
    if intake is not None:
        intakes.locked(uow, intake, lock=False)
        if has(me, "agent", "dispatcher", "supervisor", "inspector"):
            return None
        raise NotAllowed("您的角色不能查看收件的附件。")
    if ticket is None:
        raise BadInput("没有指明收件或工单。")
    row = tickets.locked(uow, ticket)
    if has(me, "agent", "leader", "dispatcher", "supervisor", "inspector"):
        return row
    live = {leg.unit_code for leg in row.legs if leg.state != "withdrawn" and leg.role != "cc"}
    if has(me, "handler") and me.unit in live and row.state not in OVER:
        return row
    raise NotAllowed("这张工单的附件只对办理中的承办单位开放。")


@router.get("", responses=errors(401, 403, 404, 422))
def list_attachments(uow: Reading, me: Me, intake: Id = None, ticket: Id = None) -> tuple[AttachmentOut, ...]:
    """Of an intake, or of a ticket with those that its matter came with."""
    row = require_reader(uow, me, intake=intake, ticket=ticket)
    if row is None:
        return attachments.of_intake(uow, str(intake))
    return attachments.of_ticket(uow, row.id, row.intake_id)


@router.post("", status_code=201, responses=errors(401, 403, 404, 413, 422, 503))
async def add_attachment(
    request: Request, ports: Ports, me: Me, name: FileName, intake: Id = None, ticket: Id = None
) -> AttachmentOut:
    """The body is the file itself; its kind is told by its content."""
    await in_reading(ports, lambda uow: require_reader(uow, me, intake=intake, ticket=ticket) and None)
    file = await uploads.taken(request, ports, ports.settings.law.attachments.kinds)

    def work(uow: UnitOfWork) -> AttachmentOut:
        added = {"scanned": file.scanned, "by": me.id, "at": ports.now(), "intake": intake, "ticket": ticket}
        return attachments.add(uow, file.stored, name, **added)  # type: ignore[arg-type]

    return await in_unit(ports, work)


@router.post("/uploads", status_code=201, responses=errors(401, 403, 404, 413, 422, 503))
async def upload(
    request: Request, ports: Ports, me: Me, name: FileName, ticket: Annotated[str, Query(max_length=64)]
) -> UploadOut:
    """A file for a command that is still being written: it waits for the set time until the command names it in ``files``."""
    await in_reading(ports, lambda uow: require_reader(uow, me, intake=None, ticket=ticket) and None)
    file = await uploads.taken(request, ports, ports.settings.law.attachments.kinds)

    def work(uow: UnitOfWork) -> UploadOut:
        return attachments.take(uow, file.stored, name, scanned=file.scanned, by=me.id, at=ports.now())

    return await in_unit(ports, work)


@router.get("/{attachment_id}", response_class=Response, responses={**FILE, **errors(401, 403, 404, 416)})
def read_attachment(attachment_id: str, request: Request, ports: Ports, uow: Reading, me: Me) -> Response:
    """Pictures and videos in the page, everything else as a download under its own name."""
    row = attachments.file_row(uow, attachment_id)
    subject = evidence.subject_of(uow, attachment_id)
    if subject is None:
        require_reader(uow, me, intake=row.intake_id, ticket=row.ticket_id)
    else:
        evidence.require_reader(uow, subject, actor=actor_of(me))
    return file_answer(row, request, ports)


def file_answer(row: AttachmentRow, request: Request, ports: ConsolePorts) -> Response:
    """The file itself, for those who have been found to be allowed to see it."""
    kind = cast(FileKind, row.kind)
    path = place_of(ports.settings.attachments, row.digest)
    if not path.is_file():
        raise NotFound("附件文件不在存储中。", "请联系管理员检查附件目录。")
    inline = kind in SHOWN_IN_PAGES and GROUPS[kind] != "document"
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(row.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return _streamed(path, request.headers.get("range"), MEDIA_TYPES[kind], headers)


def _streamed(path: Path, wanted: str | None, media_type: str, headers: dict[str, str]) -> Response:
    size = path.stat().st_size
    try:
        part = byte_range(wanted, size)
    except Unsatisfiable:
        raise HTTPException(416, headers={"Content-Range": f"bytes */{size}"}) from None
    start, end = part or (0, size)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    return StreamingResponse(_bytes(path, start, end), status_code=206 if part else 200, media_type=media_type, headers=headers)


def _bytes(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0 and (chunk := file.read(min(CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
