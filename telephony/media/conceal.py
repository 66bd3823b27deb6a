"""What is played in place of a frame that did not come: the last pitch period again and again, fading out.

After the idea of ITU-T G.711 appendix I, without its extra delay: the pitch is the lag at which the last 20 ms are most like
what was before them (66–200 Hz); from 10 ms on the loudness falls by a fifth each 10 ms, and after 60 ms there is silence. The
first frame that comes again is faded in over the continued repetition, so that no edge clicks.
"""

import numpy as np
from numpy.typing import NDArray

from telephony.media.form import FRAME_SAMPLES, Samples

_SHORTEST, _LONGEST = 40, 120
_LIKE = 160
_NEEDED = _LONGEST + _LIKE
_FADE_FROM = 80
_FADE_PER_SAMPLE = 0.2 / 80
# Samples over which the returning voice replaces the repetition: 5 ms.
_BLEND = 40
MOST_FRAMES = 3

_Wave = NDArray[np.float64]


class Concealment:
    """One hole; made from the last 60 ms (``history``) when it begins."""

    def __init__(self, history: Samples) -> None:
        past = history.astype(np.float64)
        if len(past) < _NEEDED:
            past = np.concatenate([np.zeros(_NEEDED - len(past)), past])
        self._period = past[-_pitch(past) :]
        self._given = 0

    def frame(self) -> Samples | None:
        """The next 20 ms; None when the hole has been long enough for silence."""
        if self._given >= MOST_FRAMES * FRAME_SAMPLES:
            return None
        sound = self._next(FRAME_SAMPLES)
        self._given += FRAME_SAMPLES
        return np.round(sound).astype(np.int16)

    def blend(self, frame: Samples) -> Samples:
        """The first frame after the hole, faded in over what would have been repeated."""
        rise = np.arange(1, _BLEND + 1) / (_BLEND + 1)
        mixed = frame.copy()
        mixed[:_BLEND] = np.round(frame[:_BLEND] * rise + self._next(_BLEND) * (1 - rise)).astype(np.int16)
        return mixed

    def _next(self, count: int) -> _Wave:
        places = self._given + np.arange(count)
        loudness = np.clip(1.0 - (places - _FADE_FROM) * _FADE_PER_SAMPLE, 0.0, 1.0)
        repeated: _Wave = self._period[places % len(self._period)] * loudness
        return repeated


def _pitch(past: _Wave) -> int:
    """The lag with the highest normalised correlation; the shortest of equal ones."""
    last, before = past[-_LIKE:], past[-_NEEDED:-_SHORTEST]
    energy = np.convolve(before**2, np.ones(_LIKE), "valid")
    likeness = np.correlate(before, last, "valid") / np.sqrt(np.maximum(energy, 1.0))
    return _LONGEST - int(len(likeness) - 1 - np.argmax(likeness[::-1])) if likeness.any() else _LONGEST
