"""The floor for supervisors: the ledger of orders, who has confirmed what, and from when on a state lasts too long."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from agent_console.faults import errors
from agent_console.signed_in import Seated, Supervisor
from agent_console.transaction import Ports, Reading
from ticketing.floor import service as floor
from ticketing.floor.schemas import Act, ActPage, FloorLine, Readings
from ticketing.schema import Schema

router = APIRouter(prefix="/api/floor", tags=["floor"])


class FloorLimits(Schema):
    """Seconds after which a wait or a state is marked on the page; ``watched``: calls read along at a time."""

    waiting_s: float
    wrap_up_s: float
    held_s: float
    paused_s: float
    paused_by_reason_s: dict[str, float]
    talking_s: float
    broadcast_s: float
    broadcast_longest_s: float
    watched: int


@router.get("/limits", responses=errors(401, 403))
def read_limits(ports: Ports, me: Supervisor) -> FloorLimits:
    return FloorLimits.model_validate(ports.settings.floor.model_dump(exclude={"order_kept_s", "broadcasts_per_minute"}))


@router.get("/acts", responses=errors(401, 403, 422))
def list_acts(
    uow: Reading,
    me: Supervisor,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    act: Act | None = None,
    person: Annotated[str | None, Query(max_length=64)] = None,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ActPage:
    """What supervisors ordered, newest first; nothing of it is ever changed."""
    return floor.acts(uow, since=since, until=until, act=act, person=person, before=before, limit=limit)


@router.get("/acts/{act_id}/readings", responses=errors(401, 403, 404))
def read_readings(act_id: str, uow: Reading, me: Supervisor) -> Readings:
    """Who has confirmed this order or broadcast, and who has not."""
    return floor.readings(uow, act_id)


@router.get("/lines", responses=errors(401, 403))
def list_lines(ports: Ports, uow: Reading, me: Seated) -> tuple[FloorLine, ...]:
    """What stands on the own desk unconfirmed; live it comes with the snapshot and the event ``floor_line``."""
    return floor.lines_of(uow, me.id, ports.now())
