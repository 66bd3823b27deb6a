"""Sounds for playing: a WAV file of any usual rate and width becomes 8 kHz mono PCM once, and stays in memory.

Loading happens on a thread of its own, because a long file takes longer than a tick.
"""

import wave
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from config.errors import BadInput
from telephony.media.port import FRAME_BYTES, RATE
from telephony.prompts.catalogue import PROMPTS, locate
from telephony.prompts.tones import NAMES, tone

MAX_SECONDS = 1_800
_KEPT_CLIPS = 64
_WIDTHS = {1: "u1", 2: "<i2", 4: "<i4"}


def load(path: Path) -> bytes:
    """Read a PCM WAV as s16le mono 8 kHz; raises BadInput naming the file when it is none or too long."""
    try:
        with wave.open(str(path), "rb") as file:
            rate, frames = file.getframerate(), file.getnframes()
            if rate <= 0 or frames > MAX_SECONDS * rate:
                raise BadInput(f"{path} is longer than {MAX_SECONDS} s.", "Cut the file.")
            samples = _samples(file.readframes(frames), file.getsampwidth(), file.getnchannels())
    except (wave.Error, EOFError, OSError, ValueError) as error:
        raise BadInput(f"{path} cannot be played: {error}.", "Store it as 16-bit PCM WAV.") from None
    at_rate = samples if rate == RATE else soxr.resample(samples, rate, RATE)
    pcm: bytes = np.clip(np.round(at_rate * 32_768.0), -32_768, 32_767).astype("<i2").tobytes()
    return pcm


def _samples(data: bytes, width: int, channels: int) -> NDArray[np.float64]:
    """Interleaved PCM as mono −1…1; 24 bit is widened to 32."""
    if width == 3:
        triples = np.frombuffer(data, np.uint8).reshape(-1, 3)
        data, width = np.pad(triples, ((0, 0), (1, 0))).tobytes(), 4
    raw = np.frombuffer(data, _WIDTHS[width]).astype(np.float64)
    scaled = (raw - 128.0) / 128.0 if width == 1 else raw / float(1 << (8 * width - 1))
    mono: NDArray[np.float64] = scaled.reshape(-1, channels).mean(axis=1)
    return mono


def padded(pcm: bytes) -> bytes:
    """Whole frames: the last one is filled with silence."""
    return pcm + bytes(-len(pcm) % FRAME_BYTES)


class ClipShelf:
    """Hands out clips by catalogue name or absolute path; a changed file is read anew, the oldest are dropped.

    What cannot be loaded is replaced by a tone and reported once through ``report``.
    """

    def __init__(self, folder: Path, report: Callable[[str], None]) -> None:
        self._folder = folder
        self._report = report
        self._reported: set[str] = set()
        self._clips: OrderedDict[tuple[str, int, int], Future[bytes]] = OrderedDict()
        self._loader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clips")

    def warm(self) -> None:
        """Load what there is of the catalogue now, so that the first call does not wait for it."""
        for name in PROMPTS:
            if name in NAMES or locate(self._folder, name):
                self.get(name).result()

    def get(self, name: str) -> "Future[bytes]":
        """Whole frames of s16le, as soon as they are loaded; the future never fails."""
        path = locate(self._folder, name)
        key = (name, *_version(path))
        if key not in self._clips:
            self._clips[key] = self._loader.submit(self._make, name, path)
            if len(self._clips) > _KEPT_CLIPS:
                self._clips.popitem(last=False)
        self._clips.move_to_end(key)
        return self._clips[key]

    def _make(self, name: str, path: Path | None) -> bytes:
        try:
            if path is not None:
                return padded(load(path))
            if name not in NAMES:
                self._report_once(name, f"no sound for prompt {name!r}")
        except Exception as error:  # whatever a broken file does, the caller hears a tone and the call goes on
            self._report_once(name, str(error))
        return padded(tone(name).tobytes())

    def _report_once(self, name: str, what: str) -> None:
        if name not in self._reported and len(self._reported) < _KEPT_CLIPS:
            self._reported.add(name)
            self._report(f"{what}; a tone is played instead")

    def close(self) -> None:
        self._loader.shutdown(wait=False, cancel_futures=True)


def _version(path: Path | None) -> tuple[int, int]:
    try:
        status = path.stat() if path else None
    except OSError:
        status = None
    return (status.st_mtime_ns, status.st_size) if status else (0, 0)
