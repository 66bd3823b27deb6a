"""`/ws/media` and `/ws/supervision`: the thin shell between a browser's audio WebSocket and its leg.

The one is the agent's own call, the other what a supervisor listens to. It decides nothing about the call.
"""

import asyncio
import contextlib
import json
from collections.abc import Iterator
from typing import Literal

import structlog
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.websockets import WebSocket, WebSocketDisconnect

from agent_console.handshake import CLOSE_WITHIN_S, admit, shut
from agent_console.live.desk import ANOTHER_DESK, NO_CALL, WRONG_MESSAGE, Closing
from agent_console.live.hub import Hub, hub_of
from agent_console.live.messages import MediaEnded, MediaReady
from agent_console.media.frames import PROTOCOL, Outgoing, payload
from agent_console.media.line import ends_audio, ends_listening
from agent_console.metrics import metrics_of
from agent_console.ports import BrowserLeg, ConsolePorts, DeskEvent
from agent_console.transaction import ports_of
from config.errors import BadInput, HotlineError
from config.ids import CallId, PersonId

Kind = Literal["call", "supervision"]
OVER = Closing(1000, "通话已结束。")
OVER_WITH = {"call": ends_audio, "supervision": ends_listening}
"""What ends a line of this kind; the names are those of the phone's desk."""

router = APIRouter()
_log = structlog.get_logger(__name__)


class Lines:
    """The audio lines that are open in this console: one for each person, the newest."""

    def __init__(self) -> None:
        self._open: dict[tuple[Kind, PersonId], _AudioLine] = {}

    @contextlib.contextmanager
    def taken(self, line: "_AudioLine") -> Iterator[None]:
        """``line`` is its person's line while the block lasts; an older one of the same person is closed (4009)."""
        key = (line.kind, line.person)
        older = self._open.get(key)
        if older is not None:
            older.finish(Closing(ANOTHER_DESK, "您已在别处接通声音。"))
        self._open[key] = line
        try:
            yield
        finally:
            if self._open.get(key) is line:
                del self._open[key]


@router.websocket("/ws/media")
async def media_socket(socket: WebSocket) -> None:
    await _serve(socket, "call")


@router.websocket("/ws/supervision")
async def supervision_socket(socket: WebSocket) -> None:
    await _serve(socket, "supervision")


async def _serve(socket: WebSocket, kind: Kind) -> None:
    ports = ports_of(socket)
    visitor = await admit(socket, ports, PROTOCOL)
    if visitor is None:
        return
    person = PersonId(visitor.me.id)
    try:
        leg = await (ports.audio.open(person) if kind == "call" else ports.audio.listen(person))
    except HotlineError as error:
        await shut(socket, NO_CALL, error.what)
        return
    line = _AudioLine(socket, leg, person, kind, _call_of(ports, person, kind))
    metrics = metrics_of(socket)
    metrics.audio.inc()
    try:
        with _lines_of(socket).taken(line), contextlib.suppress(WebSocketDisconnect):
            await line.serve(hub_of(socket))
    finally:
        leg.close()
        metrics.audio.dec()
        metrics.audio_dropped.inc(line.outgoing.dropped)


class _AudioLine:
    """One connection: frames in as they come, frames out from a bounded queue, until somebody ends it."""

    def __init__(self, socket: WebSocket, leg: BrowserLeg, person: PersonId, kind: Kind, call: CallId | None) -> None:
        self._socket = socket
        self._ends = OVER_WITH[kind]
        self._leg = leg
        self._call = call
        self._woken = asyncio.Event()
        self._finished = asyncio.Event()
        self._closing = OVER
        self.person = person
        self.kind = kind
        self.outgoing = Outgoing()

    def finish(self, closing: Closing) -> None:
        """End the line with this code; the first reason stands."""
        if not self._finished.is_set():
            self._closing = closing
            self._finished.set()

    async def serve(self, hub: Hub) -> None:
        await self._say(MediaReady(type="ready", call=self._call or ""))
        self._leg.on_frame(self._hear)
        with hub.watching(self._watch):
            gone = await self._until_over()
        if not gone:
            await self._close()

    async def _until_over(self) -> bool:
        """Whether the client went by itself."""
        reading, finished = asyncio.create_task(self._read()), asyncio.create_task(self._finished.wait())
        tasks = (reading, finished, asyncio.create_task(self._write()))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect):
                _log.error("a browser's audio line failed", person=self.person, call=self._call, exc_info=result)
        return not self._finished.is_set()

    def _hear(self, frame: bytes) -> None:
        self.outgoing.push(frame)
        self._woken.set()

    def _watch(self, event: DeskEvent) -> None:
        if self._ends(event, self.person, self._call):
            self.finish(OVER)

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                self._leg.send(payload(message.get("bytes") or b""))
            except BadInput as error:
                self.finish(Closing(WRONG_MESSAGE, error.what))
                return

    async def _write(self) -> None:
        while True:
            message = self.outgoing.pop()
            if message is None:
                self._woken.clear()
                await self._woken.wait()
            else:
                await self._socket.send_bytes(message)

    async def _say(self, message: BaseModel) -> None:
        await self._socket.send_text(json.dumps(message.model_dump(mode="json")))

    async def _close(self) -> None:
        with contextlib.suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                if self._closing is OVER:
                    await self._say(MediaEnded(type="ended"))
        await shut(self._socket, self._closing.code, self._closing.reason)


def _call_of(ports: ConsolePorts, person: PersonId, kind: Kind) -> CallId | None:
    call = ports.phone.desk(person).get(kind)
    return CallId(call["call"]) if call else None


def _lines_of(socket: WebSocket) -> Lines:
    lines: Lines = socket.app.state.lines
    return lines
