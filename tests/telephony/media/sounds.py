"""Sounds for the media tests: noise in the rhythm of speech, of which no two frames are alike."""

import numpy as np
from numpy.typing import NDArray

RATE = 8_000
FRAME = 160


def speech_like(seconds: float, seed: int) -> NDArray[np.int16]:
    """Band-limited noise in syllables of about 200 ms with short rests; peaks near −9 dBFS."""
    chance = np.random.default_rng(seed)
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(chance.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    voice = np.fft.irfft(spectrum * ((hertz > 200) & (hertz < 3_200)), count)
    rhythm = np.clip(np.sin(2 * np.pi * 2.5 * np.arange(count) / RATE + seed) * 2 + 1, 0, 1)
    sound = voice / np.abs(voice).max() * rhythm * 12_000
    return np.round(sound).astype(np.int16)


def frames_of(samples: NDArray[np.int16]) -> list[bytes]:
    whole = len(samples) // FRAME * FRAME
    return [samples[at : at + FRAME].astype("<i2").tobytes() for at in range(0, whole, FRAME)]
