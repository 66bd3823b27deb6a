"""The media process: one thread, one epoll loop, all legs. Started by `telephony.media.process.MediaProcess`.

    python -m telephony.media.engine CONTROL_FD AUDIO_FD

The first control message carries the settings. The process ends when the control socket closes or its parent dies, and
then still finishes recordings and taps.
"""

import contextlib
import ctypes
import gc
import os
import select
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from config.errors import HotlineError
from config.settings import Media
from telephony.media import wire
from telephony.media.clip import ClipShelf
from telephony.media.disk import Disk
from telephony.media.pace import Pace
from telephony.media.port import MediaEvent
from telephony.media.switch import Switch
from telephony.media.tap_link import TapLink

# Called with the loop's time and the wall clock at that time.
Reader = Callable[[float, float], None]

_PR_SET_PDEATHSIG = 1
_COLLECT_EVERY = 500
_COLLECT_SLACK_S = 0.008
_MAX_UNSENT = 10_000
_READS = 64
# Packets taken from one socket at one tick.
_ROUNDS = 32
_LAST_WRITES_S = 3.0
_ANSWER_WAIT_S = 2.0
_NICENESS = -10
_REALTIME_PRIORITY = 1
_SWITCH_S = 0.0005


class Loop:
    """Readers by file descriptor. A reader that fails is told to ``report`` and called again next time.

    Commands are read when they come. Packets wait for `read_packets`, which is called at each tick, just before they are
    needed (when they came is told by the kernel's stamps): to be woken for each of twelve thousand packets a second would cost
    more than all that is done with them.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._prompt = select.epoll()
        self._packets = select.epoll()
        self._readers: dict[int, Reader] = {}

    def add_prompt(self, descriptor: int, reader: Reader) -> None:
        self._readers[descriptor] = reader
        self._prompt.register(descriptor, select.EPOLLIN)

    def add(self, descriptor: int, reader: Reader) -> None:
        self._readers[descriptor] = reader
        self._packets.register(descriptor, select.EPOLLIN)

    def remove(self, descriptor: int) -> None:
        del self._readers[descriptor]
        self._packets.unregister(descriptor)

    def wait(self, timeout_s: float) -> None:
        """Sleep at most so long, then call the readers of commands."""
        self._read(self._prompt.poll(max(timeout_s, 0.0)), time.monotonic(), time.time())

    def read_packets(self, now_s: float, wall_s: float) -> None:
        """Call the readers of all sockets in which something waits, until nothing does, or a bound is reached."""
        for _ in range(_ROUNDS):
            ready = self._packets.poll(0)
            if not ready:
                return
            self._read(ready, now_s, wall_s)

    def _read(self, ready: list[tuple[int, int]], now_s: float, wall_s: float) -> None:
        readers = self._readers
        for descriptor, _ in ready:
            reader = readers.get(descriptor)
            if reader is not None:
                try:
                    reader(now_s, wall_s)
                except Exception as error:  # one leg's packet must not end all calls
                    self._report(f"reading failed: {type(error).__name__}: {error}")


class Control:
    """The engine's end of both socket pairs. Never blocks; what the parent does not read is kept up to a bound."""

    def __init__(self, control: socket.socket, audio: socket.socket) -> None:
        self._control = control
        self._audio = audio
        self._unsent: deque[bytes] = deque(maxlen=_MAX_UNSENT)
        self.closed = False

    def send(self, message: wire.Message) -> None:
        self._unsent.append(wire.pack(message))
        self.pump()

    def pump(self) -> None:
        try:
            while self._unsent:
                self._control.send(self._unsent[0])
                self._unsent.popleft()
        except BlockingIOError:
            return
        except OSError:
            self.closed = True

    def receive(self) -> wire.Message | None:
        """The next command, None when there is none now or the parent is gone (then ``closed``)."""
        try:
            data = self._control.recv(wire.MAX_MESSAGE)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        self.closed = self.closed or not data
        return wire.unpack(data) if data else None

    def send_audio(self, data: bytes) -> None:
        """Best effort: a parent that does not read loses frames, nothing waits."""
        with contextlib.suppress(OSError):
            self._audio.send(data)

    def receive_audio(self) -> bytes:
        try:
            return self._audio.recv(wire.AUDIO_MESSAGE)
        except OSError:
            return b""


class Engine:
    """Commands in, ticks out; built from the first control message."""

    def __init__(self, settings: wire.Message, control: Control, sockets: tuple[int, int]) -> None:
        self._control = control
        self._warnings: deque[str] = deque(maxlen=100)
        self._loop = Loop(self._warnings.append)
        self._disk = Disk()
        self._shelf = ClipShelf(Path(settings["prompts"]), self._warnings.append)
        self._shelf.warm()
        tap = TapLink(settings["tap"]) if settings["tap"] else None
        self._tap = tap
        self._switch = Switch(
            Media(**settings["media"]),
            shelf=self._shelf,
            disk=self._disk,
            tap=tap,
            watch=self._loop,
            emit=self._emit,
            report=self._warnings.append,
        )
        self._commands = self._table()
        self._waiting: deque[tuple[int, float, wire.Message]] = deque()
        self._loop.add_prompt(sockets[0], self._read_control)
        self._loop.add_prompt(sockets[1], self._read_audio)
        self.stopping = False

    def _table(self) -> Mapping[str, Callable[..., Any]]:
        switch = self._switch
        named = (
            switch.open_rtp, switch.open_pipe, switch.connect, switch.close,
            switch.play, switch.stop_play, switch.hear, switch.bridge, switch.unbridge, switch.mute, switch.send_digits,
            switch.record, switch.pause_recording, switch.stop_recording, switch.tap, switch.untap,
        )  # fmt: skip
        return {**{command.__name__: command for command in named}, "figures": self._figures, "stop": self._stop}

    def _emit(self, event: MediaEvent) -> None:
        self._control.send(wire.event_message(event))

    def _stop(self) -> None:
        self.stopping = True

    def _figures(self) -> dict[str, Any]:
        tap = self._tap
        return {
            "legs": len(self._switch),
            "tap_dropped": tap.dropped if tap else 0,
            "tap_pending_bytes": tap.pending_bytes if tap else 0,
            "pace": asdict(self._pace.figures()),
        }

    # reading

    def _read_control(self, now_s: float, _: float) -> None:
        for _ in range(_READS):
            message = self._control.receive()
            if message is None:
                return
            self._switch.set_time(self._pace.tick, now_s)
            self._obey(message)

    def _obey(self, message: wire.Message) -> None:
        name, ask = message.pop("do"), message.pop("ask", None)
        try:
            answer: wire.Message = {"value": self._commands[name](**message)}
        except HotlineError as error:
            answer = {"error": wire.error_fields(error)}
        except Exception as error:  # one wrong command must not end all calls
            self._warnings.append(f"{name}: {type(error).__name__}: {error}")
            answer = {"error": ["Unavailable", f"The media engine could not {name}.", "See its log."]}
        if ask is not None:
            self._answer(name, {"answer": ask, **answer})

    def _answer(self, name: str, message: wire.Message) -> None:
        """A close is answered when all recordings so far are on disk, so that who waits for it may read them."""
        ticket = self._disk.ticket
        if name == "close" and not self._disk.has_done(ticket):
            self._waiting.append((ticket, time.monotonic() + _ANSWER_WAIT_S, message))
        else:
            self._control.send(message)

    def _read_audio(self, now_s: float, _: float) -> None:
        self._switch.set_time(self._pace.tick, now_s)
        for _ in range(_READS):
            data = self._control.receive_audio()
            if not data:
                return
            for number, frame in wire.unpack_audio(data):
                self._switch.take_audio(number, frame)

    # time

    def run(self) -> None:
        """Until told to stop, the control socket closes or a SIGTERM comes."""
        self._pace = Pace(time.monotonic())
        while not (self.stopping or self._control.closed):
            self._loop.wait(self._pace.deadline_s - time.monotonic())
            late_s = time.monotonic() - self._pace.deadline_s
            if late_s >= 0:
                # While a tick is overdue the clock of the packets stands still: our own lateness is not theirs.
                self._loop.read_packets(self._pace.deadline_s, time.time() - late_s)
                self._ticks()
        self._switch.shut_down()
        self._disk.close(_LAST_WRITES_S)
        self._shelf.close()

    def _ticks(self) -> None:
        now_s = time.monotonic()
        missed = self._pace.overdue(now_s)
        if missed:
            self._switch.set_time(self._pace.tick, now_s)
            self._switch.skip(missed)
            self._pace.skip(missed)
        while now_s >= self._pace.deadline_s:
            self._switch.set_time(self._pace.tick, now_s)
            for data in wire.pack_audio(self._switch.step(self._pace.deadline_s)):
                self._control.send_audio(data)
            ended_s = time.monotonic()
            self._pace.done(now_s, ended_s)
            now_s = ended_s
            self._settle(now_s)

    def _settle(self, now_s: float) -> None:
        """What may wait for the end of a tick: answers, warnings, the garbage collector."""
        while self._waiting and (self._disk.has_done(self._waiting[0][0]) or now_s > self._waiting[0][1]):
            self._control.send(self._waiting.popleft()[2])
        for sentences in (self._warnings, self._disk.failures):
            while sentences:
                self._control.send({"log": sentences.popleft()})
        self._control.pump()
        if self._pace.tick % _COLLECT_EVERY == 0 and self._pace.deadline_s - now_s > _COLLECT_SLACK_S:
            gc.collect()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGUSR1)


def _be_nice_to_nobody() -> None:
    """Threads inherit the niceness of the one that starts them: the disk's too must not keep the lock of the interpreter long."""
    sys.setswitchinterval(_SWITCH_S)
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)


def _go_first() -> None:
    """Real-time scheduling for this thread alone, where we may: a tick is short, and nothing else is due at its time."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(_REALTIME_PRIORITY))


def main(arguments: list[str]) -> int:
    """Run the engine on the two inherited descriptors; returns the exit code."""
    descriptors = int(arguments[0]), int(arguments[1])
    control, audio = (socket.socket(fileno=descriptor) for descriptor in descriptors)
    for number in (signal.SIGINT, signal.SIGTERM):  # both reach the whole group; the parent ends us in order
        signal.signal(number, signal.SIG_IGN)
    _die_with_parent()
    _be_nice_to_nobody()
    link = Control(control, audio)
    settings = wire.unpack(control.recv(wire.MAX_MESSAGE))
    engine = Engine(settings, link, descriptors)
    signal.signal(signal.SIGUSR1, lambda *_: setattr(engine, "stopping", True))
    for end in (control, audio):
        end.setblocking(False)
    _go_first()
    gc.collect()
    gc.freeze()
    gc.disable()
    link.send({"ready": os.getpid()})
    engine.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
