"""The wallboard: what is live now, what the last hour was, and how the open duty sessions stand."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from agent_console.channels import channels_of
from agent_console.faults import errors
from agent_console.figures import KeptFigures, kept_figures
from agent_console.live.audience import masked_board
from agent_console.live.messages import AgentState, LiveCall, RecogniserOut
from agent_console.live.snapshot import recogniser_out
from agent_console.ports import ConsolePorts
from agent_console.signed_in import AgentOrSupervisor, Me, has
from agent_console.transaction import Ports
from ticketing.duty.schemas import DutySessionOut
from ticketing.figures.schemas import DayFigures, Wallboard
from ticketing.schema import Schema

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
    """One trunk by its OPTIONS keep-alive; ``calls`` are those that it carries now, ``channels`` how many it can."""

    trunk: str
    state: Literal["up", "down", "unknown"]
    reason: str = ""
    round_trip_ms: float | None = None
    calls: int = 0
    channels: int | None = None


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


async def board(ports: ConsolePorts, kept: KeptFigures) -> Board:
    """The live half as it is this moment, from memory; the stored half as it was made for all who ask within a second."""
    live = ports.phone.board()
    state = ports.recogniser()
    stored = await kept.hour()
    return Board(
        at=live.get("at") or ports.now().isoformat(),
        queues=live["queues"],
        agents=live["agents"],
        calls=live["calls"],
        registrations=live["registrations"],
        trunks=tuple(
            TrunkOut.model_validate({**trunk, "channels": channels_of(ports.settings, trunk["trunk"])})
            for trunk in live["trunks"]
        ),
        surge=live["surge"],
        recogniser=recogniser_out(state),
        hour=stored.hour,
        duty=stored.duty,
    )


@router.get("/queues", responses=errors(401, 403))
async def read_queues(ports: Ports, me: Me) -> tuple[QueueName, ...]:
    """The queues that there are now; those of open duty sessions name their session."""
    return tuple(QueueName.model_validate(queue) for queue in ports.phone.board()["queues"])


@router.get("/wallboard", responses=errors(401, 403))
async def read_board(request: Request, ports: Ports, me: AgentOrSupervisor) -> Board:
    """Who calls is shown to supervisors; the others count. However many ask, rows are counted once a second at most."""
    whole = await board(ports, kept_figures(request))
    return whole if has(me, "supervisor") else Board.model_validate(masked_board(whole.model_dump()))


@router.get("/wallboard/day", responses=errors(401, 403))
async def read_day(request: Request, me: AgentOrSupervisor) -> DayFigures:
    """Today by interval against the goal and by hour against that weekday's median; computed once for all who ask."""
    return await kept_figures(request).day()
