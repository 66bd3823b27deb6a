"""The recording of one call: a two-channel WAV (left caller, right agent) that is whole after every write.

The file is written at given places (``pwrite``), data first, then the header with the new length. So a kill loses only
what was not handed over yet, and a piece that could not be written leaves silence of the right length, never a shift.
"""

import os
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np

from config.errors import BadInput
from telephony.media.form import Samples
from telephony.media.port import RATE
from telephony.media.track import Runs, together

HEADER_BYTES = 44
_FRAME_BYTES = 4
_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_MAX_DATA = 0xFFFF_FFFF - HEADER_BYTES


def header(frames: int) -> bytes:
    """The 44-byte RIFF header of 16-bit stereo PCM at 8 kHz with so many sample pairs."""
    data = min(frames * _FRAME_BYTES, _MAX_DATA)
    rate = RATE * _FRAME_BYTES
    return _HEADER.pack(b"RIFF", 36 + data, b"WAVE", b"fmt ", 16, 1, 2, RATE, rate, _FRAME_BYTES, 16, b"data", data)


def interleave(left: Samples, right: Samples) -> bytes:
    """Two mono pieces of equal length as left-right sample pairs."""
    pairs = np.empty((len(left), 2), "<i2")
    pairs[:, 0] = left
    pairs[:, 1] = right
    return pairs.tobytes()


def frames_in(path: Path) -> int:
    """Sample pairs that the file holds by its size, whatever its header says; 0 when there is none, or none to be seen."""
    try:
        return max(path.stat().st_size - HEADER_BYTES, 0) // _FRAME_BYTES
    except OSError:
        return 0


def repair(path: Path) -> float:
    """Make the header agree with the file after a kill, cut a half sample pair, and return the seconds it holds.

    Raises BadInput when the file is no recording of ours (it is left as it is).
    """
    with path.open("r+b") as file:
        head = file.read(4)
        if not b"RIFF".startswith(head):
            raise BadInput(f"{path.name} is no recording.", "Only WAV files that the hotline wrote can be repaired.")
        frames = frames_in(path)
        file.truncate(HEADER_BYTES + frames * _FRAME_BYTES)
        file.seek(0)
        file.write(header(frames))
    return frames / RATE


class WavFile:
    """One open recording; used from the disk thread only. Goes on behind what an existing file holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._frames = 0

    def write(self, position: int, pairs: bytes) -> None:
        """Put sample pairs at ``position`` (in pairs from the start of the file) and renew the header. OSError passes."""
        descriptor = self._open()
        _write_all(descriptor, pairs, HEADER_BYTES + position * _FRAME_BYTES)
        self._frames = max(self._frames, position + len(pairs) // _FRAME_BYTES)
        _write_all(descriptor, header(self._frames), 0)

    def _open(self) -> int:
        if self._descriptor is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._frames = frames_in(self._path)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o640)
        return self._descriptor

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _write_all(descriptor: int, data: bytes, place: int) -> None:
    while data:
        written = os.pwrite(descriptor, data, place)
        data, place = data[written:], place + written


class Piece(NamedTuple):
    """All voices of some ticks: ``position`` in sample pairs from the file's start, ``ticks`` long."""

    position: int
    ticks: int
    left: list[Runs]
    right: list[Runs]

    def pairs(self) -> bytes:
        """The interleaved samples: left the caller, right the sum of our side; who is absent is silence."""
        return interleave(together(self.left, self.ticks), together(self.right, self.ticks))
