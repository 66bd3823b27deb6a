"""A recording through a disk that refuses for a while."""

import threading
import wave
from pathlib import Path

import numpy as np

from telephony.media.call_recording import WRITE_EVERY, CallRecording
from telephony.media.disk import Disk

LOUD = np.full(160, 1000, "<i2").tobytes()


def half_a_second(recording: CallRecording, disk: Disk) -> str | None:
    """Give one piece, wait until the disk thread is through with it, and return the news."""
    for _ in range(WRITE_EVERY):
        recording.add(LOUD, LOUD)
    done = threading.Event()
    disk.submit(done.set)
    assert done.wait(5)
    return recording.news()


def test_a_refusal_is_told_once_and_so_is_its_end_and_the_time_line_stays(tmp_path: Path) -> None:
    folder, disk = tmp_path / "2026", Disk()
    folder.write_text("a file where the folder should be")
    recording = CallRecording(folder / "call.wav", 0, disk)
    assert half_a_second(recording, disk)
    assert half_a_second(recording, disk) is None
    folder.unlink()
    assert half_a_second(recording, disk) == ""
    assert half_a_second(recording, disk) is None
    recording.finish()
    disk.close(5)
    assert not disk.failures
    with wave.open(str(folder / "call.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    assert len(samples) == 4 * 4000
    assert not samples[:8000].any()
    assert (samples[8000:] == 1000).all()


def test_a_disk_that_takes_everything_is_no_news(tmp_path: Path) -> None:
    disk = Disk()
    recording = CallRecording(tmp_path / "call.wav", 0, disk)
    assert half_a_second(recording, disk) is None
    recording.finish()
    disk.close(5)
