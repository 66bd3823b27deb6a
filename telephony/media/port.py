"""The port between the exchange and the media engine. The engine is a process of its own (`telephony/media/process.py`).

All commands return at once (they are written to the engine's control socket in order); only those that need an
answer are coroutines. Audio is 16-bit little-endian mono PCM at 8,000 Hz in frames of 20 ms = 160 samples = 320 bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from config.ids import CallId, LegId
from telephony.sip.port import LocalMedia, Negotiated

RATE = 8_000
FRAME_MS = 20
FRAME_BYTES = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class LegQuality:
    """RFC 3550 figures of one leg at its end. Jitter in ms, loss as share 0–1, MOS 1.0–4.5 by a reduced E-model (G.107).

    ``packets_concealed`` frames of 20 ms were made up by us, ``max_gap_ms`` is the longest time in which nothing came though
    the peer had begun to send and was not on hold.
    """

    leg: LegId
    packets_received: int = 0
    packets_sent: int = 0
    packets_lost: int = 0
    packets_late: int = 0
    packets_concealed: int = 0
    max_gap_ms: float = 0.0
    jitter_ms: float = 0.0
    round_trip_ms: float | None = None
    mos: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaEvent:
    leg: LegId


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayFinished(MediaEvent):
    """The list of prompts given with ``token`` has been played to its end (never sent for a loop or a stopped one)."""

    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitPressed(MediaEvent):
    """One RFC 4733 digit, reported once whatever its retransmissions."""

    digit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RtpTimedOut(MediaEvent):
    """Nothing came for ``media.rtp_timeout_s`` though the peer should send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegClosed(MediaEvent):
    quality: LegQuality


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingTroubled(MediaEvent):
    """A call's file cannot be written (``what`` says why), or is written again (``what`` is empty). ``leg`` is empty."""

    call: CallId
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLost(MediaEvent):
    """The media process died; all its legs are gone. ``leg`` is the empty string."""


class PipeAudio(Protocol):
    """Audio of one browser leg inside the console's process: 320-byte frames both ways, newest wins when full."""

    def send(self, frame: bytes) -> None:
        """Hand over one 20 ms frame that the browser recorded. Wrong sizes raise BadInput."""

    def on_frame(self, callback: Callable[[bytes], None]) -> None:
        """Call back on the loop's thread for each 20 ms frame that the agent must hear."""

    def close(self) -> None: ...


class MediaEngine(Protocol):
    """All legs of one node."""

    async def start(self, on_event: Callable[[MediaEvent], None]) -> None: ...

    async def open_rtp(self, leg: LegId) -> LocalMedia:
        """Bind an even RTP port and the odd RTCP port beside it; Unavailable when none is free (``media.rtp_ports``)."""

    async def open_pipe(self, leg: LegId) -> PipeAudio:
        """Open a leg whose audio is handed over in this process (browser softphone)."""

    def connect(self, leg: LegId, media: Negotiated) -> None:
        """Set codec, payload types, remote address and direction; again on re-INVITE. Symmetric RTP with source lock."""

    def play(self, leg: LegId, prompts: Sequence[str], *, token: str, loop: bool = False) -> None:
        """Play prompts by catalogue name (``welcome``) to the leg, replacing what plays now."""

    def stop_play(self, leg: LegId) -> None: ...

    def hear(self, leg: LegId, sources: Sequence[LegId]) -> None:
        """From now on ``leg`` hears the sum of ``sources`` (itself left out), and nothing of what it was playing.

        The one primitive of every conversation: two legs that hear each other are a bridge, three a conference; a leg that
        hears others and is heard by nobody monitors them, one that only the agent hears whispers. Empty: hears silence.
        A source that closes falls out of all sums.
        """

    def bridge(self, a: LegId, b: LegId) -> None:
        """Each hears the other and nobody else; stops what they were playing."""

    def unbridge(self, leg: LegId) -> None:
        """``leg`` hears nobody, and nobody hears it."""

    def send_digits(self, leg: LegId, digits: str) -> None:
        """Press keys towards the peer (RFC 4733 events; in the sound itself where the peer takes no events)."""

    def mute(self, leg: LegId, on: bool) -> None:
        """What comes from this leg is replaced by silence for the other side, the recording and the tap."""

    def record(self, call: CallId, path: Path, *, left: LegId, right: LegId | Sequence[LegId] | None = None) -> None:
        """Write a two-channel WAV (left caller, right agent and whoever else speaks on our side), written through each second.

        Called again with ``right`` when those on our side change; the same file goes on in the same time line.
        The header is valid after each write-through, so a kill loses at most one second.
        """

    def pause_recording(self, call: CallId, on: bool) -> None:
        """Silence instead of what is said, in the recording and in the taps of its legs together; the time line goes on."""

    def stop_recording(self, call: CallId) -> None: ...

    def tap(self, leg: LegId, stream: str) -> None:
        """Send what comes from this leg to the tap socket under the name ``stream`` (see `telephony.media.tap`)."""

    def untap(self, leg: LegId) -> None:
        """End the stream (an END frame follows the last audio)."""

    async def close(self, leg: LegId) -> LegQuality:
        """Close the leg, free its ports, end its tap; answers with its figures (zeros when it was gone)."""

    async def stop(self) -> None: ...
