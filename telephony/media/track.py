"""The frames of one voice gathered tick by tick, to be turned into samples many at once and away from the clock."""

from collections.abc import Sequence

import numpy as np

from telephony.media.form import FRAME_SAMPLES, L16, Form, Samples
from telephony.media.mix import added

Runs = list[tuple[Form, list[bytes]]]


class Track:
    """``frames`` is filled by the leg itself, one a tick, as they come; a voice whose form changes begins another run."""

    __slots__ = ("_form", "_runs", "frames")

    def __init__(self, form: Form = L16) -> None:
        self.frames: list[bytes] = []
        self._form = form
        self._runs: Runs = []

    def __len__(self) -> int:
        return len(self.frames) + sum(len(frames) for _, frames in self._runs)

    def turn(self, form: Form) -> None:
        """What comes from now on is written in another form."""
        self._runs = self.take()
        self._form = form

    def take(self) -> Runs:
        """What was gathered; the gathering starts anew."""
        runs = [*self._runs, (self._form, self.frames.copy())] if self.frames else self._runs
        self._runs = []
        self.frames.clear()
        return runs


def pcm(runs: Runs) -> bytes:
    """The sound of the runs as s16le PCM."""
    parts = [form.linear(b"".join(frames)) for form, frames in runs]
    return parts[0] if len(parts) == 1 else b"".join(parts)


def samples(runs: Runs) -> Samples:
    """The sound of the runs."""
    return np.frombuffer(pcm(runs), "<i2")


def together(voices: Sequence[Runs], count: int) -> Samples:
    """Several voices at once over ``count`` frames; one that ends earlier is silence from there on."""
    sounds = [_filled(samples(runs), count * FRAME_SAMPLES) for runs in voices]
    if len(sounds) == 1:
        return sounds[0]
    return added(sounds) if sounds else np.zeros(count * FRAME_SAMPLES, np.int16)


def _filled(sound: Samples, count: int) -> Samples:
    if len(sound) == count:
        return sound
    whole = np.zeros(count, np.int16)
    whole[: len(sound)] = sound[:count]
    return whole
