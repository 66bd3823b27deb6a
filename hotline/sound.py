"""WAV files of speech as arrays: int16, mono, 8 kHz."""

import wave
from pathlib import Path

import numpy as np
import soxr

from config.errors import BadInput

RATE = 8_000


def read_pcm(path: Path) -> np.ndarray:
    """The file's first channel as int16 at 8 kHz."""
    try:
        with wave.open(str(path), "rb") as file:
            if file.getsampwidth() != 2:
                raise BadInput(f"{path} is not 16-bit PCM.", "Convert it to 16-bit WAV.")
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")[:: file.getnchannels()]
            rate = file.getframerate()
    except (OSError, EOFError, wave.Error) as error:
        raise BadInput(
            f"{path} is no WAV file that can be read: {error or 'it ends too early'}.", "Name a WAV file of 16-bit PCM."
        ) from None
    if rate == RATE:
        return samples.copy()
    resampled: np.ndarray = soxr.resample(samples.astype(np.float32), rate, RATE).clip(-32768, 32767).astype(np.int16)
    return resampled


def write_pcm(path: Path, samples: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
