"""An agent at work without a browser: the same API, the same WebSockets as the page (`docs/protocol.md`)."""

import asyncio
import json
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from config.errors import HotlineError, Unavailable

FRAME_BYTES = 320
FRAME_SAMPLES = 160
FRAME_S = 0.02
REPLY_S = 10.0
_HEAD = struct.Struct("!II")

Event = dict[str, Any]


class Refused(HotlineError):
    """The service said no: the error it gave."""


class Desk:
    """One person signed in; `events` holds everything that came, with its arrival time under ``at`` (monotonic)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.AsyncClient(base_url=url, trust_env=False, timeout=REPLY_S, headers={"Origin": url})
        self.me: dict[str, Any] = {}
        self.snapshot: dict[str, Any] = {}
        self.events: list[Event] = []
        self._token = ""
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._replies: dict[int, asyncio.Future[Event]] = {}
        self._arrived = asyncio.Condition()
        self._serial = 0
        self._closed = ""

    async def sign_in(self, username: str, password: str) -> None:
        answer = await self.post("/api/session", username=username, password=password)
        self._token, self.me = answer["token"], answer["me"]
        self.http.headers["Authorization"] = f"Bearer {self._token}"

    async def get(self, path: str, **query: Any) -> Any:
        return self._body(await self.http.get(path, params=query))

    async def post(self, path: str, **body: Any) -> Any:
        return self._body(await self.http.post(path, json=body))

    async def put(self, path: str, **body: Any) -> Any:
        return self._body(await self.http.put(path, json=body))

    async def patch(self, path: str, **body: Any) -> Any:
        return self._body(await self.http.patch(path, json=body))

    def _body(self, response: httpx.Response) -> Any:
        if response.is_success:
            return response.json() if response.content else None
        try:
            error = response.json()["error"]
        except (ValueError, KeyError):
            raise Refused(f"{response.request.url.path} answered {response.status_code}.") from None
        raise Refused(f"{response.request.url.path} answered {response.status_code}: {error['what']}", error.get("remedy") or "")

    async def take_seat(self) -> None:
        """Open ``hotline.agent.v1`` and wait for the snapshot."""
        self._socket = await self._open("/ws/agent", "hotline.agent.v1")
        await self._socket.send(json.dumps({"id": 0, "type": "hello", "resume": None}))
        self._reader = asyncio.create_task(self._read(self._socket))
        await self._until(lambda: bool(self.snapshot), "the desk's snapshot", REPLY_S)

    async def _open(self, path: str, protocol: str) -> ClientConnection:
        address = self.url.replace("http", "ws", 1) + path
        return await connect(
            address,
            subprotocols=[Subprotocol(protocol), Subprotocol(f"bearer.{self._token}")],
            proxy=None,
            open_timeout=REPLY_S,
        )

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                message = json.loads(text)
                if "reply" in message:
                    waiting = self._replies.pop(message["reply"], None)
                    if waiting and not waiting.done():
                        waiting.set_result(message)
                    continue
                async with self._arrived:
                    if message["type"] == "snapshot":
                        self.snapshot = message["data"]
                    else:
                        self.events.append({**message, "at": time.monotonic()})
                    self._arrived.notify_all()
        except ConnectionClosed as closed:
            self._closed = str(closed)

    async def command(self, kind: str, **fields: Any) -> None:
        """Send one command and wait for its reply; Refused with the service's sentence."""
        assert self._socket is not None, "take_seat first"
        self._serial += 1
        answer: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._replies[self._serial] = answer
        await self._socket.send(json.dumps({"id": self._serial, "type": kind, **fields}))
        reply = await asyncio.wait_for(answer, REPLY_S)
        if not reply["ok"]:
            raise Refused(f"{kind}: {reply['error']['what']}", reply["error"].get("remedy") or "")

    async def event(self, kind: str, timeout_s: float, match: Callable[[Event], bool] = lambda data: True) -> Event:
        """The first event of this kind, already here or still to come, whose data match."""

        def found() -> Event | None:
            return next((event for event in self.events if event["event"] == kind and match(event["data"])), None)

        await self._until(lambda: found() is not None, f"an event {kind}", timeout_s)
        event = found()
        assert event is not None
        return event

    def seen(self, kind: str, call: str) -> list[Event]:
        return [event for event in self.events if event["event"] == kind and event["data"].get("call") == call]

    def seen_draft(self, call: str) -> list[Event]:
        return [event for event in self.events if event["event"] == "draft" and event["data"].get("call_id") == call]

    async def _until(self, condition: Callable[[], bool], what: str, timeout_s: float) -> None:
        async with self._arrived:
            try:
                await asyncio.wait_for(self._arrived.wait_for(condition), timeout_s)
            except TimeoutError:
                raise Unavailable(
                    f"{self.me.get('username', 'desk')}: {what} did not come in {timeout_s} s.", self._closed
                ) from None

    async def voice(self) -> "BrowserVoice":
        """Open ``hotline.media.v1`` for the call just answered."""
        return BrowserVoice(await self._open("/ws/media", "hotline.media.v1"))

    async def close(self) -> None:
        if self._reader:
            self._reader.cancel()
        if self._socket:
            await self._socket.close()
        await self.http.aclose()


class BrowserVoice:
    """The browser's audio: sends 20 ms frames at absolute deadlines, keeps what it hears in `heard`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._sequence = 0
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.heard = bytearray()
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._speak())]

    def say(self, pcm: bytes) -> None:
        """Queue speech (s16le, 8 kHz); silence is sent while there is none."""
        for start in range(0, len(pcm), FRAME_BYTES):
            self._queue.put_nowait(pcm[start : start + FRAME_BYTES].ljust(FRAME_BYTES, b"\0"))

    @property
    def speaking(self) -> bool:
        return not self._queue.empty()

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            async for message in self._socket:
                if isinstance(message, bytes) and len(message) == _HEAD.size + FRAME_BYTES:
                    self.heard += message[_HEAD.size :]

    async def _speak(self) -> None:
        due = time.monotonic()
        with suppress(ConnectionClosed):
            while True:
                frame = b"\0" * FRAME_BYTES if self._queue.empty() else self._queue.get_nowait()
                await self._socket.send(_HEAD.pack(self._sequence, self._sequence * FRAME_SAMPLES & 0xFFFFFFFF) + frame)
                self._sequence += 1
                due += FRAME_S
                await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._socket.close()
