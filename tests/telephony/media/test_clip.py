"""Sounds for playing: any usual WAV, once, and never nothing."""

import wave
from pathlib import Path

import numpy as np
import pytest

from config.errors import BadInput
from telephony.media.clip import ClipShelf, load
from telephony.media.form import L16
from telephony.media.playlist import Playlist
from telephony.prompts.tones import tone, write_wav


def _write(path: Path, samples: np.ndarray, rate: int, width: int, channels: int = 1) -> None:
    scaled = np.round(samples * (2 ** (8 * width - 1) - 1)).astype(np.int64)
    if width == 1:
        data = (scaled + 128).astype(np.uint8).tobytes()
    else:
        data = scaled.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :width].tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(data)


def _level_db(pcm: bytes) -> float:
    return float(10 * np.log10(np.mean((np.frombuffer(pcm, "<i2") / 32_768.0) ** 2)))


@pytest.mark.parametrize("rate", [8_000, 16_000, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_any_rate_and_width_becomes_8_khz_of_the_same_level_and_length(tmp_path: Path, rate: int, width: int) -> None:
    sine = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    _write(tmp_path / "x.wav", sine, rate, width)
    pcm = load(tmp_path / "x.wav").tobytes()
    assert abs(len(pcm) - 16_000) <= 4
    assert _level_db(pcm) == pytest.approx(-9.03, abs=0.2)


def test_stereo_is_mixed(tmp_path: Path) -> None:
    pair = np.column_stack([np.full(8_000, 0.5), np.full(8_000, -0.5)]).reshape(-1)
    _write(tmp_path / "x.wav", pair, 8_000, 2, channels=2)
    assert not load(tmp_path / "x.wav").any()


def test_what_is_no_wav_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_bytes(b"ID3 something else")
    with pytest.raises(BadInput, match=r"x\.wav"):
        load(tmp_path / "x.wav")


def test_an_unknown_prompt_sounds_as_a_tone_and_is_reported_once(tmp_path: Path) -> None:
    reports: list[str] = []
    shelf = ClipShelf(tmp_path, reports.append)
    first, second = shelf.get("no_such_prompt").result(5), shelf.get("no_such_prompt").result(5)
    shelf.close()
    assert first is second
    assert first.pcm.startswith(tone("beep").tobytes())
    assert len(reports) == 1
    assert "no_such_prompt" in reports[0]


def test_the_citys_own_recording_wins_as_soon_as_it_is_there(tmp_path: Path) -> None:
    shelf = ClipShelf(tmp_path, lambda what: None)
    write_wav(tmp_path / "welcome.wav", np.full(160, 1, np.int16))
    assert set(np.frombuffer(shelf.get("welcome").result(5).pcm, "<i2")) == {1}
    write_wav(tmp_path / "custom" / "welcome.wav", np.full(160, 2, np.int16))
    assert set(np.frombuffer(shelf.get("welcome").result(5).pcm, "<i2")) == {2}
    shelf.close()


def test_a_path_outside_the_catalogue_must_be_absolute(tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    write_wav(tmp_path / "x.wav", np.full(320, 3, np.int16))
    shelf = ClipShelf(folder, lambda what: None)
    assert set(np.frombuffer(shelf.get(str(tmp_path / "x.wav")).result(5).pcm, "<i2")) == {3}
    assert shelf.get("../x").result(5).pcm.startswith(tone("beep").tobytes())
    shelf.close()


def test_a_playlist_plays_all_clips_in_order_and_then_ends(tmp_path: Path) -> None:
    write_wav(tmp_path / "welcome.wav", np.full(200, 1, np.int16))
    write_wav(tmp_path / "goodbye.wav", np.full(160, 2, np.int16))
    shelf = ClipShelf(tmp_path, lambda what: None)
    shelf.warm()
    playlist = Playlist([shelf.get("welcome"), shelf.get("goodbye")], token="t", loop=False)
    frames = [playlist.next_frame(L16) for _ in range(4)]
    shelf.close()
    assert [None if frame is None else int(np.frombuffer(frame, "<i2")[0]) for frame in frames] == [1, 1, 2, None]
    assert frames[1] is not None
    assert len(frames[1]) == 320


def test_a_loop_never_ends(tmp_path: Path) -> None:
    write_wav(tmp_path / "x.wav", np.full(160, 9, np.int16))
    shelf = ClipShelf(tmp_path, lambda what: None)
    clip = shelf.get(str(tmp_path / "x.wav"))
    clip.result(5)
    playlist = Playlist([clip], token="t", loop=True)
    shelf.close()
    assert {playlist.next_frame(L16) for _ in range(10)} == {np.full(160, 9, "<i2").tobytes()}


@pytest.mark.parametrize("loop", [True, False])
def test_an_empty_list_or_an_empty_clip_cannot_hang_the_engine(tmp_path: Path, loop: bool) -> None:
    write_wav(tmp_path / "x.wav", np.zeros(0, np.int16))
    shelf = ClipShelf(tmp_path, lambda what: None)
    clip = shelf.get(str(tmp_path / "x.wav"))
    assert clip.result(5).pcm == b""
    shelf.close()
    for clips in ([], [clip]):
        assert Playlist(clips, token="t", loop=loop).next_frame(L16) == (bytes(320) if loop else None)
