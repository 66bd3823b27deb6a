"""Frames on the tap: how the media engine hands speech to whoever listens (recognition is wired to it in `hotline/`).

A Unix stream socket; the engine connects to the listener. Each frame is a header and a payload, big-endian:

    u32 length of what follows | u8 kind | u8 length of name | name (UTF-8) | u32 time in ms | payload

``time`` is the position of the frame's first sample on the call's own time line (0 = the recording's first sample),
so silence before the tap and gaps are seen. AUDIO carries 100 ms of s16le mono 8 kHz (1,600 bytes; the last may be
shorter, always whole samples), OPEN and END none, FLUSH (hold, transfer) asks for a forced final.
"""

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from config.errors import BadInput

MAX_FRAME = 65_536
_HEAD = struct.Struct("!IBB")
_TIME = struct.Struct("!I")


class TapKind(IntEnum):
    OPEN = 1
    AUDIO = 2
    FLUSH = 3
    END = 4


class TapFrame(NamedTuple):
    """One frame; ``stream`` is the name given to `MediaEngine.tap`."""

    kind: TapKind
    stream: str
    time_ms: int
    pcm: bytes = b""

    def encode(self) -> bytes:
        name = self.stream.encode()
        body = len(name) + _TIME.size + len(self.pcm)
        return _HEAD.pack(body + 2, self.kind, len(name)) + name + _TIME.pack(self.time_ms) + self.pcm


class TapDecoder:
    """Turns received bytes into frames; keeps an unfinished rest. Raises BadInput on a frame that cannot be one."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[TapFrame]:
        self._rest += data
        while len(self._rest) >= _HEAD.size:
            length, kind, name_length = _HEAD.unpack_from(self._rest)
            if not 2 + name_length + _TIME.size <= length <= MAX_FRAME:
                raise BadInput(f"A tap frame of {length} bytes cannot be one.", "Restart the media process.")
            if len(self._rest) < 4 + length:
                return
            body, self._rest = self._rest[_HEAD.size : 4 + length], self._rest[4 + length :]
            (time_ms,) = _TIME.unpack_from(body, name_length)
            yield TapFrame(TapKind(kind), body[:name_length].decode(), time_ms, body[name_length + _TIME.size :])
