"""Is somebody speaking: the Silero detector that faster-whisper ships, run on a stream instead of a whole file."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

RATE = 16_000
RATE_8K = 8_000
"""What `NarrowbandDetector` listens to."""
WINDOW = 512
WINDOW_S = WINDOW / RATE
_CONTEXT = 64
_STATE = (1, 1, 128)

Samples = npt.NDArray[np.float32]

_TAPS = np.arange(-7.5, 8.0)
_HALF_WAY: Samples = (np.sinc(_TAPS) * np.hanning(len(_TAPS) + 2)[1:-1]).astype(np.float32)


class VoiceDetector:
    """Keeps its state from window to window; ``session`` (an onnxruntime session) is shared by all streams."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._context: Samples = np.zeros(_CONTEXT, np.float32)
        self._h: Samples = np.zeros(_STATE, np.float32)
        self._c: Samples = np.zeros(_STATE, np.float32)

    def __call__(self, windows: Samples) -> list[float]:
        """Return the probability of speech for each row of ``windows`` (n × 512 samples at 16 kHz, −1 to 1)."""
        if not len(windows):
            return []
        context = np.vstack([self._context, windows[:-1, -_CONTEXT:]])
        self._context = windows[-1, -_CONTEXT:].copy()
        feed = {"input": np.hstack([context, windows]), "h": self._h, "c": self._c}
        probabilities, self._h, self._c = self._session.run(None, feed)
        return [float(p) for p in np.ravel(probabilities)]


class NarrowbandDetector:
    """The same detector on s16le audio of 8 kHz: a probability for each whole window, at once and without delay."""

    window_s = WINDOW_S

    def __init__(self, session: Any) -> None:
        self._detector = VoiceDetector(session)
        self._before: Samples = np.zeros(len(_HALF_WAY) - 1, np.float32)

    def __call__(self, pcm: bytes) -> list[float]:
        """``pcm`` is whole windows of 256 samples."""
        if not pcm:
            return []
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        return self._detector(self._doubled(samples).reshape(-1, WINDOW))

    def _doubled(self, samples: Samples) -> Samples:
        """Twice the rate: the samples themselves, and between them what a short sinc filter (1 ms) puts there."""
        line = np.concatenate([self._before, samples])
        self._before = line[len(samples) :]
        middle = len(_HALF_WAY) // 2
        doubled = np.empty(2 * len(samples), np.float32)
        doubled[0::2] = line[middle - 1 : middle - 1 + len(samples)]
        doubled[1::2] = np.convolve(line, _HALF_WAY, "valid")
        return doubled


REMEDY = "pip install 'hotline-12345[whisper]'"


def gate_state(*, wanted: bool) -> Literal["on", "off", "missing"]:
    """Whether silence is kept from decoders, found out without loading anything."""
    if not wanted:
        return "off"
    package = find_spec("faster_whisper") if find_spec("onnxruntime") else None
    folders = package.submodule_search_locations or () if package else ()
    return "on" if any(any(Path(folder).glob("assets/silero_vad*.onnx")) for folder in folders) else "missing"


def find_session() -> Any:
    """The network, or None where its package is missing: then all audio is decoded, at about twice the cost."""
    try:
        return load_session()
    except (ImportError, ValueError):
        return None


def load_session() -> Any:
    """Load the detector's network; raises ImportError without faster-whisper and onnxruntime."""
    import onnxruntime
    from faster_whisper.utils import get_assets_path

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.log_severity_level = 4
    (path,) = sorted(Path(get_assets_path()).glob("silero_vad*.onnx"))[-1:]
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"], sess_options=options)
