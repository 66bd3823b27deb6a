"""A vosk-server as its documentation describes it, on the loopback, and the ways in which one goes wrong.

A text with ``config`` is taken without a reply; each other message is replied to by one JSON object; the exact text
``{"eof" : 1}`` is replied to by what is left, then the server closes. Anything else that is text breaks it. What recognises
behind it is given: `Runs` for tests of the protocol, the real library for one test.
"""

import asyncio
import contextlib
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any, Protocol

import numpy as np
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

RATE = 8000
ENDS_AFTER_S = 0.3


class Ears(Protocol):
    """What the library's recogniser does: whether an utterance has ended, then its JSON texts."""

    def accept(self, pcm: bytes) -> bool: ...

    def result(self) -> str: ...

    def partial(self) -> str: ...

    def final(self) -> str: ...


class Runs(Ears):
    """Each run of equal samples that are not zero is a word, named after its value; silence ends the utterance.

    As the library does, it ends an utterance with the message in which the silence was long enough, and goes on counting time.
    """

    def __init__(self) -> None:
        self._heard: list[tuple[int, int, int]] = []
        self._samples = self._quiet = 0

    def accept(self, pcm: bytes) -> bool:
        for value, run in groupby(np.frombuffer(pcm, "<i2").tolist()):
            self._take(value, len(list(run)))
        return self._quiet >= ENDS_AFTER_S * RATE and bool(self._heard)

    def result(self) -> str:
        heard, self._heard = self._heard, []
        words = [{"word": f"w{v}", "start": a / RATE, "end": b / RATE, "conf": 0.75} for v, a, b in heard]
        text = " ".join(f"w{v}" for v, _, _ in heard)
        return json.dumps({"result": words, "text": text} if words else {"text": ""})

    def partial(self) -> str:
        return json.dumps({"partial": " ".join(f"w{v}" for v, _, _ in self._heard)})

    def final(self) -> str:
        return self.result()

    def _take(self, value: int, length: int) -> None:
        begins, self._samples = self._samples, self._samples + length
        self._quiet = 0 if value else self._quiet + length
        if not value:
            return
        if self._heard and self._heard[-1][0] == value and self._heard[-1][2] == begins:
            begins = self._heard.pop()[1]
        self._heard.append((value, begins, self._samples))


class VoskServer:
    """``messages`` is all that came, connection by connection; the other attributes are what goes wrong from then on.

    While ``answers`` is not set it takes its time.
    """

    def __init__(self, ears: Callable[[], Ears], port: int, trust: ssl.SSLContext | None) -> None:
        self.messages: list[list[str | bytes]] = []
        self.answers = threading.Event()
        self.answers.set()
        self.mute = False
        self.junk: str | bytes | None = None
        self.twice = False
        self.longest = 1 << 20
        self.dies_after: int | None = None
        self.dies_of: bytes | None = None
        self._ears, self._trust = ears, trust
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._open: set[ServerConnection] = set()
        self._made: list[ServerConnection] = []
        self._listens = threading.Event()
        self._told = threading.Condition()
        self.port = port
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))
        self._thread.start()
        assert self._listens.wait(10)

    @property
    def url(self) -> str:
        return f"{'wss' if self._trust else 'ws'}://127.0.0.1:{self.port}"

    @property
    def calls(self) -> list[list[str | bytes]]:
        """The connections on which audio came."""
        return [told for told in self.messages if any(isinstance(one, bytes) for one in told)]

    def wait(self, what: Callable[[], bool]) -> None:
        """Wait until something is so that messages bring about."""
        with self._told:
            assert self._told.wait_for(what, 10), self.messages

    def stop(self) -> None:
        """As a server that is killed: connections break without a word."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._abort_all)
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(60)
            self._loop.close()

    def abort_all(self) -> None:
        """Break the connections and go on."""
        self._loop.call_soon_threadsafe(self._abort_all)

    def _abort_all(self) -> None:
        for connection in tuple(self._open):
            connection.transport.abort()

    async def _run(self) -> None:
        limits = {"close_timeout": 0.2, "max_size": None}
        async with serve(self._serve, "127.0.0.1", self.port, ssl=self._trust, create_connection=self._make, **limits) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            self._listens.set()
            await self._stop.wait()
        for connection in self._made:
            if (transport := getattr(connection, "transport", None)) is not None:
                transport.abort()
        await _end_all_tasks()

    def _make(self, *about: Any, **limits: Any) -> ServerConnection:
        """Also those that are still shaking hands when the server is stopped must let go of their sockets."""
        self._made.append(ServerConnection(*about, **limits))
        return self._made[-1]

    async def _serve(self, connection: ServerConnection) -> None:
        told: list[str | bytes] = []
        self.messages.append(told)
        self._open.add(connection)
        try:
            await self._answer_all(connection, told)
        except ConnectionClosed:
            return
        finally:
            self._open.discard(connection)

    async def _answer_all(self, connection: ServerConnection, told: list[str | bytes]) -> None:
        ears: Ears | None = None
        async for message in connection:
            with self._told:
                told.append(message)
                self._told.notify_all()
            if isinstance(message, str) and "config" in message:
                json.loads(message)["config"]["sample_rate"]
                continue
            if len(message) > self.longest:
                await connection.close(1009)
                return
            if self._dies(told, message):
                connection.transport.abort()
                return
            if self.mute:
                continue
            ears = ears or self._ears()
            await self._reply(connection, ears, message)
            if isinstance(message, str):
                return

    async def _reply(self, connection: ServerConnection, ears: Ears, message: str | bytes) -> None:
        await asyncio.to_thread(self.answers.wait, 10)
        answer = await asyncio.to_thread(_answer, ears, message)
        with contextlib.suppress(Exception):
            await connection.send(answer if self.junk is None else self.junk)
            if self.twice:
                await connection.send(answer)

    def _dies(self, told: list[str | bytes], message: Any) -> bool:
        audio = sum(isinstance(one, bytes) for one in told)
        return (self.dies_after is not None and audio > self.dies_after) or (
            self.dies_of is not None and isinstance(message, bytes) and self.dies_of in message
        )


async def _end_all_tasks() -> None:
    """Also of connections that were just being made: each gets a turn to begin, is ended, and lets go of its socket."""
    await asyncio.sleep(0)
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for _ in range(3):
        await asyncio.sleep(0)


def _answer(ears: Ears, message: str | bytes) -> str:
    if isinstance(message, str):
        assert message == '{"eof" : 1}', "the stock server compares this text and breaks on any other"
        return ears.final()
    return ears.result() if ears.accept(message) else ears.partial()


@contextmanager
def running(ears: Callable[[], Ears] = Runs, *, port: int = 0, trust: ssl.SSLContext | None = None) -> Iterator[VoskServer]:
    server = VoskServer(ears, port, trust)
    try:
        yield server
    finally:
        server.stop()
