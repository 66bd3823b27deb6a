"""Telephone events of RFC 4733 §2.3: each pressed key once, whatever is retransmitted, lost or reordered."""

from collections import deque

DIGITS = "0123456789*#ABCD"
_LENGTH = 4
# Timestamps of events already reported; a straggler of an older event must not count again.
_REMEMBERED = 16


class DigitDetector:
    """Fed with the payload and the RTP timestamp, which is the same in all packets of one event."""

    def __init__(self) -> None:
        self._seen: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)

    def feed(self, ssrc: int, timestamp: int, payload: bytes) -> str | None:
        """The digit at the first packet that is seen of it; None for repeats, junk and other events (16: flash)."""
        if len(payload) < _LENGTH or payload[0] >= len(DIGITS) or (ssrc, timestamp) in self._seen:
            return None
        self._seen.append((ssrc, timestamp))
        return DIGITS[payload[0]]
