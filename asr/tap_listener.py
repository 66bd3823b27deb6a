"""Speech as it comes in: frames from the tap's socket become streams of the recogniser. One thread, no decoding here.

Recognition does not know telephony, so the decoder of frames is given by whoever wires the two (`hotline/`). A frame has
``kind`` (1 open, 2 audio, 3 flush, 4 end), ``stream`` (``CALLID/caller`` or ``CALLID/agent``), ``time_ms`` and ``pcm``.
"""

import enum
from collections.abc import Callable, Iterable
from typing import Any, Literal, Protocol, cast, get_args

from asr.port import Channel, Emit, Recognizer, Stream, StreamFailed, StreamFinished
from config.errors import HotlineError
from config.ids import CallId

RATE = 8000


class Kind(enum.IntEnum):
    OPEN = 1
    AUDIO = 2
    FLUSH = 3
    END = 4


Moment = Literal["opened", "heard", "ended"]
Tell = Callable[[Moment, CallId, Channel, float], None]


class FrameDecoder(Protocol):
    def feed(self, data: bytes) -> Iterable[Any]: ...


class TapListener:
    """Keeps the streams by name. ``tell`` is told of each new stream before its first event can come, of the place of its
    first audio, and of its end, each in seconds on the call's line."""

    def __init__(self, recognizer: Recognizer, emit: Emit, tell: Tell) -> None:
        self._recognizer, self._emit, self._tell = recognizer, emit, tell
        self._streams: dict[str, Stream] = {}
        self._silent: set[str] = set()
        self._refused: set[str] = set()

    def take(self, frame: Any) -> None:
        """Apply one frame. Audio of a stream never opened opens it: the tap goes on after either side was restarted."""
        name, kind = str(frame.stream), int(frame.kind)
        if kind == Kind.END:
            self._refused.discard(name)
            self._end(name, frame.time_ms / 1000)
        elif kind in (Kind.OPEN, Kind.AUDIO):
            stream = self._streams.get(name) or self._open(name, frame.time_ms / 1000)
            if stream is not None and kind == Kind.AUDIO:
                if name in self._silent:
                    self._silent.discard(name)
                    self._tell("heard", *_known(name), frame.time_ms / 1000)
                stream.push(frame.pcm, frame.time_ms)
        elif kind == Kind.FLUSH and name in self._streams:
            self._streams[name].flush()

    def finish(self, names: Iterable[str]) -> None:
        """End these streams: whoever sent them is gone."""
        for name in tuple(names):
            self._end(name, None)

    def finish_all(self) -> None:
        self.finish(self._streams)

    def _end(self, name: str, at_s: float | None) -> None:
        stream = self._streams.pop(name, None)
        self._silent.discard(name)
        if stream is not None:
            if at_s is not None:
                self._tell("ended", *_known(name), at_s)
            stream.finish()

    def _open(self, name: str, at_s: float) -> Stream | None:
        call, channel = _known(name)
        if name in self._refused or not call or channel not in get_args(Channel):
            return None
        self._tell("opened", call, channel, at_s)
        try:
            stream = self._streams[name] = self._recognizer.open(call, channel, RATE)
        except HotlineError as error:
            self._refused.add(name)
            self._emit(StreamFailed(call=call, channel=channel, what=f"本路不转写：{error.what}"))
            self._emit(StreamFinished(call=call, channel=channel))
            return None
        self._silent.add(name)
        return stream


def _known(name: str) -> tuple[CallId, Channel]:
    """``CALLID/caller`` as call and channel; whether it is one, `TapListener` asks when it opens it."""
    call, _, channel = name.rpartition("/")
    return CallId(call), cast(Channel, channel)
