"""The wallboard: what is live now, what the last hour was, and how the open duty sessions stand."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from agent_console.faults import errors
from agent_console.live.audience import masked_board
from agent_console.live.messages import AgentState, LiveCall, RecogniserOut
from agent_console.live.snapshot import recogniser_out
from agent_console.ports import ConsolePorts
from agent_console.signed_in import AgentOrSupervisor, Me, has
from agent_console.transaction import Ports, in_reading
from ticketing.duty import service as duty
from ticketing.duty.schemas import DutySessionOut
from ticketing.figures import service as figures
from ticketing.figures.schemas import Wallboard
from ticketing.schema import Schema
from ticketing.uow import UnitOfWork

router = APIRouter(prefix="/api", tags=["wallboard"])


class QueueName(BaseModel):
    """A queue by its name and its title for people; ``duty_session`` is set while a leader's session holds it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    title: str
    duty_session: str | None = None


class QueueOut(Schema):
    name: str
    title: str
    waiting: int
    longest_wait_s: float
    agents_available: int
    duty_session: str | None = None
    expected_wait_s: float | None = None


class RegistrationOut(Schema):
    """One registrar; ``reason`` says why it is not registered."""

    registrar: str
    state: str
    reason: str = ""


class TrunkOut(Schema):
    """One trunk by its OPTIONS keep-alive; ``calls`` are those that it carries now."""

    trunk: str
    state: Literal["up", "down", "unknown"]
    reason: str = ""
    round_trip_ms: float | None = None
    calls: int = 0


class Board(Schema):
    """``hour`` are the stored figures of the last hour; ``duty`` the sessions that are open (without their calls).

    ``surge``: more callers wait than can be served in time, new ones are offered a call-back at once.
    """

    at: str
    queues: tuple[QueueOut, ...]
    agents: tuple[AgentState, ...]
    calls: tuple[LiveCall, ...]
    registrations: tuple[RegistrationOut, ...]
    trunks: tuple[TrunkOut, ...]
    surge: bool
    recogniser: RecogniserOut
    hour: Wallboard
    duty: tuple[DutySessionOut, ...]


async def board(ports: ConsolePorts) -> Board:
    """The live half is read on the loop's thread, the stored half in a worker."""
    live = ports.phone.board()
    state = ports.recogniser()

    def stored(uow: UnitOfWork) -> tuple[Wallboard, tuple[DutySessionOut, ...]]:
        return _last_hour(uow, ports), tuple(duty.open_sessions(uow))

    hour, sessions = await in_reading(ports, stored)
    return Board(
        at=live.get("at") or ports.now().isoformat(),
        queues=live["queues"],
        agents=live["agents"],
        calls=live["calls"],
        registrations=live["registrations"],
        trunks=live["trunks"],
        surge=live["surge"],
        recogniser=recogniser_out(state),
        hour=hour,
        duty=tuple(session.model_copy(update={"calls": ()}) for session in sessions),
    )


def _last_hour(uow: UnitOfWork, ports: ConsolePorts) -> Wallboard:
    acd = ports.settings.acd
    return figures.wallboard(
        uow,
        ports.now(),
        threshold_s=acd.service_level_s,
        short_abandon_s=acd.short_abandon_s,
        goal=acd.service_level_goal,
    )


@router.get("/queues", responses=errors(401, 403))
async def read_queues(ports: Ports, me: Me) -> tuple[QueueName, ...]:
    """The queues that there are now; those of open duty sessions name their session."""
    return tuple(QueueName.model_validate(queue) for queue in ports.phone.board()["queues"])


@router.get("/wallboard", responses=errors(401, 403))
async def read_board(ports: Ports, me: AgentOrSupervisor) -> Board:
    """Who calls is shown to supervisors; the others count."""
    whole = await board(ports)
    return whole if has(me, "supervisor") else Board.model_validate(masked_board(whole.model_dump()))
