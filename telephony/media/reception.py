"""Figures of what arrives on one leg: how much, and how much was lost (RFC 3550 appendices A.1 and A.3).

The interarrival jitter is measured by the jitter buffer, which lives by it.
"""

from dataclasses import dataclass

_MAX_DROPOUT = 3_000
_MAX_MISORDER = 100
_SEQUENCES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBlock:
    """The receiver's half of an RTCP report; ``jitter`` in samples, ``fraction_lost`` 0–255 since the last report."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest_sequence: int
    jitter: int
    last_sr: int = 0
    delay_since_sr: int = 0


class Reception:
    """Counts one leg from its first packet to its last, across restarts of the sender."""

    def __init__(self) -> None:
        self.received = 0
        self._before = 0
        self._base: int | None = None
        self._highest = 0
        self._reported = (0, 0)

    def count(self, sequence: int) -> None:
        """Take one packet; a jump in the sequence numbers starts a new run (A.1)."""
        self.received += 1
        if (sequence - self._highest) % _SEQUENCES == 1 and self._base is not None:
            self._highest += 1
        else:
            self._follow(sequence)

    def count_next(self) -> None:
        """Take the packet that follows the highest one (`is_highest`), the short way."""
        self.received += 1
        self._highest += 1

    def is_highest(self, sequence: int) -> bool:
        """Whether the run stands at this sequence number."""
        return self._base is not None and self._highest % _SEQUENCES == sequence

    def _follow(self, sequence: int) -> None:
        if self._base is None:
            self._base = self._highest = sequence
            return
        ahead = (sequence - self._highest) % _SEQUENCES
        if 0 < ahead < _MAX_DROPOUT:
            self._highest += ahead
        elif _MAX_DROPOUT <= ahead <= _SEQUENCES - _MAX_MISORDER:
            self.restart()
            self._base = self._highest = sequence

    def restart(self) -> None:
        """The sender began anew (other SSRC or time line): keep the totals, forget the run."""
        self._before = self.expected
        self._base = None

    @property
    def expected(self) -> int:
        return self._before + (0 if self._base is None else self._highest - self._base + 1)

    @property
    def lost(self) -> int:
        """Packets that never came; never negative, although duplicates count as received."""
        return max(self.expected - self.received, 0)

    def report(self, ssrc: int, *, jitter: float = 0.0, last_sr: int = 0, delay_since_sr: int = 0) -> ReportBlock:
        """The block for the next RTCP report; ``jitter`` in samples, the fraction covers the time since the last call (A.3)."""
        expected, received = self.expected - self._reported[0], self.received - self._reported[1]
        self._reported = (self.expected, self.received)
        lost = max(expected - received, 0)
        return ReportBlock(
            ssrc=ssrc,
            fraction_lost=min(256 * lost // expected, 255) if expected > 0 else 0,
            lost=min(self.lost, 0x7FFFFF),
            highest_sequence=self._highest & 0xFFFFFFFF,
            jitter=int(jitter),
            last_sr=last_sr,
            delay_since_sr=delay_since_sr,
        )
