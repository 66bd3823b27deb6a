"""What must be heard again when a decoder is lost: of one stream the audio since the end of its last final.

Pure: bytes and places in, bytes and places out. Bounded in seconds; what the bound pushed out is named, so that it can be
decoded from the recording.
"""

from collections import deque
from dataclasses import dataclass

from asr.timeline import BYTES_PER_SAMPLE, MAX_FILL_S


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds on the call's line."""

    from_s: float
    to_s: float


class Replay:
    """Of s16le mono (whole samples) at ``rate`` samples a second at most ``max_s`` seconds are kept.

    Audio without a place follows on what came before. A leap back by more than the time line fills starts anew.
    """

    def __init__(self, rate: int, max_s: float) -> None:
        self._rate, self._limit = rate, int(max_s * rate) * BYTES_PER_SAMPLE
        self._pieces: deque[tuple[int, bytes]] = deque()
        self._kept = 0
        self._end_ms = 0
        self._final_ms: int | None = None
        self._lost: Span | None = None

    @property
    def end_s(self) -> float:
        """Where the audio ends that was pushed so far."""
        return self._end_ms / 1000

    @property
    def final_s(self) -> float | None:
        """Where the last final ended; None before the first."""
        return None if self._final_ms is None else self._final_ms / 1000

    @property
    def lost(self) -> Span | None:
        """What was pushed after the last final and is no longer kept."""
        return self._lost

    @property
    def lost_s(self) -> float:
        """Seconds of it."""
        return 0.0 if self._lost is None else self._lost.to_s - self._lost.from_s

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        at = self._end_ms if time_ms is None else time_ms
        if at < self._end_ms - MAX_FILL_S * 1000:
            self._start_anew()
        if not pcm:
            return
        self._pieces.append((at, pcm))
        self._kept += len(pcm)
        self._end_ms = at + self._ms(pcm)
        while self._kept > self._limit and self._pieces:
            self._push_out()

    def final_until(self, t1_s: float) -> None:
        """A final that ends here was given out: what was said before need not be heard again."""
        if t1_s < 0:
            return
        self._final_ms = max(round(t1_s * 1000), self._final_ms or 0)
        while self._pieces and self._ends(self._pieces[0]) <= self._final_ms:
            self._kept -= len(self._pieces.popleft()[1])
        if self._pieces and self._pieces[0][0] < self._final_ms:
            self._cut_first(self._final_ms)
        if self._lost is not None:
            rest = Span(max(self._lost.from_s, self._final_ms / 1000), self._lost.to_s)
            self._lost = rest if rest.from_s < rest.to_s else None

    def since_final(self) -> list[tuple[int, bytes]]:
        """The audio to be heard again, each piece with its place in ms on the call's line."""
        return list(self._pieces)

    def told_lost(self) -> Span | None:
        """What is lost, once: from now on it counts as done."""
        lost, self._lost = self._lost, None
        return lost

    def give_up(self) -> None:
        """None of it will be heard again: all that is kept is lost."""
        while self._pieces:
            self._push_out()

    def _start_anew(self) -> None:
        self._pieces.clear()
        self._kept, self._final_ms, self._lost = 0, None, None

    def _push_out(self) -> None:
        first = self._pieces.popleft()
        self._kept -= len(first[1])
        begins = first[0] / 1000 if self._lost is None else self._lost.from_s
        self._lost = Span(begins, self._ends(first) / 1000)

    def _cut_first(self, at_ms: int) -> None:
        """Cut the first piece on a whole sample, so that what is left begins at ``at_ms``."""
        begins, pcm = self._pieces.popleft()
        off = (at_ms - begins) * self._rate // 1000 * BYTES_PER_SAMPLE
        self._kept -= min(off, len(pcm))
        if pcm[off:]:
            self._pieces.appendleft((at_ms, pcm[off:]))

    def _ends(self, piece: tuple[int, bytes]) -> int:
        return piece[0] + self._ms(piece[1])

    def _ms(self, pcm: bytes) -> int:
        return len(pcm) // BYTES_PER_SAMPLE * 1000 // self._rate
