"""How the service is: for people signed in, for process supervisors, for Prometheus."""

from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from agent_console.api.wallboard import RegistrationOut
from agent_console.faults import errors
from agent_console.live.messages import RecogniserOut
from agent_console.live.snapshot import recogniser_out
from agent_console.metrics import metrics_of
from agent_console.signed_in import Me
from agent_console.transaction import Ports, Reading
from ticketing.outbox import service as outbox
from ticketing.schema import Schema

router = APIRouter(tags=["status"])
DISTRIBUTION = "hotline-12345"


class DatabaseOut(Schema):
    kind: str
    ok: bool


class StatusOut(Schema):
    version: str
    recogniser: RecogniserOut
    database: DatabaseOut
    registrations: tuple[RegistrationOut, ...]


class Health(Schema):
    status: Literal["ok"]


def our_version() -> str:
    """The installed version; ``unpacked`` when the sources run without being installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unpacked"


@router.get("/api/status", responses=errors(401))
async def read_status(ports: Ports, me: Me) -> StatusOut:
    """That this answers at all shows that the database does: the session was read from it."""
    kind = ports.settings.database_url.partition(":")[0].partition("+")[0]
    return StatusOut(
        version=our_version(),
        recogniser=recogniser_out(ports.recogniser()),
        database=DatabaseOut(kind=kind, ok=True),
        registrations=ports.phone.own_board()["registrations"],
    )


@router.get("/api/healthz", responses=errors(503))
def read_health(uow: Reading) -> Health:
    """200 while the console answers and its database can be read."""
    outbox.since(uow, 0, limit=1)
    return Health(status="ok")


@router.get("/metrics", include_in_schema=False)
async def read_metrics(request: Request, ports: Ports) -> Response:
    others = await ports.figures() if ports.figures else b""
    return Response(metrics_of(request).exposition() + others, media_type=CONTENT_TYPE_LATEST)
