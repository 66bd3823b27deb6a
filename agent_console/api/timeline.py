"""The replay of a day: its courses, the lanes of its agents, and the picture of any moment, for supervisors."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from agent_console.faults import errors
from agent_console.signed_in import Supervisor
from agent_console.transaction import Ports, Reading
from config.settings import Settings
from ticketing.figures.counting import Counting
from ticketing.replay import service as replay
from ticketing.replay.schemas import Course, LanePage, Moment

router = APIRouter(prefix="/api/timeline", tags=["timeline"])


@router.get("", responses=errors(401, 403, 422))
def read_course(ports: Ports, uow: Reading, me: Supervisor, since: AwareDatetime, until: AwareDatetime) -> Course:
    """Waiting by queue, live calls, service level so far, alarms and acts; 300 steps at most, however long the span."""
    end = min(until, max(ports.now(), since + timedelta(minutes=1)))
    return replay.course(uow, since, end, Counting.by(ports.settings), _titles(ports.settings))


@router.get("/lanes", responses=errors(401, 403, 422))
def read_lanes(
    ports: Ports,
    uow: Reading,
    me: Supervisor,
    since: AwareDatetime,
    until: AwareDatetime,
    after: Annotated[str | None, Query(max_length=200)] = None,
) -> LanePage:
    """Sixty agents' states at a time, in the same steps; ``after`` is a page's ``next``."""
    end = min(until, max(ports.now(), since + timedelta(minutes=1)))
    return replay.lanes(uow, since, end, after=after)


@router.get("/moment", responses=errors(401, 403, 422))
def read_moment(ports: Ports, uow: Reading, me: Supervisor, at: AwareDatetime) -> Moment:
    """The floor as it was; of a moment that is still to come, as it is now."""
    return replay.moment(uow, min(at, ports.now()), Counting.by(ports.settings), _titles(ports.settings))


def _titles(settings: Settings) -> Mapping[str, str]:
    return {queue.name: queue.title for queue in settings.queues}
