"""The engine's heart without its loop: a fault in one leg, browser frames, time that is skipped."""

import tempfile
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.errors import Conflict
from config.ids import CallId, LegId
from telephony.media.clip import ClipShelf
from telephony.media.disk import Disk
from telephony.media.leg import PipeLeg
from telephony.media.port import LegClosed, MediaEvent
from telephony.media.switch import Switch, Watch
from tests.telephony.media.stage import media_settings

A, B, C = LegId("a"), LegId("b"), LegId("c")
LOUD = b"\x10\x27" * 160


class NoWatch(Watch):
    def add(self, descriptor: int, reader: Callable[[float], None]) -> None: ...

    def remove(self, descriptor: int) -> None: ...


class Bench:
    """A switch that is stepped by hand."""

    def __init__(self, folder: Path) -> None:
        self.events: list[MediaEvent] = []
        self.reports: list[str] = []
        self.disk = Disk()
        self.shelf = ClipShelf(folder, self.reports.append)
        self.switch = Switch(
            media_settings(),
            shelf=self.shelf,
            disk=self.disk,
            tap=None,
            watch=NoWatch(),
            emit=self.events.append,
            report=self.reports.append,
        )
        self.tick = 0

    def step(self) -> dict[int, bytes]:
        self.switch.set_time(self.tick, self.tick * 0.02)
        self.tick += 1
        return dict(self.switch.step((self.tick - 1) * 0.02))


@pytest.fixture
def bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        made = Bench(Path(folder))
        yield made
        made.switch.shut_down()
        made.disk.close(5)
        made.shelf.close()


def _pipes(bench: Bench, *legs: LegId) -> list[int]:
    return [bench.switch.open_pipe(leg)["pipe"] for leg in legs]


def test_bridged_browsers_hear_each_other_and_not_themselves(bench: Bench) -> None:
    one, other = _pipes(bench, A, B)
    bench.switch.bridge(A, B)
    heard = []
    for _ in range(10):
        bench.switch.take_audio(one, LOUD)
        heard.append(bench.step())
    assert LOUD in [frames[other] for frames in heard]
    assert LOUD not in [frames[one] for frames in heard]


def test_a_leg_is_in_at_most_one_bridge(bench: Bench) -> None:
    one, other, third = _pipes(bench, A, B, C)
    bench.switch.bridge(A, B)
    bench.switch.bridge(A, C)
    frames = {}
    for _ in range(10):
        bench.switch.take_audio(one, LOUD)
        frames = bench.step()
    assert frames[third] == LOUD
    assert frames[other] == bytes(320)


def test_bridging_stops_what_was_playing(bench: Bench) -> None:
    (one, _) = _pipes(bench, A, B)
    bench.shelf.get("busy").result(5)
    bench.switch.play(A, ["busy"], token="t", loop=True)
    assert bench.step()[one] != bytes(320)
    bench.switch.bridge(A, B)
    assert bench.step()[one] == bytes(320)


@pytest.mark.parametrize("method", ["listen", "speak"])
def test_a_fault_in_one_leg_ends_that_leg_only(bench: Bench, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    _pipes(bench, A, B)
    monkeypatch.setattr(PipeLeg, method, lambda leg, *_: 1 / 0 if leg.leg_id == A else None)
    frames = bench.step()
    assert len(frames) == 1
    assert [event.leg for event in bench.events if isinstance(event, LegClosed)] == [A]
    assert "ZeroDivisionError" in bench.reports[0]


def test_commands_for_legs_that_are_gone_do_nothing(bench: Bench) -> None:
    bench.switch.play(A, ["welcome"], token="t", loop=False)
    bench.switch.bridge(A, B)
    bench.switch.unbridge(A)
    bench.switch.mute(A, True)
    bench.switch.stop_play(A)
    bench.switch.tap(A, "s")
    bench.switch.untap(A)
    assert bench.switch.stop_recording(CallId("c")) == 0
    assert bench.switch.close(A) is None
    assert bench.events == []


def test_the_same_leg_cannot_be_opened_twice(bench: Bench) -> None:
    _pipes(bench, A)
    with pytest.raises(Conflict):
        bench.switch.open_pipe(A)


def test_skipped_time_is_silence_in_the_recording(bench: Bench, tmp_path: Path) -> None:
    _pipes(bench, A)
    bench.switch.record(CallId("c"), str(tmp_path / "c.wav"), A, [])
    bench.step()
    bench.switch.skip(100)
    bench.step()
    bench.switch.stop_recording(CallId("c"))
    bench.disk.close(5)
    with wave.open(str(tmp_path / "c.wav")) as file:
        assert file.getnframes() == 102 * 160
