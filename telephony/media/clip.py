"""Sounds for playing: a WAV file of any usual kind becomes 8 kHz mono once, in each form that a leg may want, and stays.

Loading happens on a thread of its own, because a long file takes longer than a tick.
"""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soxr

from telephony.media.form import FRAME_SAMPLES, L16, PCMA, PCMU, Form, Samples
from telephony.media.port import RATE
from telephony.media.wav import read_wav
from telephony.prompts.catalogue import PROMPTS, locate
from telephony.prompts.tones import NAMES, tone

_KEPT_CLIPS = 256


class Clip:
    """Whole frames (the last one filled with silence), written in every form."""

    def __init__(self, samples: Samples) -> None:
        whole = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES))
        self.frames = len(whole) // FRAME_SAMPLES
        self._written = {form: form.written(whole) for form in (L16, PCMA, PCMU)}

    @property
    def pcm(self) -> bytes:
        return self._written[L16]

    def frame(self, number: int, form: Form) -> bytes:
        size = form.frame_bytes
        return self._written[form][number * size : (number + 1) * size]


def load(path: Path) -> Samples:
    """Read a WAV as mono at 8 kHz; raises BadInput naming the file when it is none or too long."""
    wave, rate = read_wav(path)
    at_rate = wave if rate == RATE else soxr.resample(wave, rate, RATE)
    samples: Samples = np.clip(np.round(at_rate * 32_768.0), -32_768, 32_767).astype(np.int16)
    return samples


class ClipShelf:
    """Hands out clips by catalogue name or absolute path; a changed file is read anew, the oldest are dropped.

    What cannot be loaded is replaced (by a tone; by a moment's silence within a composed sentence) and reported once through
    ``report``.
    """

    def __init__(self, folder: Path, report: Callable[[str], None]) -> None:
        self._folder = folder
        self._report = report
        self._reported: set[str] = set()
        self._clips: OrderedDict[tuple[str, int, int], Future[Clip]] = OrderedDict()
        self._loader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="clips")

    def warm(self) -> None:
        """Load what there is of the catalogue now, so that the first call does not wait for it."""
        for name in PROMPTS:
            if name in NAMES or locate(self._folder, name):
                self.get(name).result()

    def get(self, name: str) -> "Future[Clip]":
        """The clip as soon as it is loaded; the future never fails."""
        path = locate(self._folder, name)
        key = (name, *_version(path))
        if key not in self._clips:
            self._clips[key] = self._loader.submit(self._make, name, path)
            if len(self._clips) > _KEPT_CLIPS:
                self._clips.popitem(last=False)
        self._clips.move_to_end(key)
        return self._clips[key]

    def _make(self, name: str, path: Path | None) -> Clip:
        try:
            if path is not None:
                return Clip(load(path))
            if name not in NAMES:
                self._report_once(name, f"no sound for prompt {name!r}")
        except Exception as error:  # whatever a broken file does, the caller hears something and the call goes on
            self._report_once(name, str(error))
        return Clip(_instead_of(name))

    def _report_once(self, name: str, what: str) -> None:
        if name not in self._reported and len(self._reported) < _KEPT_CLIPS:
            self._reported.add(name)
            self._report(f"{what}; {'silence' if _joins(name) else 'a tone'} is played instead")

    def close(self) -> None:
        self._loader.shutdown(wait=False, cancel_futures=True)


def _joins(name: str) -> bool:
    return name in PROMPTS and PROMPTS[name].joins


def _instead_of(name: str) -> Samples:
    return np.zeros(FRAME_SAMPLES, np.int16) if _joins(name) else tone(name)


def _version(path: Path | None) -> tuple[int, int]:
    try:
        status = path.stat() if path else None
    except OSError:
        status = None
    return (status.st_mtime_ns, status.st_size) if status else (0, 0)
