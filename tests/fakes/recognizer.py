"""A recogniser that says what it was told to say, for tests of everything around recognition."""

import itertools
import threading
from collections.abc import Callable, Sequence

from asr.port import Channel, Emit, Final, Partial, Recognizer, RecognizerInfo, Stream, StreamFinished, Word
from config.errors import Unavailable
from config.ids import CallId

BYTES_PER_S = 16_000


class ScriptedStream(Stream):
    """Each ``every_s`` of audio, and each flush, is one line of the script: an interim, then a final of it."""

    def __init__(
        self,
        call: CallId,
        channel: Channel,
        script: Sequence[str],
        emit: Emit,
        every_s: float,
        heard: Callable[[bytes], None],
    ) -> None:
        self.call, self.channel = call, channel
        self.audio = bytearray()
        self.finished = False
        self._lines, self._emit, self._every, self._heard = itertools.cycle(script), emit, int(every_s * BYTES_PER_S), heard
        self._from, self._at_ms = 0, 0
        self._lock = threading.Lock()

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        with self._lock:
            self._at_ms = time_ms if time_ms is not None and not self.audio else self._at_ms
            self.audio += pcm
        self._heard(pcm)
        while len(self.audio) - self._from >= self._every:
            self._say(self._from + self._every)

    def flush(self) -> None:
        if len(self.audio) > self._from:
            self._say(len(self.audio))

    def finish(self) -> None:
        if not self.finished:
            self.flush()
            self.finished = True
            self._emit(StreamFinished(call=self.call, channel=self.channel))

    def _say(self, upto: int) -> None:
        text = next(self._lines)
        t0, t1 = (self._at_ms / 1000 + at / BYTES_PER_S for at in (self._from, upto))
        self._from = upto
        self._emit(Partial(call=self.call, channel=self.channel, text=text[: len(text) // 2], t0=t0))
        words = (Word(text=text, t0=t0, t1=t1, confidence=0.9),)
        self._emit(
            Final(
                call=self.call,
                channel=self.channel,
                text=text,
                t0=t0,
                t1=t1,
                confidence=0.9,
                words=words,
                engine="scripted:1",
            )
        )


class ScriptedRecognizer(Recognizer):
    """``streams`` keeps what was opened, in order; more than ``max_streams`` open ones are refused."""

    def __init__(
        self,
        emit: Emit,
        script: Sequence[str] = ("路灯坏了三天了",),
        *,
        every_s: float = 1.0,
        max_streams: int = 12,
        heard: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        self.info = RecognizerInfo(engine="vosk", model="scripted", language="zh", interims=True)
        self.streams: list[ScriptedStream] = []
        self.closed = False
        self._emit, self._script, self._every_s, self._max, self._heard = emit, script, every_s, max_streams, heard

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        if sum(not stream.finished for stream in self.streams) >= self._max:
            raise Unavailable(f"All {self._max} recognition streams are in use.")
        stream = ScriptedStream(call, channel, self._script, self._emit, self._every_s, self._heard)
        self.streams.append(stream)
        return stream

    def close(self) -> None:
        for stream in self.streams:
            stream.finish()
        self.closed = True
