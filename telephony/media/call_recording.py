"""A call's recording inside the engine: two legs on one time line, handed to the disk thread twice a second.

A piece that cannot be written is silence in the file; each next piece is tried again, so that the file goes on as soon as
the disk takes it.
"""

from functools import partial
from pathlib import Path

from config.ids import LegId
from telephony.media.disk import Disk
from telephony.media.form import FRAME_SAMPLES, L16, Form
from telephony.media.recording import Piece, TwoTracks, WavFile, frames_in

# Ticks between two writes; half a second, so that a kill loses less than one with the disk's own delay.
WRITE_EVERY = 25
TOO_SLOW = "the disk is too slow"


class CallRecording:
    """``first_tick`` is the tick of the file's first sample, which is 0 on the call's time line."""

    def __init__(self, path: Path, tick: int, disk: Disk) -> None:
        held = frames_in(path)
        self.left: LegId | None = None
        self.right: tuple[LegId, ...] = ()
        self.paused = False
        self.first_tick = tick - held // FRAME_SAMPLES
        self.left_out = 0
        self._trouble = ""
        self._told = ""
        self._wav = WavFile(path)
        self._disk = disk
        self._tracks = TwoTracks(held)
        self._submit(Piece(held, [], []))

    @property
    def legs(self) -> tuple[LegId, ...]:
        """All whose voices are written."""
        return self.right if self.left is None else (self.left, *self.right)

    def add(self, left: bytes, right: bytes, left_form: Form = L16, right_form: Form = L16) -> None:
        """One tick of both sides."""
        tracks = self._tracks
        tracks.add(left, right, left_form, right_form)
        if len(tracks) >= WRITE_EVERY:
            self._submit(tracks.take())

    def add_silence(self) -> None:
        self.add(L16.silence, L16.silence)

    def skip(self, ticks: int) -> None:
        """Time passed without audio: silence on both sides."""
        for _ in range(ticks):
            self.add_silence()

    def finish(self) -> None:
        """Write the rest and close the file."""
        if len(self._tracks):
            self._submit(self._tracks.take())
        self._disk.submit(self._wav.close)

    def news(self) -> str | None:
        """Why the file cannot be written, "" when it is written again; each change once, else None."""
        trouble = self._trouble
        if bool(trouble) == bool(self._told):
            return None
        self._told = trouble
        return trouble

    def _submit(self, piece: Piece) -> None:
        if not self._disk.submit(partial(self._write, piece)):
            self.left_out += 1
            self._trouble = TOO_SLOW

    def _write(self, piece: Piece) -> None:
        """On the disk thread."""
        try:
            self._wav.write(piece.position, piece.pairs())
        except OSError as error:
            self._trouble = error.strerror or type(error).__name__
        else:
            self._trouble = ""
