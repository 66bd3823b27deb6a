"""Is somebody speaking: the Silero detector that faster-whisper ships, run on a stream instead of a whole file."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

RATE = 16_000
WINDOW = 512
WINDOW_S = WINDOW / RATE
_CONTEXT = 64
_STATE = (1, 1, 128)

Samples = npt.NDArray[np.float32]


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


def load_session() -> Any:
    """Load the detector's network; raises ImportError without faster-whisper and onnxruntime."""
    import onnxruntime
    from faster_whisper.utils import get_assets_path

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.log_severity_level = 4
    (path,) = sorted(Path(get_assets_path()).glob("silero_vad*.onnx"))[-1:]
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"], sess_options=options)
