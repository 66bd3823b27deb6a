"""The recogniser port: Vosk, Whisper, a vosk-server farm and a scripted fake stand behind it.

Audio is s16le mono. Events are emitted through the callable given to the recogniser's constructor, from any thread;
the order within one stream is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from config.ids import CallId

Channel = Literal["caller", "agent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word with its times in seconds on the call's time line and the engine's confidence 0–1."""

    text: str
    t0: float
    t1: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionEvent:
    call: CallId
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Partial(RecognitionEvent):
    """Interim text of the utterance that is being spoken; replaced by the next Partial or by the Final."""

    text: str
    t0: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Final(RecognitionEvent):
    """A finished utterance. Never empty. ``engine`` names engine and model, e.g. ``vosk:vosk-model-small-cn-0.22``."""

    text: str
    t0: float
    t1: float
    confidence: float
    words: tuple[Word, ...]
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFinished(RecognitionEvent):
    """All that was pushed has been decoded and emitted; the last event of a stream, also after an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Degraded(RecognitionEvent):
    """The stream falls behind: ``step`` is one of the ladder's names, ``lag_s`` seconds behind the live audio."""

    step: Literal["normal", "fewer_interims", "no_interims", "after_call", "spooled"]
    lag_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFailed(RecognitionEvent):
    """This stream cannot go on; what was spoken stays in the recording. ``what`` is one sentence for the desk."""

    what: str


Emit = Callable[[RecognitionEvent], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognizerInfo:
    """What runs: shown at start, on every desk and by ``hotline doctor``. ``engine`` ``none`` means no transcription."""

    engine: Literal["vosk", "whisper", "none"]
    model: str
    language: str
    interims: bool


class Stream(Protocol):
    """One channel of one call. All methods return at once; the work happens on the stream's own serial thread."""

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        """Take audio of any length (an odd last byte is carried over); ``time_ms`` is its place on the call's line."""

    def flush(self) -> None:
        """Force a final now (hold, transfer)."""

    def finish(self) -> None:
        """No more audio: decode the tail, emit its Final, then StreamFinished."""


class Recognizer(Protocol):
    info: RecognizerInfo

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream: ...

    def close(self) -> None:
        """End all streams and free the model."""
