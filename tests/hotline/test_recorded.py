from pathlib import Path

import numpy as np
import pytest

from config.errors import Unavailable
from hotline.recorded import mono
from telephony.media.recording import WavFile, header, interleave


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """2.5 s: the caller says 1, the agent 2."""
    path = tmp_path / "call.wav"
    file = WavFile(path)
    file.write(0, interleave(np.full(20_000, 1, np.int16), np.full(20_000, 2, np.int16)))
    file.close()
    return path


def test_one_side_comes_in_pieces_with_their_places(recording: Path) -> None:
    pieces = list(mono(recording, "agent", 0.5, None))
    assert [(place, len(pcm)) for place, pcm in pieces] == [(0.5, 16_000), (1.5, 16_000)]
    assert {int(value) for _, pcm in pieces for value in np.frombuffer(pcm, "<i2")} == {2}
    assert set(mono(recording, "caller", 0, 0.1)) == {(0.0, b"\1\0" * 800)}


def test_an_end_beyond_the_file_and_a_beginning_beyond_it_are_no_fault(recording: Path) -> None:
    assert sum(len(pcm) for _, pcm in mono(recording, "caller", 2.0, 99.0)) == 8_000
    assert list(mono(recording, "caller", 9.0, None)) == []


def test_a_header_that_a_kill_left_behind_is_not_asked(recording: Path) -> None:
    with recording.open("r+b") as file:
        file.write(header(10))
    assert len(list(mono(recording, "caller", 0, None))) == 3


def test_no_recording_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="录音"):
        next(mono(tmp_path / "none.wav", "caller", 0, None))
