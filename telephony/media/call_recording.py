"""A call's recording inside the engine: two legs on one time line, handed to the disk thread twice a second.

A piece that cannot be written is silence in the file; each next piece is tried again, so that the file goes on as soon as
the disk takes it.
"""

from functools import partial
from pathlib import Path

from config.ids import LegId
from telephony.media.disk import Disk
from telephony.media.jitter import SILENCE
from telephony.media.port import FRAME_MS, RATE
from telephony.media.recording import TwoTracks, WavFile, frames_in

# Ticks between two writes; half a second, so that a kill loses less than one with the disk's own delay.
WRITE_EVERY = 25
TOO_SLOW = "the disk is too slow"
_FRAME_SAMPLES = RATE * FRAME_MS // 1000


class CallRecording:
    """``first_tick`` is the tick of the file's first sample, which is 0 on the call's time line."""

    def __init__(self, path: Path, tick: int, disk: Disk) -> None:
        held = frames_in(path)
        self.left: LegId | None = None
        self.right: LegId | None = None
        self.first_tick = tick - held // _FRAME_SAMPLES
        self.left_out = 0
        self._trouble = ""
        self._told = ""
        self._wav = WavFile(path)
        self._disk = disk
        self._tracks = TwoTracks(held)
        self._submit(held, b"")

    def add(self, left: bytes, right: bytes) -> None:
        """One tick of both sides."""
        self._tracks.add(left, right)
        if len(self._tracks) >= WRITE_EVERY:
            self._submit(*self._tracks.take())

    def skip(self, ticks: int) -> None:
        """Time passed without audio: silence on both sides."""
        for _ in range(ticks):
            self.add(SILENCE, SILENCE)

    def finish(self) -> None:
        """Write the rest and close the file."""
        if len(self._tracks):
            self._submit(*self._tracks.take())
        self._disk.submit(self._wav.close)

    def news(self) -> str | None:
        """Why the file cannot be written, "" when it is written again; each change once, else None."""
        trouble = self._trouble
        if bool(trouble) == bool(self._told):
            return None
        self._told = trouble
        return trouble

    def _submit(self, position: int, pairs: bytes) -> None:
        if not self._disk.submit(partial(self._write, position, pairs)):
            self.left_out += 1
            self._trouble = TOO_SLOW

    def _write(self, position: int, pairs: bytes) -> None:
        """On the disk thread."""
        try:
            self._wav.write(position, pairs)
        except OSError as error:
            self._trouble = error.strerror or type(error).__name__
        else:
            self._trouble = ""
