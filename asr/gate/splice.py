"""Where on the stream's line a time of the inner decoder lies, when only parts of the stream were fed to it. Pure."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from asr.decoder import Utterance

MAX_PIECES = 64


@dataclass(frozen=True, slots=True)
class Piece:
    """``length_s`` seconds that lie at ``inner_s`` on the inner line and at ``outer_s`` on the outer one."""

    inner_s: float
    outer_s: float
    length_s: float


class Splice:
    """The pieces fed since the utterance before last, newest `MAX_PIECES`; the two lines run alike within a piece."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    def fed(self, inner_s: float, outer_s: float, length_s: float) -> None:
        """Note what was fed; it lengthens the last piece where both lines go on."""
        if self._pieces:
            last = self._pieces[-1]
            if abs(outer_s - inner_s - (last.outer_s - last.inner_s)) < 1e-6:
                self._pieces[-1] = replace(last, length_s=inner_s + length_s - last.inner_s)
                return
        self._pieces = [*self._pieces[1 - MAX_PIECES :], Piece(inner_s, outer_s, length_s)]

    def outer(self, utterance: Utterance) -> Utterance:
        """The utterance with times of the outer line; what begins on a seam begins after it, what ends there before."""
        words = (replace(w, t0=self._begin(w.t0), t1=self._end(w.t1)) for w in utterance.words)
        return Utterance(tuple(words))

    def forget(self) -> None:
        """An utterance is out: later ones do not reach back behind the last piece."""
        self._pieces = self._pieces[-1:]

    def _begin(self, inner_s: float) -> float:
        return self._at(bisect_right(self._pieces, inner_s, key=lambda piece: piece.inner_s) - 1, inner_s)

    def _end(self, inner_s: float) -> float:
        return self._at(bisect_left(self._pieces, inner_s, key=lambda piece: piece.inner_s) - 1, inner_s)

    def _at(self, index: int, inner_s: float) -> float:
        if not self._pieces:
            return inner_s
        piece = self._pieces[max(0, index)]
        return piece.outer_s + min(max(0.0, inner_s - piece.inner_s), piece.length_s)
