"""The exchange's side of the media engine: starts the process, writes commands, reads events, notices its death."""

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

import telephony
from config.errors import BadInput, Unavailable
from config.ids import CallId, LegId
from config.settings import Media
from telephony.media import wire
from telephony.media.port import FRAME_BYTES, EngineLost, LegQuality, MediaEngine, MediaEvent, PipeAudio
from telephony.sip.port import LocalMedia, Negotiated

_READY_S = 30.0
_ANSWER_S = 5.0
_STOP_S = 5.0
_MAX_UNSENT = 10_000
_READS = 64
# Frames of one browser leg that are kept for a loop that was busy: 200 ms, the newest.
_KEPT_FRAMES = 10

log = structlog.get_logger(__name__)


class EnginePipe(PipeAudio):
    """One browser leg's audio; made by `MediaProcess.open_pipe`."""

    def __init__(self, number: int, link: "_Link") -> None:
        self._number = number
        self._link = link
        self._callback: Callable[[bytes], None] | None = None

    def send(self, frame: bytes) -> None:
        if len(frame) != FRAME_BYTES:
            raise BadInput(f"A frame of {len(frame)} bytes cannot be played.", f"Send {FRAME_BYTES} bytes, 20 ms at 8 kHz.")
        self._link.send_audio(self._number, frame)

    def on_frame(self, callback: Callable[[bytes], None]) -> None:
        self._callback = callback

    def deliver(self, frame: bytes) -> None:
        if self._callback is not None:
            self._callback(frame)

    def close(self) -> None:
        self._callback = None
        self._link.pipes.pop(self._number, None)


class _Link:
    """One life of the child: its process, both sockets, and the answers that are awaited from it."""

    def __init__(self, on_message: Callable[[wire.Message], None], on_lost: Callable[[], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._on_message = on_message
        self._on_lost = on_lost
        self._control, self._audio, self.process = _spawn()
        self._unsent: deque[bytes] = deque()
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._numbers = itertools.count(1)
        self.ready: asyncio.Future[None] = self._loop.create_future()
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self.pipes: dict[int, EnginePipe] = {}
        self._loop.add_reader(self._control, self._read_control)
        self._loop.add_reader(self._audio, self._read_audio)

    # writing

    def send(self, message: wire.Message) -> None:
        """Write at once, or keep in order while the child is busy."""
        if self.ended.done():
            return
        if len(self._unsent) >= _MAX_UNSENT:
            self.kill()  # it has not read ten thousand commands: it hangs
            return
        self._unsent.append(wire.pack(message))
        self._write()

    def _write(self) -> None:
        self._loop.remove_writer(self._control)
        try:
            while self._unsent:
                self._control.send(self._unsent[0])
                self._unsent.popleft()
        except BlockingIOError:
            self._loop.add_writer(self._control, self._write)
        except OSError:
            self._unsent.clear()  # the reader sees the end and tells

    async def ask(self, message: wire.Message) -> Any:
        """Send a command and wait for its answer; raises what the engine raised, Unavailable when it is gone."""
        number = next(self._numbers)
        answer = self._asked[number] = self._loop.create_future()
        if self.ended.done():
            answer.set_exception(_gone())
        self.send({**message, "ask": number})
        try:
            return await asyncio.wait_for(answer, _ANSWER_S)
        except TimeoutError:
            raise Unavailable("The media process does not answer.", "Look at the load of the machine.") from None
        finally:
            del self._asked[number]

    def send_audio(self, number: int, frame: bytes) -> None:
        """Best effort: a child that does not read loses the frame."""
        if self.ended.done():
            return
        try:
            for data in wire.pack_audio(((number, frame),)):
                self._audio.send(data)
        except OSError:
            return

    # reading

    def _read_control(self) -> None:
        for _ in range(_READS):
            try:
                data = self._control.recv(wire.MAX_MESSAGE)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._end()
                return
            self._take(wire.unpack(data))

    def _take(self, message: wire.Message) -> None:
        if "ready" in message:
            self.ready.set_result(None)
        elif "answer" in message:
            self._take_answer(message)
        else:
            self._on_message(message)

    def _take_answer(self, message: wire.Message) -> None:
        answer = self._asked.get(message["answer"])
        if answer is None or answer.done():
            return
        if "error" in message:
            answer.set_exception(wire.error_of(message["error"]))
        else:
            answer.set_result(message["value"])

    def _read_audio(self) -> None:
        waiting: dict[int, deque[bytes]] = {}
        for _ in range(_READS):
            try:
                data = self._audio.recv(wire.AUDIO_MESSAGE)
            except OSError:
                break
            if not data:
                self._loop.remove_reader(self._audio)
                break
            for number, frame in wire.unpack_audio(data):
                waiting.setdefault(number, deque(maxlen=_KEPT_FRAMES)).append(frame)
        for number, frames in waiting.items():
            for frame in frames:
                if number in self.pipes:
                    self.pipes[number].deliver(frame)

    # the end

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        for descriptor in (self._control, self._audio):
            self._loop.remove_reader(descriptor)
            self._loop.remove_writer(descriptor)
            descriptor.close()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(_gone())
        if not self.ready.done():
            self.ready.set_exception(_gone())
        self.pipes.clear()
        self.ended.set_result(None)
        self._on_lost()


def _gone() -> Unavailable:
    return Unavailable("The media process has ended.", "It is started again with the next call.")


def _spawn() -> tuple[socket.socket, socket.socket, "subprocess.Popen[bytes]"]:
    control, child_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    audio, child_audio = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    descriptors = child_control.fileno(), child_audio.fileno()
    with child_control, child_audio:
        process = subprocess.Popen(
            [sys.executable, "-m", "telephony.media.engine", *map(str, descriptors)],
            pass_fds=descriptors,
            env=_environment(),
            stdin=subprocess.DEVNULL,
        )
    control.setblocking(False)
    audio.setblocking(False)
    return control, audio, process


def _environment() -> dict[str, str]:
    """Ours, with the folder of our packages first, and numpy kept to the one thread it needs."""
    ours = str(Path(telephony.__file__).resolve().parents[1])
    path = os.pathsep.join(part for part in (ours, os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class MediaProcess(MediaEngine):
    """`MediaEngine` in a child process. ``prompts`` is the folder of sounds, ``tap`` the listener's Unix socket path.

    When the child dies an `EngineLost` is emitted and its legs are gone; the next ``open_…`` starts a new one.
    """

    def __init__(self, media: Media, *, prompts: Path, tap: str | None) -> None:
        self._settings = {"media": media.model_dump(mode="json"), "prompts": str(prompts.absolute()), "tap": tap}
        self._on_event: Callable[[MediaEvent], None] = lambda event: None
        self._link: _Link | None = None
        self._starting = asyncio.Lock()
        self._stopping = False
        self._reaping: set[asyncio.Task[int]] = set()

    @property
    def pid(self) -> int | None:
        """Process id of the child while it lives."""
        return self._link.process.pid if self._link else None

    async def start(self, on_event: Callable[[MediaEvent], None]) -> None:
        self._on_event = on_event
        self._stopping = False
        await self._live()

    async def stop(self) -> None:
        self._stopping = True
        link = self._link
        if link is not None:
            link.send({"do": "stop"})
            done, _ = await asyncio.wait([link.ended], timeout=_STOP_S)
            if not done:
                link.kill()
                await link.ended
        await asyncio.gather(*self._reaping)

    async def _live(self) -> _Link:
        """The running child, started when there is none."""
        async with self._starting:
            if self._link is None:
                link = self._link = _Link(self._take, self._lost)
                link.send(self._settings)
                try:
                    await asyncio.wait_for(link.ready, _READY_S)
                except TimeoutError:
                    link.kill()
                    raise Unavailable("The media process does not start.", "Look at the load of the machine.") from None
            return self._link

    def _take(self, message: wire.Message) -> None:
        if "log" in message:
            log.warning("media engine", what=message["log"])
            return
        self._tell(wire.event_of(message))

    def _tell(self, event: MediaEvent) -> None:
        try:
            self._on_event(event)
        except Exception:
            log.exception("media event not taken", event_kind=type(event).__name__, leg=event.leg)

    def _lost(self) -> None:
        link, self._link = self._link, None
        if link is None:
            return
        reaping = asyncio.ensure_future(asyncio.to_thread(link.process.wait))
        self._reaping.add(reaping)
        reaping.add_done_callback(self._reaping.discard)
        if not self._stopping:
            log.error("media process lost", pid=link.process.pid)
            self._tell(EngineLost(leg=LegId("")))

    def _do(self, command: str, **fields: Any) -> None:
        if self._link is not None:
            self._link.send({"do": command, **fields})

    # legs

    async def open_rtp(self, leg: LegId) -> LocalMedia:
        return LocalMedia(**await (await self._live()).ask({"do": "open_rtp", "leg": leg}))

    async def open_pipe(self, leg: LegId) -> PipeAudio:
        link = await self._live()
        number = (await link.ask({"do": "open_pipe", "leg": leg}))["pipe"]
        pipe = link.pipes[number] = EnginePipe(number, link)
        return pipe

    def connect(self, leg: LegId, media: Negotiated) -> None:
        self._do("connect", leg=leg, media=asdict(media))

    async def close(self, leg: LegId) -> LegQuality:
        if self._link is None:
            return LegQuality(leg=leg)
        try:
            figures = await self._link.ask({"do": "close", "leg": leg})
        except Unavailable:
            return LegQuality(leg=leg)
        return LegQuality(**figures) if figures else LegQuality(leg=leg)

    # what is heard

    def play(self, leg: LegId, prompts: Sequence[str], *, token: str, loop: bool = False) -> None:
        self._do("play", leg=leg, prompts=list(prompts), token=token, loop=loop)

    def stop_play(self, leg: LegId) -> None:
        self._do("stop_play", leg=leg)

    def bridge(self, a: LegId, b: LegId) -> None:
        self._do("bridge", a=a, b=b)

    def unbridge(self, leg: LegId) -> None:
        self._do("unbridge", leg=leg)

    def mute(self, leg: LegId, on: bool) -> None:
        self._do("mute", leg=leg, on=on)

    # recording and tap

    def record(self, call: CallId, path: Path, *, left: LegId, right: LegId | None = None) -> None:
        self._do("record", call=call, path=str(path.absolute()), left=left, right=right)

    def stop_recording(self, call: CallId) -> None:
        self._do("stop_recording", call=call)

    def tap(self, leg: LegId, stream: str) -> None:
        self._do("tap", leg=leg, stream=stream)

    def untap(self, leg: LegId) -> None:
        self._do("untap", leg=leg)

    async def figures(self) -> wire.Message:
        """How the engine fares: ``legs``, ``tap_dropped``, ``tap_pending_bytes`` and ``pace`` (see `PaceFigures`)."""
        answer: wire.Message = await (await self._live()).ask({"do": "figures"})
        return answer
