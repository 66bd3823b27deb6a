"""Speech as it comes in: frames from the tap's socket become streams of the recogniser. One thread, no decoding here.

Recognition does not know telephony, so the decoder of frames is given by whoever wires the two (`hotline/`). A frame has
``kind`` (1 open, 2 audio, 3 flush, 4 end), ``stream`` (``CALLID/caller`` or ``CALLID/agent``), ``time_ms`` and ``pcm``.
"""

import enum
from collections.abc import Callable, Iterable
from typing import Any, Protocol, cast, get_args

from asr.port import Channel, Emit, Recognizer, Stream, StreamFailed, StreamFinished
from config.errors import HotlineError
from config.ids import CallId

RATE = 8000


class Kind(enum.IntEnum):
    OPEN = 1
    AUDIO = 2
    FLUSH = 3
    END = 4


class FrameDecoder(Protocol):
    def feed(self, data: bytes) -> Iterable[Any]: ...


class TapListener:
    """Keeps the streams by name. ``opened`` is told of each new stream before its first event can come."""

    def __init__(self, recognizer: Recognizer, emit: Emit, opened: Callable[[CallId, Channel], None]) -> None:
        self._recognizer, self._emit, self._opened = recognizer, emit, opened
        self._streams: dict[str, Stream] = {}
        self._refused: set[str] = set()

    def take(self, frame: Any) -> None:
        """Apply one frame. Audio of a stream never opened opens it: the tap goes on after either side was restarted."""
        name, kind = str(frame.stream), int(frame.kind)
        if kind == Kind.END:
            self._refused.discard(name)
            self._end(name)
        elif kind in (Kind.OPEN, Kind.AUDIO):
            stream = self._streams.get(name) or self._open(name)
            if stream is not None and kind == Kind.AUDIO:
                stream.push(frame.pcm, frame.time_ms)
        elif kind == Kind.FLUSH and name in self._streams:
            self._streams[name].flush()

    def finish(self, names: Iterable[str]) -> None:
        """End these streams: whoever sent them is gone."""
        for name in tuple(names):
            self._end(name)

    def finish_all(self) -> None:
        self.finish(self._streams)

    def _end(self, name: str) -> None:
        stream = self._streams.pop(name, None)
        if stream is not None:
            stream.finish()

    def _open(self, name: str) -> Stream | None:
        call, _, channel = name.rpartition("/")
        if name in self._refused or not call or channel not in get_args(Channel):
            return None
        known = CallId(call), cast(Channel, channel)
        self._opened(*known)
        try:
            stream = self._streams[name] = self._recognizer.open(*known, RATE)
        except HotlineError as error:
            self._refused.add(name)
            self._emit(StreamFailed(call=known[0], channel=known[1], what=f"本路不转写：{error.what}"))
            self._emit(StreamFinished(call=known[0], channel=known[1]))
            return None
        return stream
