"""Frames of `hotline.media.v1`, without I/O: u32 sequence | u32 timestamp (samples), big-endian, then 320 bytes of PCM."""

import struct
from collections import deque

from config.errors import BadInput

PROTOCOL = "hotline.media.v1"
FRAME_BYTES = 320
FRAME_SAMPLES = 160
OUTGOING_FRAMES = 25
"""Half a second towards a browser; older sound is worth less than sound on time."""
_HEAD = struct.Struct("!II")
MESSAGE_BYTES = _HEAD.size + FRAME_BYTES
_WRAP = 1 << 32


def payload(message: bytes) -> bytes:
    """The 20 ms of PCM in one message from a browser; BadInput when its size is not that of a frame."""
    if len(message) != MESSAGE_BYTES:
        raise BadInput(f"a frame has {MESSAGE_BYTES} bytes, not {len(message)}")
    return message[_HEAD.size :]


class Outgoing:
    """Frames towards one browser: numbered as they come, the oldest dropped when the browser does not keep up.

    The numbers go on over a drop, so that the browser sees the gap.
    """

    def __init__(self, bound: int = OUTGOING_FRAMES) -> None:
        self._waiting: deque[bytes] = deque(maxlen=bound)
        self._count = 0
        self.dropped = 0

    def push(self, frame: bytes) -> None:
        if len(self._waiting) == self._waiting.maxlen:
            self.dropped += 1
        head = _HEAD.pack(self._count % _WRAP, self._count * FRAME_SAMPLES % _WRAP)
        self._waiting.append(head + frame)
        self._count += 1

    def pop(self) -> bytes | None:
        """The oldest message that still waits."""
        return self._waiting.popleft() if self._waiting else None
