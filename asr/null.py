"""No recognition: calls go on, every desk says that nothing is transcribed."""

from asr.port import Channel, Emit, RecognizerInfo, Stream, StreamFinished
from config.ids import CallId


class NullStream:
    """Hears nothing; ends at once when it is told to."""

    def __init__(self, call: CallId, channel: Channel, emit: Emit) -> None:
        self._finished = StreamFinished(call=call, channel=channel)
        self._emit, self._ended = emit, False

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        """Audio is in the recording; nothing is done with it here."""

    def flush(self) -> None:
        """There is nothing to force."""

    def finish(self) -> None:
        if not self._ended:
            self._ended = True
            self._emit(self._finished)


class NullRecognizer:
    """The engine ``none``."""

    def __init__(self, *, language: str, emit: Emit) -> None:
        self.info = RecognizerInfo(engine="none", model="", language=language, interims=False)
        self._emit = emit

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        return NullStream(call, channel, self._emit)

    def close(self) -> None:
        """Holds nothing."""
