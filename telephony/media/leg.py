"""What all legs of the engine share: what came from a leg this tick, and what it is to hear."""

from collections.abc import Callable

from config.ids import LegId
from telephony.media.jitter import SILENCE, JitterBuffer
from telephony.media.playlist import Playlist
from telephony.media.port import LegQuality, MediaEvent, PlayFinished
from telephony.media.tap_line import TapLine

Emit = Callable[[MediaEvent], None]
FRAME_SAMPLES = 160


class Leg:
    """What all legs share. ``heard`` is the 320-byte frame that came from this leg at the present tick."""

    def __init__(self, leg_id: LegId, jitter: JitterBuffer, emit: Emit) -> None:
        self.leg_id = leg_id
        self.jitter = jitter
        self.peer: Leg | None = None
        self.playlist: Playlist | None = None
        self.muted = False
        self.tap: TapLine | None = None
        self.heard = SILENCE
        self._emit = emit

    def listen(self) -> None:
        """Take this tick's frame out of the jitter buffer; a muted leg's frame is thrown away."""
        frame = self.jitter.pop()
        self.heard = SILENCE if frame is None or self.muted else frame

    def due(self) -> bytes:
        """What this leg must hear now: the prompt that plays, else the other side of its bridge, else silence."""
        if self.playlist is not None:
            frame = self.playlist.next_frame()
            if frame is not None:
                return frame
            token, self.playlist = self.playlist.token, None
            self._emit(PlayFinished(leg=self.leg_id, token=token))
        return self.peer.heard if self.peer is not None else SILENCE

    def speak(self) -> None:
        """Send on its way what is due at this tick."""
        raise NotImplementedError

    def quality(self) -> LegQuality:
        return LegQuality(leg=self.leg_id)

    def close(self) -> None:
        """Free what the leg holds."""


class PipeLeg(Leg):
    """A browser's leg: frames come without time stamps, so their order stands in for them."""

    _FLOOR_MS = 60

    def __init__(self, leg_id: LegId, number: int, max_ms: int, emit: Emit) -> None:
        super().__init__(leg_id, JitterBuffer(max_ms, self._FLOOR_MS), emit)
        self.number = number
        self.told = SILENCE
        self._received = 0
        self._sent = 0

    def speak(self) -> None:
        """``told`` is the frame that the browser gets at this tick."""
        self.told = self.due()
        self._sent += 1

    def receive(self, frame: bytes, now_s: float) -> None:
        """A frame from the browser; its place follows from the count of frames before it."""
        self.jitter.push(1, self._received * FRAME_SAMPLES & 0xFFFF_FFFF, frame, now_s * 1000.0)
        self._received += 1

    def quality(self) -> LegQuality:
        return LegQuality(leg=self.leg_id, packets_received=self._received, packets_sent=self._sent)
