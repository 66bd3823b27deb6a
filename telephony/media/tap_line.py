"""One tapped leg: gathers 20 ms frames into the tap's frames of 100 ms with their place on the call's time line."""

from collections.abc import Iterator

from telephony.media.form import L16, Form
from telephony.media.port import FRAME_MS
from telephony.media.tap import TapFrame, TapKind
from telephony.media.track import Track, pcm

_FRAMES_PER_PIECE = 5


class TapLine:
    """``base_tick`` is the tick that counts as 0 ms: the recording's first, or the tap's own when nothing is recorded."""

    def __init__(self, stream: str, base_tick: int) -> None:
        self.stream = stream
        self._base = base_tick
        self._track = Track()
        self._started_ms = 0

    def _time(self, tick: int) -> int:
        return max(tick - self._base, 0) * FRAME_MS

    def open(self, tick: int) -> TapFrame:
        return TapFrame(TapKind.OPEN, self.stream, self._time(tick))

    def add(self, tick: int, frame: bytes, form: Form = L16) -> TapFrame | None:
        """Take the frame of one tick; every fifth gives an AUDIO frame."""
        track = self._track
        if not track:
            self._started_ms = self._time(tick)
        track.add(frame, form)
        return self._audio() if len(track) >= _FRAMES_PER_PIECE else None

    def flush(self, tick: int) -> Iterator[TapFrame]:
        """What is gathered, then FLUSH: the speaker was interrupted."""
        yield from self._rest()
        yield TapFrame(TapKind.FLUSH, self.stream, self._time(tick))

    def end(self, tick: int) -> Iterator[TapFrame]:
        """What is gathered, then END."""
        yield from self._rest()
        yield TapFrame(TapKind.END, self.stream, self._time(tick))

    def _rest(self) -> Iterator[TapFrame]:
        if self._track:
            yield self._audio()

    def _audio(self) -> TapFrame:
        return TapFrame(TapKind.AUDIO, self.stream, self._started_ms, pcm(self._track.take()))
