"""Sounds that need no voice: hold music, ringback, busy and the short tone played in place of a missing prompt.

Tones follow GB/T 3380 (450 Hz; ringback 1 s on, 4 s off; busy 0.35 s on, 0.35 s off). The hold music is a slow
pentatonic phrase made here from sine partials, so that no licence hangs on it.
"""

import wave
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8_000
Samples = NDArray[np.int16]
_Wave = NDArray[np.float64]

_TONE_HZ = 450.0
_LEVEL = 0.12
_RAMP_S = 0.01
# Degrees of the pentatonic scale on D, in semitones above D4; None is a rest. Two phrases that answer each other.
_MELODY = (0, 4, 7, 9, 7, 4, 2, None, 2, 4, 7, 12, 9, 7, 4, None, 9, 12, 14, 12, 9, 7, 4, None, 7, 4, 2, 4, 2, 0, 0, None)
_NOTE_S = 0.6


def _sine(hz: float, seconds: float, level: float = _LEVEL) -> _Wave:
    time = np.arange(round(seconds * RATE)) / RATE
    ramp = np.clip(np.minimum(time, seconds - time) / _RAMP_S, 0.0, 1.0)
    wave_form: _Wave = level * ramp * np.sin(2 * np.pi * hz * time)
    return wave_form


def _silence(seconds: float) -> _Wave:
    return np.zeros(round(seconds * RATE))


def _pluck(semitones: int) -> _Wave:
    """A soft plucked note that dies away within one and a half beats."""
    hz = 293.66 * 2 ** (semitones / 12)
    time = np.arange(round(_NOTE_S * 1.5 * RATE)) / RATE
    body = np.sin(2 * np.pi * hz * time) + 0.35 * np.sin(4 * np.pi * hz * time) + 0.1 * np.sin(6 * np.pi * hz * time)
    envelope = np.clip(time / 0.02, 0.0, 1.0) * np.exp(-time / 0.35) * np.clip((time[-1] - time) / 0.05, 0.0, 1.0)
    note: _Wave = 0.16 * envelope * body
    return note


def _hold_music() -> _Wave:
    step = round(_NOTE_S * RATE)
    music = np.zeros(step * (len(_MELODY) + 1))
    for beat, degree in enumerate(_MELODY):
        if degree is not None:
            note = _pluck(degree)
            music[beat * step : beat * step + len(note)] += note[: len(music) - beat * step]
    return music


_MAKERS: Mapping[str, Callable[[], _Wave]] = {
    "hold_music": _hold_music,
    "ringback": lambda: np.concatenate([_sine(_TONE_HZ, 1.0), _silence(4.0)]),
    "busy": lambda: np.concatenate([_sine(_TONE_HZ, 0.35), _silence(0.35)]),
    "beep": lambda: np.concatenate([_sine(_TONE_HZ, 0.2), _silence(0.1)]),
    # Somebody joins; what is said is no longer written down (falling), and is again (rising).
    "join_beep": lambda: np.concatenate([_sine(880.0, 0.12), _silence(0.06), _sine(880.0, 0.12)]),
    "pause_tone": lambda: np.concatenate([_sine(660.0, 0.15), _sine(440.0, 0.25)]),
    "continue_tone": lambda: np.concatenate([_sine(440.0, 0.15), _sine(660.0, 0.25)]),
}

NAMES: frozenset[str] = frozenset(_MAKERS)


def tone(name: str) -> Samples:
    """16-bit samples at 8 kHz of one generated sound; any other name gives the short ``beep``."""
    return np.round(_MAKERS.get(name, _MAKERS["beep"])() * 32_767).astype("<i2")


def write_wav(path: Path, samples: Samples, rate: int = RATE) -> None:
    """Write 16-bit mono; through a neighbour file, so that a reader never meets a half one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with wave.open(str(draft), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    draft.replace(path)


def render_tones(folder: Path) -> list[Path]:
    """Write the generated sounds that are missing in ``folder``; returns the files written."""
    missing = [folder / f"{name}.wav" for name in sorted(NAMES) if not (folder / f"{name}.wav").exists()]
    for path in missing:
        write_wav(path, tone(path.stem))
    return missing
