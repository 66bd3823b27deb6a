"""What units have before them: the worklist in boxes, and the requests for extension that wait for the hotline."""

from typing import Annotated

from fastapi import APIRouter, Query

from agent_console.faults import errors
from agent_console.signed_in import Dispatcher, Handler
from agent_console.transaction import Ports, Reading
from config.errors import NotAllowed
from ticketing.people.schemas import PersonOut
from ticketing.tickets import extensions, worklist
from ticketing.tickets.schemas import AskedExtension
from ticketing.tickets.worklist import Box, WorkCounts, WorkPage

router = APIRouter(prefix="/api/handling", tags=["handling"])


def _unit(me: PersonOut) -> str:
    if me.unit is None:
        raise NotAllowed("您的账号没有所属单位。", "请管理员设置单位。")
    return me.unit


@router.get("/worklist", responses=errors(401, 403, 422))
def list_work(
    ports: Ports,
    uow: Reading,
    me: Handler,
    box: Box = "open",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> WorkPage:
    """The own unit's parts in this box: open work by deadline, ``done`` and ``copied`` the newest first."""
    return worklist.page(uow, _unit(me), box, ports.now(), after=after, limit=limit)


@router.get("/counts", responses=errors(401, 403))
def count_boxes(ports: Ports, uow: Reading, me: Handler) -> WorkCounts:
    """How many each box holds, up to 1,000."""
    return worklist.counts(uow, _unit(me), ports.now())


@router.get("/extensions", responses=errors(401, 403))
def list_asked_extensions(uow: Reading, me: Dispatcher) -> tuple[AskedExtension, ...]:
    """Requests for extension (延期待批), the nearest deadline first; at most 200."""
    return tuple(extensions.asked_out(uow, row) for row in extensions.asked_for(uow))
