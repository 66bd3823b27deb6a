"""Which prompts are spoken and when; one real sentence spoken and read back."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from config.errors import BadInput, Unavailable
from telephony.prompts import catalogue, synthesis
from telephony.prompts.synthesis import Synthesiser, render_catalogue
from telephony.prompts.tones import write_wav


class SpokenLog:
    """Stands in for the synthesiser: writes a short sound and keeps what it was asked to say."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def __call__(self, cache: Path) -> "SpokenLog":
        return self

    def say(self, text: str, path: Path, *, voice: str, speed: float, rate: int = 8000) -> float:
        self.said.append((text, voice))
        write_wav(path, np.zeros(80, "<i2"))
        return 0.01


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> SpokenLog:
    log = SpokenLog()
    monkeypatch.setattr(synthesis, "Synthesiser", log)
    return log


def test_every_prompt_is_spoken_once(spoken: SpokenLog, tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    written = render_catalogue(tmp_path, lambda done, total, name: steps.append((done, total, name)), cache=tmp_path)
    assert {path.stem for path in written} == set(catalogue.spoken())
    assert steps[0][:2] == (0, len(written))
    assert render_catalogue(tmp_path, cache=tmp_path) == []
    assert len(spoken.said) == len(written)


def test_a_changed_text_is_spoken_again_and_only_that(spoken: SpokenLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render_catalogue(tmp_path, cache=tmp_path)
    changed = {**catalogue.spoken(), "goodbye": "谢谢您，再见。"}
    monkeypatch.setattr(catalogue, "spoken", lambda: changed)
    assert [path.stem for path in render_catalogue(tmp_path, cache=tmp_path)] == ["goodbye"]
    assert spoken.said[-1][0] == "谢谢您，再见。"


def test_another_voice_speaks_everything_again(spoken: SpokenLog, tmp_path: Path) -> None:
    first = render_catalogue(tmp_path, cache=tmp_path)
    assert len(render_catalogue(tmp_path, cache=tmp_path, voice="jf_alpha")) == len(first)


def test_a_file_that_was_removed_is_spoken_again(spoken: SpokenLog, tmp_path: Path) -> None:
    render_catalogue(tmp_path, cache=tmp_path)
    (tmp_path / "welcome.wav").unlink()
    assert [path.stem for path in render_catalogue(tmp_path, cache=tmp_path)] == ["welcome"]


def test_a_citys_own_recording_is_never_touched(spoken: SpokenLog, tmp_path: Path) -> None:
    own = tmp_path / catalogue.CUSTOM / "welcome.wav"
    write_wav(own, np.ones(80, "<i2"))
    before = own.read_bytes()
    render_catalogue(tmp_path, cache=tmp_path)
    assert own.read_bytes() == before


def test_without_the_extra_the_remedy_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthesis, "is_available", lambda: False)
    with pytest.raises(Unavailable) as caught:
        render_catalogue(tmp_path, cache=tmp_path)
    assert "[speech]" in caught.value.remedy


@pytest.mark.speech
@pytest.mark.skipif(not synthesis.is_available(), reason="the extra [speech] is not installed")
def test_a_sentence_is_spoken_as_telephone_sound(tmp_path: Path) -> None:
    synthesiser = Synthesiser(tmp_path / "cache")
    seconds = synthesiser.say("您好，路灯坏了。", tmp_path / "a.wav", voice="jm_kumo")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert len(samples) == round(seconds * 8000)
    assert 1.0 < seconds < 5.0
    assert 15_000 < np.abs(samples).max() < 32_767
    refuses_nothing_to_say(synthesiser.speak)


def refuses_nothing_to_say(speak: Callable[..., object]) -> None:
    with pytest.raises(BadInput, match="nothing to say"):
        speak("")
    with pytest.raises(BadInput, match="no voice"):
        speak("您好", voice="nobody")
