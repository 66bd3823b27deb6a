"""A recording through a disk that refuses for a while."""

import threading
import wave
from pathlib import Path

import numpy as np

from config.ids import LegId
from telephony.media.call_recording import WRITE_EVERY, CallRecording
from telephony.media.disk import Disk
from telephony.media.jitter import JitterBuffer
from telephony.media.leg import Leg

LOUD = np.full(160, 1000, "<i2").tobytes()


class Loud(JitterBuffer):
    """From here the same loud frame comes at each tick."""

    def pop(self, now_ms: float) -> bytes:
        return LOUD


def recorded(path: Path, disk: Disk) -> tuple[CallRecording, Leg]:
    leg = Leg(LegId("a"), Loud(200), lambda event: None)
    recording = CallRecording(path, 0, disk)
    recording.voices([leg], [leg])
    return recording, leg


def half_a_second(recording: CallRecording, disk: Disk, leg: Leg) -> str | None:
    """Give one piece, wait until the disk thread is through with it, and return the news."""
    for _ in range(WRITE_EVERY):
        leg.listen(0.0)
        recording.tick()
    done = threading.Event()
    disk.submit(done.set)
    assert done.wait(5)
    return recording.news()


def test_a_refusal_is_told_once_and_so_is_its_end_and_the_time_line_stays(tmp_path: Path) -> None:
    folder, disk = tmp_path / "2026", Disk()
    folder.write_text("a file where the folder should be")
    recording, leg = recorded(folder / "call.wav", disk)
    assert half_a_second(recording, disk, leg)
    assert half_a_second(recording, disk, leg) is None
    folder.unlink()
    assert half_a_second(recording, disk, leg) == ""
    assert half_a_second(recording, disk, leg) is None
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
    recording, leg = recorded(tmp_path / "call.wav", disk)
    assert half_a_second(recording, disk, leg) is None
    recording.finish()
    disk.close(5)
