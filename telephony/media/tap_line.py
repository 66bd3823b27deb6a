"""One tapped leg: gathers 20 ms frames into the tap's frames of 100 ms with their place on the call's time line."""

from collections.abc import Iterator

from telephony.media.port import FRAME_MS
from telephony.media.tap import TapFrame, TapKind
from telephony.media.track import Track, pcm

FRAMES_PER_PIECE = 5


class TapLine:
    """``base_tick`` is the tick that counts as 0 ms: the recording's first, or the tap's own when nothing is recorded.

    The leg puts its frames into ``track``, one each tick.
    """

    def __init__(self, stream: str, base_tick: int, track: Track) -> None:
        self.stream = stream
        self.track = track
        self._base = base_tick

    def _time(self, tick: int) -> int:
        return max(tick - self._base, 0) * FRAME_MS

    def open(self, tick: int) -> TapFrame:
        return TapFrame(TapKind.OPEN, self.stream, self._time(tick))

    def piece(self, tick: int) -> TapFrame | None:
        """An AUDIO frame when the frame of ``tick`` has completed one."""
        return self._audio(tick + 1) if len(self.track.frames) >= FRAMES_PER_PIECE else None

    def flush(self, tick: int) -> Iterator[TapFrame]:
        """What is gathered of the ticks before this one, then FLUSH: the speaker was interrupted."""
        yield from self._rest(tick)
        yield TapFrame(TapKind.FLUSH, self.stream, self._time(tick))

    def end(self, tick: int) -> Iterator[TapFrame]:
        """What is gathered of the ticks before this one, then END."""
        yield from self._rest(tick)
        yield TapFrame(TapKind.END, self.stream, self._time(tick))

    def _rest(self, tick: int) -> Iterator[TapFrame]:
        if len(self.track):
            yield self._audio(tick)

    def _audio(self, end_tick: int) -> TapFrame:
        started = self._time(end_tick - len(self.track))
        return TapFrame(TapKind.AUDIO, self.stream, started, pcm(self.track.take()))
