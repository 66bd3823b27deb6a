"""How likely each window of a stream is speech: the network is asked only about windows that are not silent by their level."""

from typing import Protocol

import numpy as np

from asr.gate.loudness import Floor, Loudness
from asr.timeline import BYTES_PER_SAMPLE


class Voice(Protocol):
    """Is somebody speaking, window after window; keeps its own state of one stream."""

    window_s: float

    def __call__(self, pcm: bytes) -> list[float]:
        """Return the probability of speech for each window of ``pcm`` (whole windows, s16le)."""


class Judge:
    """``window`` is a window's length in bytes."""

    def __init__(self, voice: Voice, rate: int, floor: Floor | None = None) -> None:
        self._voice, self._loudness = voice, Loudness(voice.window_s, floor or Floor())
        self.window = round(voice.window_s * rate) * BYTES_PER_SAMPLE

    def probabilities(self, pcm: bytes) -> list[float]:
        """One for each window of ``pcm``, which is whole windows."""
        windows = np.frombuffer(pcm, "<i2").reshape(-1, self.window // BYTES_PER_SAMPLE)
        levels = np.sqrt(np.mean(np.square(windows, dtype=np.float32), axis=1))
        asked = [not self._loudness.silent(float(level)) for level in levels]
        told = iter(self._voice(windows[asked].tobytes()))
        return [next(told) if ask else 0.0 for ask in asked]
