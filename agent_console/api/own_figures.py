"""One's own shift in figures, for the desk: without ranking, and without any colleague's name."""

from dataclasses import replace

from fastapi import APIRouter, Request

from agent_console.faults import errors
from agent_console.figures import kept_figures
from agent_console.signed_in import Seated
from agent_console.transaction import Ports
from ticketing.figures.schemas import OwnFigures
from ticketing.figures.shift import own

router = APIRouter(prefix="/api/me/figures", tags=["own_figures"])


@router.get("", responses=errors(401, 403))
async def read_own(request: Request, ports: Ports, me: Seated) -> OwnFigures:
    """Since the sign-in today: calls, times, occupancy, what was answered on the spot, drafts kept, missed offers, pauses.

    Each with the median of those who serve the same queues, unless they are too few. All desks' answers come of one reading.
    """
    kept = kept_figures(request)
    house, drafts = await kept.house(), await kept.drafts()
    shifts = {agent: replace(shift, drafts=drafts.get(agent)) for agent, shift in house.shifts.items()}
    return own(me.id, shifts, {**house.queues, me.id: me.queues}, house.at, least_peers=ports.settings.figures.least_peers)
