"""G.711 both ways: our tables and audioop against each other, and against the recommendation's own figures."""

import importlib
import warnings
from typing import Any

import numpy as np
import pytest

from telephony.media import g711
from telephony.sip.port import Codec

EVERY_SAMPLE = np.arange(-32_768, 32_768).astype("<i2").tobytes()
EVERY_CODE = bytes(range(256))
CODECS: tuple[Codec, ...] = ("PCMA", "PCMU")


def _audioop() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module("audioop")


@pytest.mark.parametrize(("codec", "name"), [("PCMA", "alaw"), ("PCMU", "ulaw")])
def test_every_sample_and_every_code_agree_with_audioop(codec: Codec, name: str) -> None:
    audioop = _audioop()
    assert g711.encode(codec, EVERY_SAMPLE) == getattr(audioop, f"lin2{name}")(EVERY_SAMPLE, 2)
    assert g711.decode(codec, EVERY_CODE) == g711.LEVELS[codec].tobytes()


def test_silence_has_the_codes_of_the_recommendation() -> None:
    assert g711.encode("PCMA", b"\0\0") == b"\xd5"
    assert g711.encode("PCMU", b"\0\0") == b"\xff"


@pytest.mark.parametrize("codec", CODECS)
def test_a_code_decoded_and_encoded_again_is_the_same_value(codec: Codec) -> None:
    values = g711.decode(codec, EVERY_CODE)
    assert g711.decode(codec, g711.encode(codec, values)) == values


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("level", [0.5, 0.05, 0.008])
def test_loud_and_quiet_speech_keep_their_signal_to_noise(codec: Codec, level: float) -> None:
    tone = np.round(np.sin(np.arange(8_000) * 0.31) * level * 32_767).astype("<i2")
    back = np.frombuffer(g711.decode(codec, g711.encode(codec, tone.tobytes())), "<i2").astype(float)
    noise = np.mean((back - tone) ** 2)
    assert 10 * np.log10(np.mean(tone.astype(float) ** 2) / noise) > 28
