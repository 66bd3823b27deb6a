"""One life of the media process as its parent sees it: the child, both sockets, and the answers awaited from it."""

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import telephony
from config.errors import BadInput, Unavailable
from telephony.media import wire
from telephony.media.port import FRAME_BYTES, PipeAudio

_ANSWER_S = 5.0
_MAX_UNSENT = 10_000
_READS = 64
# Frames of one browser leg that are kept for a loop that was busy: 200 ms, the newest.
_KEPT_FRAMES = 10


class EnginePipe(PipeAudio):
    """One browser leg's audio; made by `MediaProcess.open_pipe`."""

    def __init__(self, number: int, link: "EngineLink") -> None:
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


class EngineLink:
    """``on_message`` gets events and log lines, ``on_lost`` is called once when the child has ended, for whatever reason."""

    def __init__(
        self, on_message: Callable[[wire.Message], None], on_lost: Callable[[], None], native: Path | None = None
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._on_message = on_message
        self._on_lost = on_lost
        self._control, self._audio, self.process = _spawn(native)
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
    return Unavailable("The media process has ended.", "It is being started again; try once more.")


def _spawn(native: Path | None) -> tuple[socket.socket, socket.socket, "subprocess.Popen[bytes]"]:
    control, child_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    audio, child_audio = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    descriptors = child_control.fileno(), child_audio.fileno()
    with child_control, child_audio:
        process = subprocess.Popen(
            [sys.executable, "-m", "telephony.media.engine", *map(str, descriptors), *([str(native)] if native else [])],
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
