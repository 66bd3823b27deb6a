"""One worker process as the pool sees it: what is to be sent, what it said, how long it has been silent."""

import contextlib
import socket
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from asr import wire
from asr.pool.frames import Frame
from asr.pool.waits import Waits
from asr.process import environment
from config.errors import BadInput

MAX_UNSENT = 64 << 20
"""Bytes that wait for a worker; one that lets more pile up is hung (15 s of a hundred streams are 24 MB)."""
SUSPECTED_S = 1.0
"""Silence from which on it is looked at closely."""
_BLOCK = 1 << 18
_AT_ONCE = 64
_END_TIMEOUT_S = 5.0


class Child:
    """Used by one thread at a time. ``silent_s`` is counted by the pool, anything that is read ends it."""

    def __init__(self, number: int, command: Sequence[str]) -> None:
        self.number = number
        self.ready = False
        self.retired_s: float | None = None
        """Since it was retired: one of its decoders hangs. It takes no stream, those that it has may leave in peace."""
        self.silent_s = self.age_s = 0.0
        self.pinged_s = 0.0
        self.watched = 0
        """What the pool's selector waits for on its line."""
        ours, theirs = socket.socketpair()
        with theirs:
            arguments = (*command, "--line", str(theirs.fileno()))
            try:
                self._process = subprocess.Popen(arguments, pass_fds=(theirs.fileno(),), env=environment())
            except OSError:
                ours.close()
                raise
        ours.setblocking(False)
        self.line = ours
        self._out: deque[memoryview] = deque()
        self._rest = b""
        self.unsent = 0
        self._waits = Waits(self._process.pid)

    @property
    def pid(self) -> int:
        return self._process.pid

    def passed(self, seconds: float) -> None:
        """Time in which it may have been silent; that in which it was not let run is left out."""
        self.silent_s += self.could_run(seconds)
        self.age_s += seconds
        self.pinged_s += seconds
        if self.retired_s is not None:
            self.retired_s += seconds

    def could_run(self, seconds: float) -> float:
        """How much of this time it could use: not that in which it waited for a processor."""
        return seconds * (1.0 - self._waits.share)

    def look(self, seconds: float, *, suspected: bool) -> None:
        """Look whether it waits for a processor, while it or a stream of its is silent."""
        if suspected or self.silent_s > SUSPECTED_S:
            self._waits.look(seconds)
        else:
            self._waits.well()

    def queue(self, frames: Iterable[Frame]) -> None:
        """What is to be sent, in order; `pump` sends it."""
        for frame in frames:
            data = frame.encode()
            self._out.append(memoryview(data))
            self.unsent += len(data)

    def pump(self) -> None:
        """Send what goes; a line that is broken is found out by `read`, after what it still brings."""
        with contextlib.suppress(OSError):
            while self._out:
                self._sent(self.line.sendmsg([self._out[i] for i in range(min(len(self._out), _AT_ONCE))]))

    def _sent(self, count: int) -> None:
        self.unsent -= count
        while self._out and count >= len(self._out[0]):
            count -= len(self._out.popleft())
        if count:
            self._out[0] = self._out[0][count:]

    def read(self) -> list[dict[str, Any]] | None:
        """What it said since the last time; None when the line is closed or brings what nobody can read."""
        try:
            data = self.line.recv(_BLOCK)
        except (BlockingIOError, InterruptedError):
            return []
        except OSError:
            data = b""
        self.silent_s = 0.0
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data or len(self._rest) > wire.MAX_LINE:
            return None
        try:
            return [wire.decode(line) for line in lines]
        except BadInput:
            return None

    def end(self) -> tuple[str, list[dict[str, Any]]]:
        """End it for certain; return how it ended, for the log, and what it had said before."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_TIMEOUT_S)
        last_words = list(self._drained())
        self.line.close()
        code = self._process.returncode
        if code is None:
            return "it does not end", last_words
        return f"signal {-code}" if code < 0 else f"exit {code}", last_words

    def _drained(self) -> Iterator[dict[str, Any]]:
        while messages := self.read():
            yield from messages
