"""A call's recording, with byte ranges, so that a player can seek; also while it is still being written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from agent_console.api.byte_range import Unsatisfiable, byte_range
from agent_console.api.calls import readable
from agent_console.faults import errors
from agent_console.signed_in import Inspection, TicketReader
from agent_console.transaction import Ports, Reading, Uow
from config.errors import NotFound
from ticketing.calls import service as calls
from ticketing.hearings import service as hearings
from ticketing.hearings.service import HearingOut, Place

router = APIRouter(prefix="/api/calls", tags=["calls"])
CHUNK_BYTES = 65_536
WAV: dict[int | str, dict[str, Any]] = {200: {"content": {"audio/wav": {}}}, 206: {"content": {"audio/wav": {}}}}


def recording_file(folder: Path, relative: str | None) -> Path:
    """The file below ``folder``; NotFound when there is none or the path would lead out of the folder."""
    root = folder.resolve()
    path = (root / relative).resolve() if relative else root
    if not path.is_relative_to(root) or not path.is_file():
        raise NotFound("这通电话没有录音文件。", "录音可能已归档或未开始。")
    return path


@router.get("/{call_id}/recording", response_class=Response, responses={**WAV, **errors(401, 403, 404, 416)})
def read_recording(call_id: str, request: Request, ports: Ports, uow: Uow, me: TicketReader, place: Place = "other") -> Response:
    """Two channels, left the caller, right the agent. What is written up to now is the whole of this answer.

    Who asks stands in the ledger of hearings before the first byte goes out; ``place`` is the page that plays.
    """
    call = readable(uow, call_id, me)
    path = recording_file(ports.recordings, call.recording)
    size = path.stat().st_size
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    try:
        part = byte_range(request.headers.get("range"), size)
    except Unsatisfiable:
        raise HTTPException(416, headers={"Content-Range": f"bytes */{size}"}) from None
    start, end = part or (0, size)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    hearings.heard(uow, call_id, by=me.id, place=place, at=ports.now())
    return StreamingResponse(_bytes(path, start, end), status_code=206 if part else 200, media_type="audio/wav", headers=headers)


@router.get("/{call_id}/hearings", responses=errors(401, 403, 404))
def list_hearings(call_id: str, uow: Reading, me: Inspection) -> tuple[HearingOut, ...]:
    """Who heard the recording, where and how often, newest first; for supervisors and inspectors."""
    calls.get(uow, call_id)
    return hearings.of_call(uow, call_id)


def _bytes(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0:
            chunk = file.read(min(CHUNK_BYTES, left))
            if not chunk:
                return
            left -= len(chunk)
            yield chunk
