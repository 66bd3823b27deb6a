"""Who asks: the session's token from cookie, bearer header or WebSocket sub-protocol, and roles as dependencies."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from agent_console.ports import ConsolePorts
from agent_console.transaction import Ports, in_reading
from config.errors import NotAllowed, NotSignedIn
from ticketing.people import service as people
from ticketing.people.schemas import PersonOut, Role

COOKIE = "hotline_session"
BEARER_PROTOCOL = "bearer."
MAX_TOKEN = 512


def token_of(connection: HTTPConnection) -> str | None:
    """The token that the client shows, the explicit one first; None when there is none that could be one."""
    token = _from_header(connection) or _from_protocols(connection) or connection.cookies.get(COOKIE)
    return token if token and len(token) <= MAX_TOKEN else None


def protocols_of(connection: HTTPConnection) -> list[str]:
    """The sub-protocols that a WebSocket client offers (RFC 6455 §11.3.4), in order."""
    offered = ",".join(connection.headers.getlist("sec-websocket-protocol"))
    return [name.strip() for name in offered.split(",") if name.strip()]


def _from_header(connection: HTTPConnection) -> str | None:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _from_protocols(connection: HTTPConnection) -> str | None:
    named = (name for name in protocols_of(connection) if name.startswith(BEARER_PROTOCOL))
    return next((name.removeprefix(BEARER_PROTOCOL) for name in named), None)


async def who(ports: ConsolePorts, token: str | None) -> PersonOut:
    """The person of a live session; NotSignedIn when the token is missing, unknown or expired."""
    if token is None:
        raise NotSignedIn("请先登录。")
    return await in_reading(ports, lambda uow: people.who(uow, token, ports.now()))


async def _signed_in(request: Request, ports: Ports) -> PersonOut:
    return await who(ports, token_of(request))


async def _settled(me: Annotated[PersonOut, Depends(_signed_in)]) -> PersonOut:
    if me.must_change_password:
        raise NotAllowed("首次登录须先修改密码。", "请先设置新密码。")
    return me


AnySignedIn = Annotated[PersonOut, Depends(_signed_in)]
"""Also those who must change their password first; only their own account is open to them."""
Me = Annotated[PersonOut, Depends(_settled)]


def has(me: PersonOut, *roles: Role) -> bool:
    return any(role in me.roles for role in roles)


def _one_of(*roles: Role) -> Any:
    return Depends(_checked(*roles))


def _checked(*roles: Role) -> Callable[..., PersonOut]:
    def check(me: Me) -> PersonOut:
        require(me, *roles)
        return me

    return check


def require(me: PersonOut, *roles: Role) -> None:
    """NotAllowed unless the person has one of the roles."""
    if not has(me, *roles):
        raise NotAllowed("您的角色没有这项权限。", "需要时请管理员调整角色。")


Seated = Annotated[PersonOut, _one_of("agent", "leader")]
AgentOrSupervisor = Annotated[PersonOut, _one_of("agent", "leader", "supervisor")]
DraftWorker = Annotated[PersonOut, _one_of("agent", "leader", "supervisor", "dispatcher")]
DutyHolder = Annotated[PersonOut, _one_of("leader", "supervisor")]
TICKET_READERS: tuple[Role, ...] = ("agent", "leader", "supervisor", "dispatcher", "handler", "inspector", "analyst")
TicketReader = Annotated[PersonOut, _one_of(*TICKET_READERS)]
Dispatcher = Annotated[PersonOut, _one_of("dispatcher", "supervisor")]
Handler = Annotated[PersonOut, _one_of("handler")]
FundWorker = Annotated[PersonOut, _one_of("handler", "leader", "supervisor")]
Inspector = Annotated[PersonOut, _one_of("inspector")]
Inspection = Annotated[PersonOut, _one_of("inspector", "supervisor")]
PaperStarter = Annotated[PersonOut, _one_of("inspector", "supervisor", "dispatcher", "agent")]
Watcher = Annotated[PersonOut, _one_of("inspector", "supervisor", "dispatcher")]
UnitPerson = Annotated[PersonOut, _one_of("handler", "leader")]
IntakeClerk = Annotated[PersonOut, _one_of("agent", "dispatcher", "supervisor")]
JointHandler = Annotated[PersonOut, _one_of("dispatcher", "supervisor", "inspector", "handler", "leader")]
"""Joint handling: those who convene it, and those who take part for their unit."""
BulletinIssuer = Annotated[PersonOut, _one_of("analyst", "supervisor", "inspector")]
BulletinReader = Annotated[PersonOut, _one_of("analyst", "supervisor", "inspector", "dispatcher", "leader", "handler")]
KnowledgeReader = Annotated[PersonOut, _one_of("agent", "leader", "supervisor", "dispatcher", "handler")]
KnowledgeWriter = Annotated[PersonOut, _one_of("supervisor", "handler")]
Supervisor = Annotated[PersonOut, _one_of("supervisor")]
Admin = Annotated[PersonOut, _one_of("admin")]
