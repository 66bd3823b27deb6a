"""`/ws/agent`: the thin shell between a WebSocket, the hub and the phone."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import structlog
from fastapi import APIRouter
from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from agent_console.faults import fault_of, unexpected, wrong_message
from agent_console.handshake import Visitor, admit, shut
from agent_console.live import orders, snapshot, told_by_others, writing
from agent_console.live.commands import SEATED, perform
from agent_console.live.desk import ANEW, NOT_SIGNED_IN, TOO_SLOW, WRONG_MESSAGE, Closing, Desk
from agent_console.live.hub import Hub, hub_of
from agent_console.live.messages import (
    COMMANDS,
    PROTOCOL,
    AgentReply,
    Hello,
    Snapshot,
    Writing,
)
from agent_console.live.told import as_json
from agent_console.metrics import metrics_of
from agent_console.ports import ConsolePorts
from agent_console.signed_in import who
from agent_console.transaction import ports_of
from config.errors import HotlineError
from config.ids import PersonId
from ticketing.people.schemas import PersonOut

HELLO_WITHIN_S = 10.0
RECHECK_S = 60.0
"""How often an open desk's session is looked up again: a session ended elsewhere closes the desk within this time."""

router = APIRouter()
_log = structlog.get_logger(__name__)


@router.websocket("/ws/agent")
async def agent_socket(socket: WebSocket) -> None:
    ports = ports_of(socket)
    visitor = await admit(socket, ports, PROTOCOL)
    if visitor is None:
        return
    with contextlib.suppress(WebSocketDisconnect):
        hello = await _hello(socket)
        if hello is not None:
            await _Line(socket, ports, hub_of(socket), visitor).serve(hello)


async def _hello(socket: WebSocket) -> Hello | None:
    """The first message; anything else, or nothing in time, closes the socket."""
    try:
        command = COMMANDS.validate_json(await asyncio.wait_for(socket.receive_text(), HELLO_WITHIN_S))
    except (TimeoutError, ValidationError, KeyError):
        command = None
    if isinstance(command, Hello):
        return command
    await shut(socket, WRONG_MESSAGE, "the first message is a hello")
    return None


class _Line:
    """One desk's connection: a reader of commands, a writer of events, a look at the session now and then."""

    def __init__(self, socket: WebSocket, ports: ConsolePorts, hub: Hub, visitor: Visitor) -> None:
        self._socket = socket
        self._ports = ports
        self._hub = hub
        self._token = visitor.token
        self._me = visitor.me
        self._person = PersonId(visitor.me.id)
        self._seated = bool(SEATED & set(visitor.me.roles))

    async def serve(self, hello: Hello) -> None:
        desk = await self._join(hello)
        if desk is None:
            return
        metrics = metrics_of(self._socket)
        metrics.desks.inc()
        try:
            closing = await self._run(desk)
        finally:
            self._hub.leave(desk)
            metrics.desks.dec()
        if closing is not None:
            metrics.closed.labels(str(closing.code)).inc()
            await shut(self._socket, closing.code, closing.reason)

    async def _join(self, hello: Hello) -> Desk | None:
        try:
            aside = hello.board or hello.news
            if self._seated and not aside and not self._hub.seated(self._person):
                await self._ports.phone.sign_in(self._person)
            desk, resumed = self._hub.join(
                self._person,
                frozenset(self._me.roles),
                self._token,
                resume=hello.resume,
                is_board=hello.board,
                only_news=hello.news,
            )
        except HotlineError as error:
            await self._reply(hello.id, error)
            await shut(self._socket, WRONG_MESSAGE, error.what)
            return None
        if self._seated and not aside:
            told_by_others.seated_here(self._ports, self._person)
        try:
            await self._greet(hello, desk, resumed)
        except BaseException:
            self._hub.leave(desk)
            raise
        return desk

    async def _greet(self, hello: Hello, desk: Desk, resumed: bool) -> None:
        await self._send(AgentReply(reply=hello.id, ok=True, resumed=resumed).model_dump(mode="json", exclude_none=True))
        if not resumed:
            data = await snapshot.take(self._ports, self._me)
            shot = Snapshot(type="snapshot", stream=desk.stream.id, seq=desk.cursor, data=data)
            await self._send(shot.model_dump(mode="json"))

    async def _run(self, desk: Desk) -> Closing | None:
        """Until the client goes, one of the parts fails, or the hub closes the desk."""
        parts = (self._read(desk), self._write(desk), self._recheck(desk), _until(desk.closed))
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            error = task.exception()
            if error is not None and not isinstance(error, WebSocketDisconnect):
                unexpected(error, person=self._person)
                return Closing(1011, "系统内部出错，请重新连接。")
        return desk.closing

    async def _read(self, desk: Desk) -> None:
        async for text in _texts(self._socket):
            await self._answer(desk, text)

    async def _answer(self, desk: Desk, text: str) -> None:
        try:
            command = COMMANDS.validate_json(text)
        except ValidationError as error:
            fault = wrong_message(error)
            reply = AgentReply(reply=_id_of(text), ok=False, error=fault)
            await self._send(reply.model_dump(mode="json", exclude_none=True))
            return
        try:
            if isinstance(command, Writing):
                await writing.tell(self._ports, self._hub, desk, self._me, command, self._socket.app.state.writing_rate)
            elif isinstance(command, orders.OF_THE_FLOOR):
                await orders.answer(self._ports, self._hub, desk, self._me, command)
            else:
                await perform(self._ports.phone, self._person, command, roles=self._me.roles, contacts=self._ports.contacts())
        except Exception as error:
            await self._reply(command.id, error)
        else:
            await self._reply(command.id)

    async def _reply(self, number: int, error: Exception | None = None) -> None:
        fault = None
        if isinstance(error, HotlineError):
            fault = fault_of(error)
        elif error is not None:
            fault = unexpected(error, person=self._person)
        reply = AgentReply(reply=number, ok=error is None, error=fault)
        await self._send(reply.model_dump(mode="json", exclude_none=True))

    async def _write(self, desk: Desk) -> None:
        while True:
            events = await desk.batch()
            if events is None:
                desk.close(Closing(TOO_SLOW, "网络太慢，请重新连接。"))
                return
            for event in events:
                await self._socket.send_text(event.told.numbered(event.seq))
                desk.cursor = event.seq

    async def _recheck(self, desk: Desk) -> None:
        while True:
            await asyncio.sleep(RECHECK_S)
            try:
                me = await who(self._ports, self._token)
            except HotlineError as error:
                if error.http_status == 401:
                    desk.close(Closing(NOT_SIGNED_IN, error.what))
            else:
                self._compare(desk, me)

    def _compare(self, desk: Desk, me: PersonOut) -> None:
        """A desk lives with the roles that it was opened with: it is opened anew when they are others."""
        if self._seated and not SEATED & set(me.roles):
            self._ports.phone.sign_out(self._person)
        if me.must_change_password or set(me.roles) != set(self._me.roles):
            desk.close(Closing(ANEW, "您的账号权限已变更，请重新连接。"))

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(as_json(message))


async def _texts(socket: WebSocket) -> AsyncIterator[str]:
    """Text messages until the client goes; a binary one is answered like any other that is none of ours."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        yield message.get("text") or ""


async def _until(event: asyncio.Event) -> None:
    await event.wait()


def _id_of(text: str) -> int:
    """The id of a message that could not be read as one of ours, 0 when it has none."""
    try:
        number = json.loads(text)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return 0
    return number if isinstance(number, int) and number >= 0 else 0
