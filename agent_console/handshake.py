"""How a WebSocket is let in: our origin, the right sub-protocol, a live session; otherwise closed with a clear code."""

import asyncio
import contextlib
from dataclasses import dataclass

from starlette.websockets import WebSocket, WebSocketDisconnect

from agent_console.guard import same_origin
from agent_console.live.desk import NOT_SIGNED_IN, WRONG_MESSAGE
from agent_console.ports import ConsolePorts
from agent_console.signed_in import protocols_of, token_of, who
from config.errors import HotlineError
from ticketing.people.schemas import PersonOut

NOT_ALLOWED = 4403
REASON_BYTES = 123
"""RFC 6455 §5.5: a close frame's payload is at most 125 bytes, two of them the code."""
CLOSE_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person at a WebSocket, with the token that let them in (it is checked again while the socket stays open)."""

    me: PersonOut
    token: str


async def admit(socket: WebSocket, ports: ConsolePorts, protocol: str) -> Visitor | None:
    """Accept the socket and say who it is; None when it was refused. A foreign origin gets no handshake at all (403)."""
    if not same_origin(socket.headers):
        await socket.close()
        return None
    if protocol not in protocols_of(socket):
        await socket.accept()
        await shut(socket, WRONG_MESSAGE, f"sub-protocol {protocol} is needed")
        return None
    await socket.accept(subprotocol=protocol)
    token = token_of(socket)
    try:
        me = await who(ports, token)
    except HotlineError as error:
        await shut(socket, NOT_SIGNED_IN, str(error))
        return None
    if me.must_change_password:
        await shut(socket, NOT_ALLOWED, "首次登录须先修改密码。")
        return None
    assert token is not None
    return Visitor(me, token)


async def shut(socket: WebSocket, code: int, reason: str) -> None:
    """Say why and close. A client that went meanwhile needs no word, and one that takes none is left after a while."""
    with contextlib.suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
        async with asyncio.timeout(CLOSE_WITHIN_S):
            await socket.close(code, brief(reason))


def brief(reason: str) -> str:
    """A close reason cut to what a close frame may carry, never within a character."""
    return reason.encode()[:REASON_BYTES].decode(errors="ignore")
