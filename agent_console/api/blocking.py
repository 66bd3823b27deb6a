"""The harassment list, for supervisors: who is blocked, who gave reason for it, block, lift."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from agent_console.faults import errors
from agent_console.live import told_by_others
from agent_console.ports import ConsolePorts
from agent_console.signed_in import Supervisor
from agent_console.transaction import Ports, Reading, in_reading, in_unit
from ticketing.blocking import service as blocking
from ticketing.blocking.schemas import BlockIn, BlockList, Reason
from ticketing.schema import Schema

router = APIRouter(prefix="/api/blocked-numbers", tags=["blocking"])


class LiftIn(Schema):
    number: Annotated[str, Field(min_length=1, max_length=32)]
    reason: Reason


@router.get("", responses=errors(401, 403))
def list_blocked(ports: Ports, uow: Reading, me: Supervisor) -> BlockList:
    return blocking.listed(uow, ports.now())


@router.post("", status_code=201, responses=errors(401, 403, 422))
async def block_number(body: BlockIn, ports: Ports, me: Supervisor) -> BlockList:
    """From its next call on; a live one goes on."""
    await in_unit(ports, lambda uow: blocking.block(uow, body, by=me.id, at=ports.now()))
    return await _told(ports)


@router.post("/lift", responses=errors(401, 403, 404, 422))
async def lift_number(body: LiftIn, ports: Ports, me: Supervisor) -> BlockList:
    await in_unit(ports, lambda uow: blocking.lift(uow, body.number, body.reason, by=me.id, at=ports.now()))
    return await _told(ports)


async def _told(ports: ConsolePorts) -> BlockList:
    """The list as it is now, which telephony is given too."""
    listed = await in_reading(ports, lambda uow: blocking.listed(uow, ports.now()))
    told_by_others.blocked(ports, {one.number: one.reason for one in listed.blocked})
    return listed
