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


GapWhy = Literal["postponed", "spooled", "lost", "failed", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(RecognitionEvent):
    """A stretch of the call that no final covers; it is decoded from the recording after the call.

    Seconds on the call's line; ``to_s`` None: until the recording ends, or until the same gap (call, channel, ``from_s``) is
    told again with its end. ``postponed``: admission or the ladder never let it in; ``spooled``: the ladder took it out;
    ``lost``: a worker died and its audio was no longer there; ``failed``: the stream broke; ``interrupted``: the service did.
    """

    from_s: float
    to_s: float | None
    why: GapWhy


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(RecognitionEvent):
    """The stream has decoded all audio up to ``until_s`` on the call's line, ``lag_s`` after that audio came in.

    For the ladder and for who feeds a recording; sent often, and never past the recognition process.
    """

    until_s: float
    lag_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How the whole recogniser stands: the ladder's step, the lag in seconds, channels read live and those put off."""

    step: Literal["normal", "fewer_interims", "no_interims", "after_call", "spooled"] = "normal"
    lag_s: float = 0.0
    live: int = 0
    postponed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Of the recogniser as a whole: one sentence for all desks, in Chinese; empty when all is well again.

    Each ``about`` has its own: what one part has overcome does not clear what another still says.
    """

    about: Literal["workers", "servers", "load"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many of the worker processes, or of the vosk-servers, recognise now (``up``) of those that should (``wanted``).

    ``gate`` says whether silence is kept from them: ``missing``: it is wanted, and the voice detector is not installed.
    """

    of: Literal["workers", "servers"]
    up: int
    wanted: int
    gate: Literal["on", "off", "missing"]


Event = RecognitionEvent | Notice | Load | Standing
Emit = Callable[[Event], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognizerInfo:
    """What runs: shown at start, on every desk and by ``hotline doctor``. ``engine`` ``none`` means no transcription."""

    engine: Literal["vosk", "vosk-server", "whisper", "none"]
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
