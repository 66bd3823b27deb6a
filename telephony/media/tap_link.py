"""The engine's end of the tap socket: never blocks, survives a listener that restarts, drops the oldest audio when full."""

import socket
from collections import deque
from itertools import islice
from typing import NamedTuple

from telephony.media.tap import TapFrame, TapKind

# About a minute of ten speakers; older audio is in the recording.
MAX_BUFFER_BYTES = 10_000_000
RETRY_S = 0.5
# Frames given to the socket at once: what all legs of a tick have said goes in one call.
_AT_ONCE = 256


class _Queued(NamedTuple):
    frame: TapFrame
    data: bytes


class TapLink:
    """``pump`` is called at each tick with the loop's time; all sending happens there."""

    def __init__(self, path: str, *, max_bytes: int = MAX_BUFFER_BYTES) -> None:
        self.dropped = 0
        self._path = path
        self._max_bytes = max_bytes
        self._socket: socket.socket | None = None
        self._retry_at = 0.0
        self._queue: deque[_Queued] = deque()
        self._bytes = 0
        self._sent_of_head = 0
        self._open: set[str] = set()

    @property
    def connected(self) -> bool:
        return self._socket is not None

    @property
    def pending_bytes(self) -> int:
        return self._bytes

    def put(self, frame: TapFrame) -> None:
        """Queue one frame; the oldest audio makes room before any OPEN, FLUSH or END does."""
        queued = _Queued(frame, frame.encode())
        self._queue.append(queued)
        self._bytes += len(queued.data)
        while self._bytes > self._max_bytes and len(self._queue) > 1:
            self._drop(self._oldest_audio())
            self.dropped += 1

    def _oldest_audio(self) -> int:
        first = 1 if self._sent_of_head else 0
        places = range(first, len(self._queue))
        return next((place for place in places if self._queue[place].frame.kind is TapKind.AUDIO), first)

    def _drop(self, place: int) -> None:
        self._bytes -= len(self._queue[place].data)
        del self._queue[place]

    def pump(self, now_s: float) -> None:
        """Send what the socket takes; connect (again) at most every half second."""
        if self._socket is None and (not self._queue or now_s < self._retry_at or not self._connect(now_s)):
            return
        try:
            self._send()
        except BlockingIOError:
            return
        except OSError:
            self._lose(now_s)

    def _connect(self, now_s: float) -> bool:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.setblocking(False)
        try:
            link.connect(self._path)
        except OSError:
            link.close()
            self._retry_at = now_s + RETRY_S
            return False
        self._socket = link
        self._reopen_streams()
        return True

    def _reopen_streams(self) -> None:
        """A new listener knows nothing: announce again what was open when the old one went."""
        first: dict[str, TapFrame] = {}
        for queued in self._queue:
            first.setdefault(queued.frame.stream, queued.frame)
        for stream in sorted(self._open):
            head = first.get(stream)
            if head is None or head.kind is not TapKind.OPEN:
                frame = TapFrame(TapKind.OPEN, stream, head.time_ms if head else 0)
                self._queue.appendleft(_Queued(frame, frame.encode()))
                self._bytes += len(self._queue[0].data)

    def _send(self) -> None:
        assert self._socket is not None
        while self._queue:
            ready = [queued.data for queued in islice(self._queue, _AT_ONCE)]
            ready[0] = ready[0][self._sent_of_head :]
            self._sent_of_head += self._socket.sendmsg(ready)
            self._take_off()
            if self._sent_of_head:
                return

    def _take_off(self) -> None:
        """Forget the frames that are sent whole."""
        while self._queue and self._sent_of_head >= len(self._queue[0].data):
            sent = self._queue.popleft()
            self._sent_of_head -= len(sent.data)
            self._bytes -= len(sent.data)
            self._note(sent.frame)

    def _note(self, frame: TapFrame) -> None:
        if frame.kind is TapKind.OPEN:
            self._open.add(frame.stream)
        elif frame.kind is TapKind.END:
            self._open.discard(frame.stream)

    def _lose(self, now_s: float) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._sent_of_head = 0
        self._retry_at = now_s + RETRY_S

    def close(self) -> None:
        """Send what goes at once and close."""
        self.pump(float("inf"))
        if self._socket is not None:
            self._socket.close()
            self._socket = None
