"""WAV files as operators have them; built by hand, since the standard library writes integers only."""

import struct
from pathlib import Path

import numpy as np
import pytest

from config.errors import BadInput
from telephony.media import wav
from telephony.media.form import PCMA, PCMU
from telephony.media.wav import read_wav

SINE = 0.5 * np.sin(2 * np.pi * 440 * np.arange(8_000) / 8_000)
PCM, FLOAT, ALAW, MULAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def layout(kind: int, bits: int, *, channels: int = 1, rate: int = 8_000, extra: bytes = b"") -> tuple[bytes, bytes]:
    width = channels * bits // 8
    return b"fmt ", struct.pack("<HHIIHH", kind, channels, rate, rate * width, width, bits) + extra


def wav_file(folder: Path, *chunks: tuple[bytes, bytes]) -> Path:
    path = folder / "x.wav"
    path.write_bytes(riff(*chunks))
    return path


@pytest.mark.parametrize(
    ("kind", "bits", "data"),
    [
        (FLOAT, 32, SINE.astype("<f4").tobytes()),
        (FLOAT, 64, SINE.astype("<f8").tobytes()),
        (ALAW, 8, PCMA.written(np.round(SINE * 32_767).astype(np.int16))),
        (MULAW, 8, PCMU.written(np.round(SINE * 32_767).astype(np.int16))),
    ],
)
def test_sound_that_is_no_pcm_is_read_too(tmp_path: Path, kind: int, bits: int, data: bytes) -> None:
    wave, rate = read_wav(wav_file(tmp_path, layout(kind, bits), (b"data", data)))
    assert rate == 8_000
    assert np.abs(wave - SINE).max() < 0.02


def test_the_extensible_form_and_foreign_chunks_are_understood(tmp_path: Path) -> None:
    extra = struct.pack("<HHIH", 22, 16, 0, PCM) + bytes(14)
    data = np.round(SINE * 32_767).astype("<i2").tobytes()
    path = wav_file(tmp_path, (b"JUNK", b"odd"), layout(EXTENSIBLE, 16, extra=extra), (b"LIST", bytes(10)), (b"data", data))
    wave, _ = read_wav(path)
    assert np.abs(wave - SINE).max() < 0.001


def test_six_channels_are_mixed(tmp_path: Path) -> None:
    data = np.tile(np.round(SINE * 32_767).astype("<i2")[:, None], (1, 6)).tobytes()
    wave, _ = read_wav(wav_file(tmp_path, layout(PCM, 16, channels=6), (b"data", data)))
    assert np.abs(wave - SINE).max() < 0.001


@pytest.mark.parametrize("size", [0xFFFF_FFFF, 20_000])
def test_a_length_that_is_not_true_gives_what_there_is(tmp_path: Path, size: int) -> None:
    whole = riff(layout(PCM, 16), (b"data", np.round(SINE * 32_767).astype("<i2").tobytes()))
    path = tmp_path / "x.wav"
    path.write_bytes(whole.replace(b"data" + struct.pack("<I", 16_000), b"data" + struct.pack("<I", size)) + b"\1")
    assert len(read_wav(path)[0]) == 8_000


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"ID3" + bytes(100),
        riff(),
        riff((b"data", bytes(100))),
        riff(layout(PCM, 16)),
        riff(layout(PCM, 16, channels=0), (b"data", bytes(4))),
        riff(layout(PCM, 16, rate=0), (b"data", bytes(4))),
        riff(layout(PCM, 12), (b"data", bytes(4))),
        riff(layout(0x55, 16), (b"data", bytes(4))),
        riff((b"fmt ", b"\1"), (b"data", bytes(4))),
    ],
    ids=range(11),
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.wav").write_bytes(content)
    with pytest.raises(BadInput, match=r"broken\.wav"):
        read_wav(tmp_path / "broken.wav")


def test_not_a_number_is_silence(tmp_path: Path) -> None:
    wave, _ = read_wav(wav_file(tmp_path, layout(FLOAT, 32), (b"data", np.array([np.nan, 0.5], "<f4").tobytes())))
    assert wave.tolist() == [0.0, 0.5]


def test_a_file_that_is_too_long_is_refused_before_it_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wav, "MAX_SECONDS", 1)
    with pytest.raises(BadInput, match="longer"):
        read_wav(wav_file(tmp_path, layout(PCM, 16), (b"data", bytes(16_002))))
