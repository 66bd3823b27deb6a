"""What is written and tapped of a call: whose voices, and nothing at all while it is paused; sample by sample."""

import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from config.ids import CallId, LegId
from telephony.media.clip import ClipShelf
from telephony.media.disk import Disk
from telephony.media.switch import Switch
from telephony.media.tap import TapFrame, TapKind
from telephony.media.tap_link import TapLink
from telephony.prompts.tones import write_wav
from tests.telephony.media.stage import media_settings
from tests.telephony.media.test_switch import NoWatch

A, B, C = LegId("a"), LegId("b"), LegId("c")
CALL = CallId("call")
LEVELS = {A: 1_000, B: 2_000, C: 4_000}


class Kept(TapLink):
    """A tap that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__("")
        self.frames: list[TapFrame] = []

    def put(self, frame: TapFrame) -> None:
        self.frames.append(frame)

    def pump(self, now_s: float) -> None: ...

    def sound(self, stream: str) -> np.ndarray:
        pieces = [frame.pcm for frame in self.frames if frame.stream == stream and frame.kind is TapKind.AUDIO]
        return np.frombuffer(b"".join(pieces), "<i2")


class Bench:
    """Three browsers that speak at each tick, each at a level of its own."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "call.wav"
        self.tap = Kept()
        self.disk = Disk()
        self.shelf = ClipShelf(folder, lambda what: None)
        self.switch = Switch(
            media_settings(),
            shelf=self.shelf,
            disk=self.disk,
            tap=self.tap,
            watch=NoWatch(),
            emit=lambda event: None,
            report=lambda what: None,
        )
        self.pipes = {leg: self.switch.open_pipe(leg)["pipe"] for leg in LEVELS}
        self.levels = dict(LEVELS)
        self.tick = 0
        self.heard: dict[int, bytes] = {}

    def run(self, ticks: int) -> None:
        for _ in range(ticks):
            self.switch.set_time(self.tick, self.tick * 0.02)
            for leg, pipe in self.pipes.items():
                self.switch.take_audio(pipe, np.full(160, self.levels[leg], "<i2").tobytes())
            self.heard = dict(self.switch.step(self.tick * 0.02))
            self.tick += 1
            self.switch.set_time(self.tick, self.tick * 0.02)

    def written(self) -> tuple[np.ndarray, np.ndarray]:
        """Both channels, once a tick."""
        self.switch.stop_recording(CALL)
        self.disk.close(5)
        with wave.open(str(self.path)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
        return samples[::160, 0], samples[::160, 1]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    made.run(10)
    yield made
    made.switch.shut_down()
    made.disk.close(5)
    made.shelf.close()


def test_the_right_channel_is_all_of_our_side_as_it_changes(bench: Bench) -> None:
    bench.switch.record(CALL, str(bench.path), A, [B])
    bench.run(30)
    bench.switch.record(CALL, str(bench.path), A, [B, C])
    bench.run(7)
    bench.switch.record(CALL, str(bench.path), A, [])
    bench.run(3)
    left, right = bench.written()
    assert left.tolist() == [1_000] * 40
    assert right.tolist() == [2_000] * 30 + [6_000] * 7 + [0] * 3


def test_who_closes_is_silence_from_then_on_and_who_opens_late_is_heard_from_then_on(bench: Bench) -> None:
    late = LegId("late")
    bench.switch.record(CALL, str(bench.path), A, [B, late])
    bench.run(12)
    bench.switch.close(B)
    bench.run(12)
    bench.pipes[late] = bench.switch.open_pipe(late)["pipe"]
    bench.levels[late] = 500
    bench.run(30)
    left, right = bench.written()
    assert left.tolist() == [1_000] * 54
    assert right[:24].tolist() == [2_000] * 12 + [0] * 12
    assert right[-20:].tolist() == [500] * 20


def test_a_pause_is_the_same_silence_in_the_file_and_in_all_taps_and_time_goes_on(bench: Bench) -> None:
    bench.switch.record(CALL, str(bench.path), A, [B])
    for leg in LEVELS:
        bench.switch.tap(leg, str(leg))
    bench.run(33)
    bench.switch.pause_recording(CALL, True)
    bench.run(8)
    bench.switch.record(CALL, str(bench.path), A, [B, C])
    bench.run(9)
    bench.switch.pause_recording(CALL, False)
    bench.run(20)
    for leg in LEVELS:
        bench.switch.untap(leg)
    left, right = bench.written()
    assert left.tolist() == [1_000] * 33 + [0] * 17 + [1_000] * 20
    assert right.tolist() == [2_000] * 33 + [0] * 17 + [6_000] * 20
    assert bench.tap.sound("a")[::160].tolist() == left.tolist()
    assert bench.tap.sound("b")[::160].tolist() == [2_000] * 33 + [0] * 17 + [2_000] * 20
    assert bench.tap.sound("c")[::160].tolist() == [4_000] * 41 + [0] * 9 + [4_000] * 20, "hushed since it came in"
    times = [frame.time_ms for frame in bench.tap.frames if frame.stream == "a" and frame.kind is TapKind.AUDIO]
    assert times == list(range(0, 1_400, 100))


def test_in_a_pause_the_talk_itself_goes_on(bench: Bench) -> None:
    bench.switch.bridge(A, B)
    bench.switch.record(CALL, str(bench.path), A, [B])
    bench.switch.pause_recording(CALL, True)
    bench.run(3)
    assert np.frombuffer(bench.heard[bench.pipes[A]], "<i2").tolist() == [2_000] * 160


def test_the_last_words_of_a_hushed_leg_stay_out_of_the_tap(bench: Bench) -> None:
    bench.switch.record(CALL, str(bench.path), A, [B])
    bench.switch.tap(A, "a")
    bench.switch.pause_recording(CALL, True)
    bench.run(5)
    bench.switch.stop_recording(CALL)
    bench.run(5)
    bench.switch.close(A)
    assert not bench.tap.sound("a").any()


def test_a_muted_leg_is_silence_for_hearers_file_and_tap(bench: Bench) -> None:
    bench.switch.bridge(A, B)
    bench.switch.record(CALL, str(bench.path), A, [B])
    bench.switch.tap(A, "a")
    bench.switch.mute(A, True)
    bench.run(10)
    assert not any(bench.heard[bench.pipes[B]])
    assert not bench.tap.sound("a").any()
    left, right = bench.written()
    assert not left.any()
    assert right.all()


def test_a_prompt_over_a_talk_ends_in_the_talk_again(bench: Bench, tmp_path: Path) -> None:
    write_wav(tmp_path / "own.wav", np.full(320, 77, np.int16))
    bench.shelf.get(str(tmp_path / "own.wav")).result(5)
    bench.switch.bridge(A, B)
    bench.switch.play(A, [str(tmp_path / "own.wav")], "beep", False)
    levels = []
    for _ in range(4):
        bench.run(1)
        levels.append(int(np.frombuffer(bench.heard[bench.pipes[A]], "<i2")[0]))
    assert levels == [77, 77, 2_000, 2_000]
    assert np.frombuffer(bench.heard[bench.pipes[B]], "<i2")[0] == 1_000, "the other side hears nothing of it"


def test_a_flush_marks_where_a_talk_was_cut_and_a_listener_leaves_no_mark(bench: Bench) -> None:
    bench.switch.tap(A, "a")
    bench.switch.bridge(A, B)
    bench.switch.hear(C, [A, B])
    bench.run(3)
    bench.switch.hear(C, [])
    bench.run(4)
    assert TapKind.FLUSH not in {frame.kind for frame in bench.tap.frames}
    bench.switch.unbridge(B)
    kinds = [(frame.kind, frame.time_ms) for frame in bench.tap.frames]
    assert kinds[-2:] == [(TapKind.AUDIO, 100), (TapKind.FLUSH, 140)]
