"""The detector for real on people's voices: no beginning and no end of an utterance is kept from the decoder."""

import importlib.util
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from asr.gate.decoder import GatedDecoder
from asr.voice_detector import NarrowbandDetector, load_session
from bench.asr.layout import through_g711
from tests.asr.gate.fakes import WritingDecoder
from tests.asr.speech_data import CHUNK, RATE, utterances

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(importlib.util.find_spec("faster_whisper") is None, reason="the extra [whisper] is not installed"),
]
PAUSE_S, EDGE_S = 1.5, 0.25
SPOKEN = {
    "ko": ["m003_0026.16k.wav", "m006_0001.16k.wav", "m006_0023.16k.wav"],
    "zh": ["aishell1_BAC009S0764W0121.wav", "aishell3_SSB00110401.wav", "aishell3_SSB02870480.wav"],
}


@pytest.fixture(scope="module")
def session() -> Any:
    return load_session()


@pytest.mark.parametrize("noise", [8.0, 60.0], ids=["a quiet line", "a noisy line"])
@pytest.mark.parametrize("language", SPOKEN)
def test_no_beginning_and_no_end_is_lost(session: Any, language: str, noise: float) -> None:
    dice = np.random.default_rng(3)
    for one in utterances(language, SPOKEN[language]):
        samples = np.frombuffer(one.pcm, "<i2").astype(float)
        edge = np.zeros(round(PAUSE_S * RATE))
        whole = np.concatenate([edge, samples, edge])
        line = (whole + dice.normal(0, noise, len(whole))).clip(-32768, 32767).astype("<i2").tobytes()
        heard, passed = through_g711(line), passed_on(session, through_g711(line))
        begin, end = (len(edge) + at for at in loud(samples))
        part = round(EDGE_S * RATE)
        assert heard[begin * 2 : (begin + part) * 2] in passed, f"the beginning of {one.said}"
        assert heard[(end - part) * 2 : end * 2] in passed, f"the end of {one.said}"


def passed_on(session: Any, pcm: bytes) -> bytes:
    inner = WritingDecoder()
    gated = GatedDecoder(inner, NarrowbandDetector(session), RATE)
    for at in range(0, len(pcm), CHUNK):
        gated.accept(pcm[at : at + CHUNK])
    gated.finish_utterance()
    return inner.pcm


def loud(samples: npt.NDArray[np.float64]) -> tuple[int, int]:
    """First and last sample of the speech: 20 ms within 15 dB of the loudest (a room may be at 20)."""
    power = np.mean(samples[: len(samples) // 160 * 160].reshape(-1, 160) ** 2, axis=1)
    (frames,) = np.nonzero(power > power.max() / 30)
    return int(frames[0]) * 160, int(frames[-1] + 1) * 160
