"""Figures for supervisors that are no part of the wallboard: how much of the machine's drafts people leave as it is."""

from datetime import timedelta

from fastapi import APIRouter
from pydantic import AwareDatetime

from agent_console.faults import errors
from agent_console.signed_in import Supervisor
from agent_console.transaction import Ports, Reading
from ticketing.learning import service as learning
from ticketing.learning.schemas import Acceptance

router = APIRouter(prefix="/api/figures", tags=["figures"])
BY_DEFAULT = timedelta(days=7)


@router.get("/acceptance", responses=errors(401, 403, 422))
def read_acceptance(
    ports: Ports,
    uow: Reading,
    me: Supervisor,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    agent: str | None = None,
    queue: str | None = None,
) -> Acceptance:
    """The last seven days by default, 92 at most; by field, by agent, by queue."""
    end = until or ports.now()
    return learning.acceptance(uow, since or end - BY_DEFAULT, end, agent=agent, queue=queue)
