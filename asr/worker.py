"""The recognition process: ``python -m asr.worker --control FD --decoder MODULE:CLASS``. It ends when its parent does.

Over the control socket (JSON lines) come ``begin`` with the settings and ``stop``; ``ready`` or ``failed``, the events and
where each stream opens, begins and ends go back. Speech comes over a Unix socket of its own (`asr.tap_listener`). It runs at
low priority: when the machine is short of time, audio between people comes first.
"""

import argparse
import contextlib
import importlib
import os
import select
import selectors
import shutil
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asr import wire
from asr.choose import open_recognizer
from asr.port import Channel, Emit, Event, Recognizer, StreamFinished
from asr.postponing import planned
from asr.process import leave_ending_to_parent, on_parents_death
from asr.tap_listener import FrameDecoder, Moment, TapListener
from config.errors import HotlineError
from config.ids import CallId
from config.settings import Asr

_BLOCK = 65_536
# The media engine reconnects a lost tap within this time; after it, what it had open is ended.
LOST_TAP_S = 5.0
OpenRecognizer = Callable[[Asr, Path, Emit, Callable[[str], None]], Recognizer]


class Control:
    """The line to the parent: whole lines out from any thread, and which streams are still to be finished."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self._lock = threading.Lock()
        self._open: dict[tuple[CallId, Channel], int] = {}
        self._idle = threading.Condition()

    def send(self, **message: Any) -> None:
        with self._lock, contextlib.suppress(OSError):
            self.line.sendall(wire.encode(message))

    def emit(self, event: Event) -> None:
        self.send(**wire.event_out(event))
        if isinstance(event, StreamFinished):
            self._count(event.call, event.channel, -1)

    def tell(self, moment: Moment, call: CallId, channel: Channel, at_s: float) -> None:
        """What the parent must know to name what is missing should this process die."""
        if moment == "opened":
            self._count(call, channel, +1)
        self.send(stream=moment, call=call, channel=channel, at_s=at_s)

    def wait_finished(self, timeout_s: float) -> bool:
        """Wait until all streams have emitted their last event; return whether they have."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._open, timeout_s)

    def _count(self, call: CallId, channel: Channel, change: int) -> None:
        with self._idle:
            left = self._open.pop((call, channel), 0) + change
            if left > 0:
                self._open[call, channel] = left
            self._idle.notify_all()


class Server:
    """Reads control and taps until told to stop, or until the parent is gone."""

    def __init__(self, control: Control, listener: TapListener, tap: socket.socket, make: Callable[[], FrameDecoder]) -> None:
        self._control, self._listener, self._make = control, listener, make
        self._selector = selectors.DefaultSelector()
        self._selector.register(control.line, selectors.EVENT_READ, self._command)
        self._selector.register(tap, selectors.EVENT_READ, lambda: self._accept(tap))
        self._names: dict[socket.socket, set[str]] = {}
        self._lost: list[tuple[float, set[str]]] = []
        self._pending = b""
        self._running = True
        self.tail_s, self.orphaned = 0.0, False

    def run(self) -> None:
        while self._running:
            for key, _ in self._selector.select(timeout=1.0):
                key.data()
            self._give_up_lost(time.monotonic())
        for tap in tuple(self._names):
            self._drain(tap)
        self._selector.close()
        self._listener.finish_all()

    def _command(self) -> None:
        data = b""
        with contextlib.suppress(ConnectionError):
            data = self._control.line.recv(_BLOCK)
        if not data:
            self._running, self.orphaned = False, True
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            message = wire.decode(line)
            if message.get("op") == "stop":
                self.tail_s, self._running = float(message["tail_s"]), False

    def _accept(self, tap: socket.socket) -> None:
        connection, _ = tap.accept()
        decoder, names = self._make(), set[str]()
        self._names[connection] = names
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._hear(connection, decoder, names))

    def _hear(self, connection: socket.socket, decoder: FrameDecoder, names: set[str]) -> None:
        try:
            data = connection.recv(_BLOCK)
            for frame in decoder.feed(data):
                names.add(frame.stream)
                self._still_there(frame.stream)
                self._listener.take(frame)
        except (OSError, HotlineError, ValueError) as error:
            self._control.send(notice=f"The tap was closed: {error}")
            data = b""
        if not data:
            self._hang_up(connection)

    def _drain(self, connection: socket.socket) -> None:
        """Hear what has already arrived, the last words among it, then hang up."""
        heard = self._selector.get_key(connection).data
        connection.setblocking(False)
        while connection in self._names and _readable(connection):
            heard()
        if connection in self._names:
            self._hang_up(connection)

    def _hang_up(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        connection.close()
        self._lost.append((time.monotonic(), self._names.pop(connection)))

    def _still_there(self, name: str) -> None:
        for _, names in self._lost:
            names.discard(name)

    def _give_up_lost(self, now: float) -> None:
        for since, names in tuple(self._lost):
            if not names or now - since > LOST_TAP_S:
                self._listener.finish(names)
                self._lost.remove((since, names))


def _readable(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], 0)[0])


def serve(control_fd: int, make: Callable[[], FrameDecoder], open_with: OpenRecognizer = open_recognizer) -> int:
    """Run the process on an inherited control socket; return its exit code."""
    with socket.socket(fileno=control_fd) as line:
        control = Control(line)
        begin = _first_line(line)
        if begin is None:
            return 0
        try:
            asr = Asr.model_validate(begin["asr"])
            models = Path(begin["models"])
            recognizer = planned(
                lambda emit: open_with(asr, models, emit, lambda text: control.send(notice=text)), control.emit, asr
            )
        except HotlineError as error:
            control.send(failed=wire.error_out(error))
            return error.exit_code
        _serve_tap(control, recognizer, Path(begin["tap"]), make)
        return 0


def _serve_tap(control: Control, recognizer: Recognizer, path: Path, make: Callable[[], FrameDecoder]) -> None:
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as tap:
        tap.bind(str(path))
        tap.listen()
        on_parents_death(0)
        control.send(ready=wire.info_out(recognizer.info))
        server = Server(control, TapListener(recognizer, control.emit, control.tell), tap, make)
        server.run()
        control.wait_finished(server.tail_s)
    control.send(stopped=True)
    if server.orphaned:
        shutil.rmtree(path.parent, ignore_errors=True)


def _first_line(line: socket.socket) -> dict[str, Any] | None:
    """Read ``begin``, byte by byte so that nothing of what follows is taken; None when the parent is gone."""
    text = b""
    while not text.endswith(b"\n"):
        byte = line.recv(1)
        if not byte:
            return None
        text += byte
    return wire.decode(text)


def resolve(dotted: str) -> Any:
    """Return what ``module:name`` names; the wiring chooses it, so it is looked up only when the process runs."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)


def _end_with_the_thread(broken: threading.ExceptHookArgs) -> None:
    """A process without one of its threads would go on deaf; without itself it is started again."""
    traceback.print_exception(broken.exc_type, broken.exc_value, broken.exc_traceback)
    sys.stderr.flush()
    os._exit(1)


def main(arguments: list[str] | None = None, open_with: OpenRecognizer = open_recognizer) -> int:
    parser = argparse.ArgumentParser(prog="asr.worker")
    parser.add_argument("--control", type=int, required=True)
    parser.add_argument("--decoder", required=True)
    options = parser.parse_args(arguments)
    threading.excepthook = _end_with_the_thread
    leave_ending_to_parent()
    return serve(options.control, resolve(options.decoder), open_with)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Threads of the native libraries may still run; they must not be torn down under their feet.
    os._exit(code)
