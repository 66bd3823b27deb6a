"""The console as one ASGI application. Making it starts nothing; its lifespan starts and stops the hub of live desks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache

from fastapi import Depends, FastAPI
from starlette.routing import BaseRoute, NoMatchFound

from agent_console import faults, pages
from agent_console.api import (
    aid,
    alerts,
    attachments,
    batches,
    blocking,
    bulletins,
    calibration,
    calls,
    cases,
    catalogue,
    city,
    conditional,
    deliberation,
    directory,
    dispatching,
    disputes,
    documents,
    drafts,
    duty,
    duty_rota,
    evaluation,
    evidence,
    figures,
    floor,
    funds,
    handling,
    intake,
    knowledge,
    leading,
    mailbox,
    mandates,
    meetings,
    messages,
    notices,
    operation,
    oversight,
    own_figures,
    people,
    platform,
    public_figures,
    quality,
    questionnaires,
    recordings,
    reply,
    resolutions,
    session,
    similar,
    staffing,
    status,
    studios,
    supervision,
    ticket_commands,
    tickets,
    timeline,
    todo,
    visits,
    wallboard,
)
from agent_console.figures import KeptFigures
from agent_console.guard import Guard
from agent_console.live import socket as live_socket
from agent_console.live.hub import Hub
from agent_console.live.writing import WRITING_PER_MINUTE
from agent_console.media import socket as media_socket
from agent_console.media.socket import Lines
from agent_console.metrics import Measured, Metrics
from agent_console.plausible import plausible
from agent_console.ports import ConsolePorts
from agent_console.rate import Rate
from agent_console.shared_answers import SharedAnswers
from agent_console.transaction import PASSWORD_CHECKS, WRITERS
from config.ids import PersonId

TITLE = "Hotline 12345 console"
DESCRIPTION = "REST of the agents' console; its WebSockets are described in docs/protocol.md."
ROUTERS = (
    session.router,
    status.router,
    recordings.router,
    calls.router,
    drafts.router,
    similar.router,
    todo.router,
    tickets.router,
    ticket_commands.router,
    catalogue.router,
    directory.router,
    blocking.router,
    duty.router,
    duty_rota.router,
    people.router,
    wallboard.router,
    figures.router,
    bulletins.router,
    notices.router,
    city.router,
    intake.router,
    visits.router,
    mailbox.router,
    platform.router,
    dispatching.router,
    batches.router,
    handling.router,
    supervision.router,
    oversight.router,
    meetings.router,
    resolutions.router,
    resolutions.topics_router,
    disputes.router,
    deliberation.router,
    mandates.router,
    mandates.exposures_router,
    cases.router,
    cases.clusters_router,
    evaluation.router,
    questionnaires.router,
    evidence.router,
    reply.router,
    messages.router,
    funds.router,
    studios.router,
    conditional.router,
    aid.router,
    knowledge.router,
    quality.router,
    calibration.router,
    floor.router,
    alerts.router,
    staffing.router,
    timeline.router,
    own_figures.router,
    operation.router,
    leading.router,
    public_figures.router,
    documents.router,
    attachments.router,
    live_socket.router,
    media_socket.router,
    pages.router,
)


def create_app(ports: ConsolePorts) -> FastAPI:
    """The application over these ports; `agent_console.server.ConsoleServer` runs it.

    The first one of a process takes about a second, for the routes: make it outside the loop where calls are waiting.
    """
    app = _application(_ready_routes())
    app.state.ports = ports
    app.state.metrics = Metrics()
    app.state.lines = Lines()
    app.state.writers = asyncio.Semaphore(WRITERS)
    app.state.password_checks = asyncio.Semaphore(PASSWORD_CHECKS)
    app.state.public_rate = Rate(ports.settings.law.directory.public_per_minute)
    app.state.public_duty_rate = Rate(ports.settings.law.leading.public_per_minute)
    app.state.public_duty_answers = SharedAnswers[public_figures.PublicPage](ports.settings.law.leading.public_cache_s)
    app.state.writing_rate = Rate(WRITING_PER_MINUTE)
    app.state.figures = KeptFigures(ports)
    app.state.hub = _hub(ports, app.state.figures)
    faults.install(app)
    app.add_middleware(Measured, metrics=app.state.metrics)
    app.add_middleware(Guard)
    return app


def routed() -> FastAPI:
    """Only the routes: what the OpenAPI document is written from."""
    app = _application()
    for router in ROUTERS:
        app.include_router(router, dependencies=[] if router is pages.router else [Depends(plausible)])
    return app


def _application(routes: Sequence[BaseRoute] = ()) -> FastAPI:
    return FastAPI(
        title=TITLE,
        description=DESCRIPTION,
        version=status.our_version(),
        routes=list(routes),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        responses=faults.errors(422),
        lifespan=_lifespan,
    )


@cache
def _ready_routes() -> tuple[BaseRoute, ...]:
    """Every route, the same for each application of a process. FastAPI makes the validators of an included route only when it
    first looks for a path there, which would be in the loop, at somebody's first request; here it looks for what is not there.
    """
    app = routed()
    with suppress(NoMatchFound):
        app.url_path_for("no route has this name")
    return tuple(route for route in app.routes if getattr(route, "path", None) != app.openapi_url)


def _hub(ports: ConsolePorts, kept: KeptFigures) -> Hub:
    async def board() -> dict[str, object]:
        return (await wallboard.board(ports, kept)).model_dump(mode="json")

    def leave_seat(person: PersonId) -> None:
        ports.phone.sign_out(person)

    most = ports.settings.floor.watched
    return Hub(events=ports.events, board=board, leave_seat=leave_seat, now=ports.now, most_watched=most)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    hub: Hub = app.state.hub
    hub.start()
    try:
        yield
    finally:
        await hub.stop()
