"""A call's recording inside the engine: its voices on one time line, handed to the disk thread twice a second.

A piece that cannot be written is silence in the file; each next piece is tried again, so that the file goes on as soon as
the disk takes it.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from telephony.media.disk import Disk
from telephony.media.form import FRAME_SAMPLES
from telephony.media.leg import Leg
from telephony.media.recording import Piece, WavFile, frames_in
from telephony.media.track import Track

# Ticks between two writes; half a second, so that a kill loses less than one with the disk's own delay.
WRITE_EVERY = 25
TOO_SLOW = "the disk is too slow"
Voices = list[tuple[Leg, Track]]


class CallRecording:
    """``first_tick`` is the tick of the file's first sample, which is 0 on the call's time line.

    The legs put their frames into tracks of their own; `tick` is called when they all have done so.
    """

    def __init__(self, path: Path, tick: int, disk: Disk) -> None:
        held = frames_in(path)
        self.first_tick = tick - held // FRAME_SAMPLES
        self.left_out = 0
        self.paused = False
        self._left: Voices = []
        self._right: Voices = []
        self._trouble = ""
        self._told = ""
        self._wav = WavFile(path)
        self._disk = disk
        self._position = held
        self._ticks = 0
        self._submit(Piece(held, 0, [], []))

    @property
    def legs(self) -> list[Leg]:
        """All whose voices are written."""
        return [leg for leg, _ in (*self._left, *self._right)]

    def voices(self, left: Sequence[Leg], right: Sequence[Leg]) -> None:
        """Who is written from the next tick on."""
        self._cut()
        for leg, track in (*self._left, *self._right):
            leg.keep_no_more(track)
        self._left, self._right = ([(leg, leg.keep()) for leg in legs] for legs in (left, right))

    def tick(self) -> None:
        """One tick of all voices is gathered."""
        self._ticks += 1
        if self._ticks >= WRITE_EVERY:
            self._cut()

    def skip(self, ticks: int) -> None:
        """Time passed without audio: silence on both sides."""
        self._cut()
        self._position += ticks * FRAME_SAMPLES

    def finish(self) -> None:
        """Write the rest and close the file."""
        self.voices((), ())
        self._disk.submit(self._wav.close)

    def news(self) -> str | None:
        """Why the file cannot be written, "" when it is written again; each change once, else None."""
        trouble = self._trouble
        if bool(trouble) == bool(self._told):
            return None
        self._told = trouble
        return trouble

    def _cut(self) -> None:
        """Hand over what was gathered since the last time."""
        if not self._ticks:
            return
        left, right = ([track.take() for _, track in voices] for voices in (self._left, self._right))
        self._submit(Piece(self._position, self._ticks, left, right))
        self._position += self._ticks * FRAME_SAMPLES
        self._ticks = 0

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
