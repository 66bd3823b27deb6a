"""Where pushed audio stands on the call's time line: odd bytes carried, holes filled, leaps made a new base.

Pure: bytes and times in, steps out; the decoder is fed by whoever asked.
"""

from dataclasses import dataclass

TOLERANCE_S = 0.04
MAX_FILL_S = 2.0
BYTES_PER_SAMPLE = 2


@dataclass(frozen=True, slots=True)
class Feed:
    """Whole s16le samples that follow on what was fed before."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class Rebase:
    """What comes next starts at ``at_s`` seconds of the call and does not follow on what was fed before."""

    at_s: float


Step = Feed | Rebase


class Timeline:
    """Turns pushes into steps. ``position`` counts samples on the call's line, at ``rate`` samples a second.

    A hole up to `MAX_FILL_S` becomes silence, a longer one (or a leap back) a `Rebase`; audio that stands at a place
    already taken is the same audio again and is cut. Without ``time_ms`` audio follows on what came before.
    """

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.position = 0
        self._started = False
        self._carry = b""

    def place(self, pcm: bytes, time_ms: int | None = None) -> tuple[Step, ...]:
        between: tuple[Step, ...] = ()
        if time_ms is not None:
            between, pcm = self._align(pcm, time_ms)
        self._started = True
        whole = self._whole(pcm)
        self.position += len(whole) // BYTES_PER_SAMPLE
        return (*between, Feed(whole)) if whole else between

    def _align(self, pcm: bytes, time_ms: int) -> tuple[tuple[Step, ...], bytes]:
        """Return what stands between the last sample and this push, and what of the push is new."""
        place = round(time_ms * self.rate / 1000)
        distance = place - self.position
        if not self._started or abs(distance) > MAX_FILL_S * self.rate:
            self._carry, self.position = b"", place
            return (Rebase(time_ms / 1000),), pcm
        if abs(distance) <= TOLERANCE_S * self.rate:
            return (), pcm
        self._carry = b""
        if distance < 0:
            return (), pcm[-distance * BYTES_PER_SAMPLE :]
        self.position = place
        return (Feed(bytes(distance * BYTES_PER_SAMPLE)),), pcm

    def _whole(self, pcm: bytes) -> bytes:
        data = self._carry + pcm
        even = len(data) - len(data) % BYTES_PER_SAMPLE
        self._carry = data[even:]
        return data[:even]
