"""Names, texts and places of the prompts."""

import wave
from pathlib import Path

import numpy as np
import pytest

from config.settings import load
from telephony.prompts.catalogue import PROMPTS, locate, spoken
from telephony.prompts.tones import NAMES, render_tones, tone


def test_every_prompt_is_spoken_or_generated() -> None:
    assert set(PROMPTS) == set(spoken()) | NAMES
    assert not set(spoken()) & NAMES


def test_the_prompts_of_the_default_settings_exist() -> None:
    assert set(load().acd.prompts) <= set(PROMPTS)


def test_texts_hold_no_figures_that_a_speaker_would_misread() -> None:
    assert not [name for name, text in spoken().items() if any(letter.isascii() for letter in text)]


def test_the_citys_own_sound_wins(tmp_path: Path) -> None:
    assert locate(tmp_path, "welcome") is None
    (tmp_path / "welcome.wav").touch()
    assert locate(tmp_path, "welcome") == tmp_path / "welcome.wav"
    (tmp_path / "custom").mkdir()
    (tmp_path / "custom" / "welcome.wav").touch()
    assert locate(tmp_path, "welcome") == tmp_path / "custom" / "welcome.wav"


@pytest.mark.parametrize("name", ["../secret", "custom/welcome", ".hidden", "/no/such/file.wav"])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "secret.wav").touch()
    assert locate(tmp_path, name) is None


def test_tones_are_rendered_once_and_readable(tmp_path: Path) -> None:
    assert {path.stem for path in render_tones(tmp_path)} == NAMES
    assert render_tones(tmp_path) == []
    for name in NAMES:
        with wave.open(str(tmp_path / f"{name}.wav"), "rb") as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8_000, 1, 2)
            assert file.readframes(file.getnframes()) == tone(name).tobytes()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_tone_is_clipped_or_silent(name: str) -> None:
    peak = int(np.abs(tone(name).astype(int)).max())
    assert 1_000 < peak < 16_000


def test_the_ringback_is_450_hz_one_second_in_five() -> None:
    samples = tone("ringback").astype(float)
    assert len(samples) == 40_000
    assert int(np.argmax(np.abs(np.fft.rfft(samples[:8_000])))) == 450
    assert not samples[8_000:].any()
