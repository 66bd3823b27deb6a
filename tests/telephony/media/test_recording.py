"""The recording's file: whole after each write, mended after a kill."""

import wave
from pathlib import Path

import numpy as np
import pytest

from config.errors import BadInput
from telephony.media.form import L16, PCMA, PCMU
from telephony.media.recording import HEADER_BYTES, Piece, WavFile, frames_in, header, interleave, repair
from telephony.media.track import Runs

LEFT, RIGHT = np.full(160, 5, np.int16), np.full(160, -7, np.int16)


def _read(path: Path) -> tuple[int, np.ndarray]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8_000)
        return file.getnframes(), np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)


def test_the_file_is_readable_after_every_write(tmp_path: Path) -> None:
    path = tmp_path / "2026" / "call.wav"
    file = WavFile(path)
    file.write(0, b"")
    assert _read(path)[0] == 0
    for number in range(3):
        file.write(number * 160, interleave(LEFT, RIGHT))
        assert _read(path)[0] == (number + 1) * 160
    file.close()


def test_left_is_the_caller_and_right_the_agent(tmp_path: Path) -> None:
    file = WavFile(tmp_path / "call.wav")
    file.write(0, interleave(LEFT, RIGHT))
    file.close()
    samples = _read(tmp_path / "call.wav")[1]
    assert set(samples[:, 0]) == {5}
    assert set(samples[:, 1]) == {-7}


def test_a_piece_that_was_left_out_is_silence_and_shifts_nothing(tmp_path: Path) -> None:
    file = WavFile(tmp_path / "call.wav")
    file.write(0, interleave(LEFT, RIGHT))
    file.write(320, interleave(LEFT, RIGHT))
    file.close()
    frames, samples = _read(tmp_path / "call.wav")
    assert frames == 480
    assert not samples[160:320].any()
    assert samples[320:].all()


def test_a_piece_adds_up_a_side_and_fills_who_is_absent_with_silence() -> None:
    loud = np.full(160, 30_000, np.int16)
    one: Runs = [(L16, [LEFT.tobytes()]), (PCMU, [PCMU.written(loud)])]
    other: Runs = [(PCMA, [PCMA.written(loud), PCMA.written(loud), PCMA.written(loud)])]
    pairs = np.frombuffer(Piece(0, 3, [], [one, other]).pairs(), "<i2").reshape(-1, 2)
    assert len(pairs) == 3 * 160
    assert not pairs[:, 0].any()
    assert (np.abs(pairs[:160, 1] - 30_000) < 1_000).all()
    assert (pairs[160:320, 1] == 32_767).all(), "a sum is clipped, never wrapped round"
    assert (np.abs(pairs[320:, 1] - 30_000) < 1_000).all()


@pytest.mark.parametrize("tail", [b"", b"\1", b"\1\2\3"])
def test_repair_makes_header_and_length_agree(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(header(0) + interleave(LEFT, RIGHT) * 50 + tail)
    assert repair(path) == 1.0
    assert _read(path)[0] == 8_000
    assert repair(path) == 1.0


@pytest.mark.parametrize("left", [0, 3, 20, HEADER_BYTES])
def test_repair_of_a_file_that_was_only_begun_gives_an_empty_recording(tmp_path: Path, left: int) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(header(0)[:left])
    assert repair(path) == 0.0
    assert _read(path)[0] == 0


def test_repair_leaves_what_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"no recording at all, but long enough to look like one")
    with pytest.raises(BadInput):
        repair(path)
    assert path.read_bytes().startswith(b"no recording")


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert frames_in(tmp_path / "none.wav") == 0
