"""What goes to a worker, binary, big-endian; what comes back are the JSON lines of `asr.wire` with the stream's number.

    u32 length of what follows | u8 kind | u32 stream | i64 place in ms, −1: follows on | payload

BEGIN carries the settings as JSON, OPEN the rate as JSON, AUDIO s16le; the others carry none. ``stream`` is the number that
the pool gave, 0 where none is meant.
"""

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from config.errors import BadInput

MAX_FRAME = 1 << 21
_HEAD = struct.Struct("!IBIq")
_BESIDE_LENGTH = _HEAD.size - 4


class Kind(IntEnum):
    BEGIN = 1
    OPEN = 2
    AUDIO = 3
    FLUSH = 4
    FINISH = 5
    PING = 6


class Frame(NamedTuple):
    kind: Kind
    stream: int = 0
    time_ms: int | None = None
    payload: bytes = b""

    def encode(self) -> bytes:
        place = -1 if self.time_ms is None else self.time_ms
        return _HEAD.pack(_BESIDE_LENGTH + len(self.payload), self.kind, self.stream, place) + self.payload


class FrameReader:
    """Turns received bytes into frames; keeps an unfinished rest. Raises BadInput on what cannot be one."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        self._rest += data
        while len(self._rest) >= _HEAD.size:
            length, kind, stream, place = _HEAD.unpack_from(self._rest)
            if not _BESIDE_LENGTH <= length <= MAX_FRAME or kind not in Kind.__members__.values():
                raise BadInput(f"A frame of kind {kind} and {length} bytes is none of the pool's.")
            if len(self._rest) < 4 + length:
                return
            payload = bytes(self._rest[_HEAD.size : 4 + length])
            del self._rest[: 4 + length]
            yield Frame(Kind(kind), stream, None if place < 0 else place, payload)
