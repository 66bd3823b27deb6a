"""A decoder that writes down what it is fed, and a voice that hears the loudness that the test wrote."""

import numpy as np

from asr.decoder import Decoder, Utterance
from asr.gate.judge import Voice
from asr.port import Word

RATE = 8000
WINDOW_S = 0.032
WINDOW = 256
SPEECH, HISS = 8000, 40


def sound(seconds: float, level: int) -> bytes:
    """An alternating sound of whole windows whose level is ``level``."""
    count = round(seconds / WINDOW_S) * WINDOW
    return (np.resize([level, -level], count)).astype("<i2").tobytes()


class LevelVoice(Voice):
    """Says speech where the first sample is loud; counts the windows that it was asked about."""

    window_s = WINDOW_S

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, pcm: bytes) -> list[float]:
        windows = np.frombuffer(pcm, "<i2").reshape(-1, WINDOW)
        self.asked += len(windows)
        return [min(1.0, abs(int(window[0])) / SPEECH) for window in windows]


class WritingDecoder(Decoder):
    """One word for each stretch of loud samples, with its times in seconds of what was fed; ``ends_after_s`` of quiet ends."""

    def __init__(self, ends_after_s: float | None = None) -> None:
        self.pcm = b""
        self.finished = 0
        self.closed = False
        self._from = 0
        self._ends_after_s = ends_after_s

    def accept(self, pcm: bytes) -> Utterance | None:
        self.pcm += pcm
        if self._ends_after_s is None:
            return None
        samples = np.abs(np.frombuffer(self.pcm, "<i2")[self._from :].astype(int))
        (loud,) = np.nonzero(samples >= SPEECH)
        quiet = len(loud) > 0 and (len(samples) - loud[-1] - 1) / RATE
        return self._result() if quiet and quiet >= self._ends_after_s else None

    def partial(self) -> str:
        return "partial"

    def finish_utterance(self) -> Utterance | None:
        self.finished += 1
        return self._result()

    def fed_s(self) -> float:
        return len(self.pcm) / 2 / RATE

    def close(self) -> None:
        self.closed = True

    def _result(self) -> Utterance | None:
        loud = np.abs(np.frombuffer(self.pcm, "<i2").astype(int)) >= SPEECH
        loud[: self._from] = False
        self._from = len(loud)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(int)))
        words = [
            Word(text=f"w{number}", t0=a / RATE, t1=b / RATE, confidence=1.0)
            for number, (a, b) in enumerate(edges.reshape(-1, 2))
        ]
        return Utterance(tuple(words)) if words else None
