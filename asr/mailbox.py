"""What a stream has yet to hear, in order: audio, flushes, the end. Bounded by seconds of audio; ``push`` never blocks."""

import enum
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from asr.timeline import BYTES_PER_SAMPLE

MAX_WAITING_S = 600.0


@dataclass(frozen=True, slots=True)
class Audio:
    """One push: s16le, its place on the call's line in ms if known, and when it arrived (the stream's clock)."""

    pcm: bytes
    time_ms: int | None
    arrived: float


class Mark(enum.Enum):
    FLUSH = "flush"
    FINISH = "finish"
    OVERFULL = "overfull"


class Mailbox:
    """Any thread puts, one takes. After `finish`, or once overfull, nothing more is let in."""

    def __init__(self, rate: int, clock: Callable[[], float] = time.monotonic, max_waiting_s: float = MAX_WAITING_S) -> None:
        self._limit = int(max_waiting_s * rate) * BYTES_PER_SAMPLE
        self._clock = clock
        self._items: queue.SimpleQueue[Audio | Mark] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._closed = False

    def push(self, pcm: bytes, time_ms: int | None) -> None:
        with self._lock:
            if self._closed:
                return
            self._waiting += len(pcm)
            self._closed = self._waiting > self._limit
            self._items.put(Mark.OVERFULL if self._closed else Audio(pcm, time_ms, self._clock()))

    def flush(self) -> None:
        with self._lock:
            if not self._closed:
                self._items.put(Mark.FLUSH)

    def finish(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._items.put(Mark.FINISH)

    def take(self) -> Audio | Mark:
        """Wait for the next item; its audio no longer counts as waiting."""
        item = self._items.get()
        if isinstance(item, Audio):
            with self._lock:
                self._waiting -= len(item.pcm)
        return item

    def shut(self) -> None:
        """Let nothing more in (the taker is gone)."""
        with self._lock:
            self._closed = True
