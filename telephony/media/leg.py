"""What all legs of the engine share: what came from a leg this tick, and what it is to hear."""

from collections.abc import Callable

from config.ids import LegId
from telephony.media.form import FRAME_SAMPLES, L16, Form, Samples, converted
from telephony.media.jitter import JitterBuffer
from telephony.media.keys import Keys, tone_frame
from telephony.media.mix import heard_from
from telephony.media.playlist import Playlist
from telephony.media.port import LegQuality, MediaEvent, PlayFinished
from telephony.media.tap_line import TapLine
from telephony.media.track import Track

Emit = Callable[[MediaEvent], None]


class Leg:
    """``heard`` is the frame that came from this leg at the present tick, taken once for all who hear, record or tap it.

    What a leg hears is made of what came from others, never of what they hear, so sound cannot run in a circle.
    """

    # Slots, for there are more attributes than Python's instances share the keys of, and each is read every 20 ms.
    __slots__ = (
        "_emit", "_kept", "_samples", "_tracks", "form", "heard", "hushed", "jitter", "keys", "leg_id", "muted", "playlist",
        "sources", "tap",
    )  # fmt: skip

    def __init__(self, leg_id: LegId, jitter: JitterBuffer, emit: Emit) -> None:
        self.leg_id = leg_id
        self.jitter = jitter
        self.form: Form = jitter.form
        self.sources: tuple[Leg, ...] = ()
        self.playlist: Playlist | None = None
        self.muted = False
        self.hushed = False
        self.tap: TapLine | None = None
        self.heard = self.form.silence
        self.keys = Keys()
        self._samples: Samples | None = None
        self._tracks: list[Track] = []
        self._kept: list[list[bytes]] = []
        self._emit = emit

    def listen(self, tick_ms: float) -> None:
        """Take this tick's frame out of the jitter buffer; a muted leg's frame is thrown away."""
        frame = self.jitter.pop(tick_ms)
        if frame is None or self.muted:
            frame = self.form.silence
        self.heard = frame
        self._samples = None
        if self.hushed:
            frame = self.form.silence
        for kept in self._kept:
            kept.append(frame)

    def keep(self) -> Track:
        """A track that gets a frame at each tick from now on: this leg's voice, silence while it is hushed."""
        track = Track(self.form)
        self._tracks.append(track)
        self._kept = [track.frames for track in self._tracks]
        return track

    def keep_no_more(self, track: Track) -> None:
        self._tracks.remove(track)
        self._kept = [track.frames for track in self._tracks]

    def _take_form(self, form: Form) -> None:
        """Another law is spoken on the line from now on."""
        self.jitter.change_form(form)
        for track in self._tracks:
            track.turn(form)
        self.form, self.heard, self._samples = form, form.silence, None

    def samples(self) -> Samples:
        """``heard`` as linear samples, made once a tick for however many need them."""
        if self._samples is None:
            self._samples = self.form.samples(self.heard)
        return self._samples

    def due(self) -> bytes:
        """What this leg must hear now: the prompt that plays, else those it listens to, else silence; in its own form."""
        if self.playlist is not None:
            frame = self.playlist.next_frame(self.form)
            if frame is not None:
                return frame
            token, self.playlist = self.playlist.token, None
            self._emit(PlayFinished(leg=self.leg_id, token=token))
        sources = self.sources
        if len(sources) == 1:
            source = sources[0]
            return source.heard if source.form is self.form else converted(source.heard, source.form, self.form)
        return heard_from(sources, self.form)

    def tone(self) -> bytes | None:
        """The sound of the key that is being pressed towards this leg at this tick, None for none."""
        step = self.keys.step() if self.keys.waiting else None
        return None if step is None else tone_frame(step, self.form)

    def speak(self) -> None:
        """Send on its way what is due at this tick."""
        raise NotImplementedError

    def quality(self) -> LegQuality:
        return LegQuality(leg=self.leg_id)

    def close(self) -> None:
        """Free what the leg holds."""


class PipeLeg(Leg):
    """A browser's leg: frames come without time stamps, so their order stands in for them."""

    __slots__ = ("_received", "_sent", "number", "told")
    _FLOOR_MS = 60

    def __init__(self, leg_id: LegId, number: int, max_ms: int, emit: Emit) -> None:
        super().__init__(leg_id, JitterBuffer(max_ms, self._FLOOR_MS), emit)
        self.number = number
        self.told = L16.silence
        self._received = 0
        self._sent = 0

    def speak(self) -> None:
        """``told`` is the frame that the browser gets at this tick."""
        due = self.due()
        self.told = self.tone() or due
        self._sent += 1

    def receive(self, frame: bytes, now_s: float) -> None:
        """A frame from the browser; its place follows from the count of frames before it."""
        self.jitter.push(1, self._received * FRAME_SAMPLES & 0xFFFF_FFFF, frame, now_s * 1000.0)
        self._received += 1

    def quality(self) -> LegQuality:
        return LegQuality(
            leg=self.leg_id,
            packets_received=self._received,
            packets_sent=self._sent,
            packets_concealed=self.jitter.concealed,
        )
