"""What an upload becomes, what is refused in words, and how versions get to where calls find them."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from config.errors import BadInput
from hotline.operation import prompt_files
from telephony.media.clip import load
from ticketing.operation.prompts import digest


def wav(seconds: float = 1.0, *, rate: int = 16_000, channels: int = 2, loud: int = 8_000) -> bytes:
    into = io.BytesIO()
    tone = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate) * loud
    with wave.open(into, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(tone, channels).astype("<i2").tobytes())
    return into.getvalue()


def test_any_usual_wav_becomes_eight_kilohertz_mono(tmp_path: Path) -> None:
    sound = prompt_files.converted(wav(1.5, rate=44_100))
    assert abs(sound.seconds - 1.5) < 0.01
    with wave.open(io.BytesIO(sound.wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8_000, 1, 2)
    path = tmp_path / "a.wav"
    path.write_bytes(sound.wav)
    assert len(load(path)) == 12_000


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"ID3\x04whatever", "这是 MP3 文件"),
        (b"OggS....", "这是 OGG 文件"),
        (b"RIFF0000WAVEnothing", "不是可以播放的 WAV"),
        (b"", "不是可以播放的 WAV"),
        (wav(0.05), "须在 0.15 至 300 秒之间"),
        (wav(1.0, loud=20), "几乎没有声音"),
    ],
)
def test_what_cannot_be_played_is_refused_with_what_to_do(content: bytes, what: str) -> None:
    with pytest.raises(BadInput, match=what) as caught:
        prompt_files.converted(content)
    assert caught.value.remedy.startswith("请")


def test_versions_are_laid_where_calls_look_and_taken_away_again(tmp_path: Path) -> None:
    sound = prompt_files.converted(wav()).wav
    fetched: list[str] = []

    def fetch(name: str, wanted: str) -> bytes:
        fetched.append(name)
        return sound

    heard: dict[str, str | None] = {"welcome": digest(sound), "no_such_prompt": "x"}
    assert prompt_files.lay_out(tmp_path, heard, fetch) == ["welcome"]
    assert (tmp_path / "custom" / "welcome.wav").read_bytes() == sound
    assert prompt_files.lay_out(tmp_path, heard, fetch) == []
    assert fetched == ["welcome"]
    assert prompt_files.lay_out(tmp_path, {"welcome": None}, fetch) == ["welcome"]
    assert not (tmp_path / "custom" / "welcome.wav").exists()


def test_what_lies_there_by_hand_is_left_alone_and_shown_as_such(tmp_path: Path) -> None:
    (tmp_path / "custom").mkdir()
    own = tmp_path / "custom" / "goodbye.wav"
    own.write_bytes(wav())
    assert prompt_files.lay_out(tmp_path, {"welcome": None}, lambda *_: b"") == []
    assert own.exists()
    facts = {one.name: one for one in prompt_files.facts(tmp_path, {}, ("welcome",))}
    assert (facts["goodbye"].source, facts["welcome"].source, facts["welcome"].greeting) == ("custom", "missing", True)
    assert prompt_files.sound_of(tmp_path, "goodbye") is not None
    assert prompt_files.sound_of(tmp_path, "../secret") is None


def test_music_and_tones_can_be_listened_to_without_a_file(tmp_path: Path) -> None:
    assert (prompt_files.sound_of(tmp_path, "ringback") or b"").startswith(b"RIFF")
