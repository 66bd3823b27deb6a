"""Notices of the person who asks: what was told to them, to their unit and to their roles."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from agent_console.faults import errors
from agent_console.signed_in import Me
from agent_console.transaction import Ports, Reading, Uow
from ticketing.notices import service as notices
from ticketing.notices.schemas import NoticePage
from ticketing.schema import Schema

router = APIRouter(prefix="/api/notices", tags=["notices"])
MOST_READ = 200


class ReadIn(Schema):
    ids: Annotated[tuple[str, ...], Field(max_length=MOST_READ)]


@router.get("", responses=errors(401))
def list_notices(
    ports: Ports, uow: Reading, me: Me, before: str | None = None, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> NoticePage:
    """Newest first, of the last 90 days; ``unread`` stands beside the bell."""
    return notices.page(uow, me, ports.now(), before=before, limit=limit)


@router.post("/read", status_code=204, responses=errors(401, 404))
def read_notices(body: ReadIn, ports: Ports, uow: Uow, me: Me) -> None:
    notices.mark_read(uow, me, body.ids, at=ports.now())
