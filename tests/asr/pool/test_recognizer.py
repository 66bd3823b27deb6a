"""The pool for real, with scripted recognisers in its workers: a final for each second of audio."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from asr.pool import plan
from asr.pool.recognizer import PoolRecognizer
from asr.port import Event, Final, Gap, Notice, RecognizerInfo, Stream, StreamFinished
from config.errors import BadInput, Unavailable
from config.ids import CallId
from config.settings import Asr, load

COMMAND = (sys.executable, "-m", "tests.fakes.pool_child")
TENTH = b"\x01\x00" * 800
POISON = b"\x7f" * 1600
ENDLESS = b"\x7e" * 1600
INFO = RecognizerInfo(engine="vosk", model="scripted", language="zh", interims=True)


class Desk:
    """What the pool says, and a wait for it with a bound."""

    def __init__(self, bound_s: float = 20.0) -> None:
        self.bound_s = bound_s
        self.events: list[Event] = []
        self.said: list[str] = []
        self._changed = threading.Condition()

    def take(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def progress(self, text: str) -> None:
        with self._changed:
            self.said.append(text)
            self._changed.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(true, self.bound_s), (self.said, self.notices(), self.events[-5:])

    def of(self, call: str) -> list[tuple[float, float]]:
        return [(event.t0, event.t1) for event in self.events if isinstance(event, Final) and event.call == call]

    def finished(self) -> int:
        return sum(isinstance(event, StreamFinished) for event in self.events)

    def notices(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, Notice)]


def settings(home: Path, **asr: object) -> Asr:
    return load(home=home).asr.model_copy(
        update={"workers": 2, "worker_silent_s": 2.0, "decoder_silent_s": 1.0, "max_streams": 4, **asr}
    )


class House:
    """One pool for the whole module, so that only workers are started that a test has ended; ``desk`` is the test's own."""

    def __init__(self, home: Path) -> None:
        self.home, self.desk = home, Desk()
        self.pool = PoolRecognizer(
            settings(home),
            home,
            INFO,
            lambda event: self.desk.take(event),
            progress=lambda text: self.desk.progress(text),
            command=COMMAND,
            pause_s=lambda _: 0.1,
        )

    def ready(self, count: int = 2) -> None:
        self.desk.until(lambda: len(self.pool.workers()) == count)

    def open(self, call: str) -> Stream:
        return self.pool.open(CallId(call), "caller", 8000)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("model"))
    made.ready()
    pids = made.pool.workers()
    yield made
    made.ready()
    pids = made.pool.workers()
    made.pool.close()
    assert not any(psutil.pid_exists(pid) for pid in pids), "the workers end with the pool"


@pytest.fixture
def house(opened: House) -> House:
    opened.desk = Desk()
    opened.ready()
    opened.desk.until(lambda: opened.desk.notices()[-1:] in ([], [""]))
    opened.desk = Desk()
    return opened


def speak(stream: Stream, from_s: float, to_s: float, pcm: bytes = TENTH) -> None:
    for piece in range(round(from_s * 10), round(to_s * 10)):
        stream.push(pcm, piece * 100)


def seconds(count: int) -> list[tuple[float, float]]:
    return [(float(second), float(second + 1)) for second in range(count)]


def test_a_killed_worker_costs_no_final_and_none_comes_twice(house: House) -> None:
    desk, calls = house.desk, [f"call-{number}" for number in range(4)]
    streams = [house.open(call) for call in calls]
    for stream in streams:
        speak(stream, 0.0, 2.5)
    desk.until(lambda: all(len(desk.of(call)) == 2 for call in calls))
    os.kill(house.pool.workers()[0], signal.SIGKILL)
    for stream in streams:
        speak(stream, 2.5, 4.5)
        stream.finish()
    desk.until(lambda: desk.finished() == 4)
    assert [desk.of(call) for call in calls] == [[*seconds(4), (4.0, 4.5)]] * 4
    desk.until(lambda: desk.notices() == [plan.ONE_LOST, ""])


def test_with_no_worker_left_streams_wait_and_lose_nothing(house: House) -> None:
    desk, before = house.desk, house.open("a")
    speak(before, 0.0, 1.5)
    desk.until(lambda: len(desk.of("a")) == 1)
    for pid in house.pool.workers():
        os.kill(pid, signal.SIGABRT)
    desk.until(lambda: plan.ALL_LOST in desk.notices())
    speak(before, 1.5, 3.5)
    meanwhile = house.open("b")
    speak(meanwhile, 0.0, 1.0)
    for stream in (before, meanwhile):
        stream.finish()
    desk.until(lambda: desk.finished() == 2 and desk.notices()[-1] == "")
    assert desk.of("a") == [*seconds(3), (3.0, 3.5)]
    assert desk.of("b") == seconds(1)


def test_a_worker_that_hangs_is_ended_and_its_streams_go_on(house: House) -> None:
    desk, (first, second) = house.desk, (house.open("a"), house.open("b"))
    speak(first, 0.0, 1.5)
    desk.until(lambda: len(desk.of("a")) == 1)
    hung = house.pool.workers()[0]
    os.kill(hung, signal.SIGSTOP)
    speak(first, 1.5, 2.0)
    speak(second, 0.0, 1.0)
    for stream in (first, second):
        stream.finish()
    desk.until(lambda: desk.finished() == 2)
    assert (desk.of("a"), desk.of("b")) == ([*seconds(1), (1.0, 2.0)], seconds(1))
    assert not psutil.pid_exists(hung)


def test_of_a_worker_with_a_decoder_that_hangs_the_stream_goes_at_once_and_the_others_after_their_next_final(
    house: House,
) -> None:
    """The audio itself is what it hangs on here, so the second worker hangs too and what waited is left to the recording."""
    desk, calls = house.desk, ("bad", "elsewhere", "beside")
    bad, elsewhere, beside = (house.open(call) for call in calls)
    workers = house.pool.workers()
    for stream in (elsewhere, beside):
        speak(stream, 0.0, 0.5)
    bad.push(ENDLESS, 0)
    speak(bad, 0.1, 2.0)
    desk.until(lambda: plan.ONE_HUNG in desk.notices())
    assert house.pool.workers() == workers, "nobody else is disturbed"
    for stream in (elsewhere, beside):
        speak(stream, 0.5, 1.5)
    desk.until(lambda: any(isinstance(event, Gap) and event.call == "bad" for event in desk.events))
    speak(bad, 2.0, 2.5)
    for stream in (bad, elsewhere, beside):
        stream.finish()
    desk.until(lambda: desk.finished() == 3 and desk.notices()[-1] == "")
    assert [desk.of(call) for call in calls[1:]] == [[(0.0, 1.0), (1.0, 1.5)]] * 2
    assert desk.of("bad") == [(2.0, 2.5)]
    assert not set(workers) & set(house.pool.workers())


def test_a_model_that_is_gone_at_the_restart_leaves_the_others_at_work(house: House) -> None:
    desk, broken = house.desk, house.home / "broken"
    broken.touch()
    os.kill(house.pool.workers()[1], signal.SIGSEGV)
    desk.until(lambda: plan.ONE_FAULTY in desk.notices())
    stream = house.open("a")
    speak(stream, 0.0, 1.0)
    desk.until(lambda: desk.of("a") == seconds(1))
    broken.unlink()
    stream.finish()
    desk.until(lambda: desk.notices()[-1] == "")
    assert any("not whole" in text for text in desk.said)


def test_a_model_that_no_worker_can_load_is_the_callers_error(tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    with pytest.raises(Unavailable, match="not whole") as caught:
        PoolRecognizer(settings(tmp_path, workers=1), tmp_path, INFO, Desk().take, command=COMMAND)
    assert caught.value.remedy == "Install it again."


def test_audio_that_kills_every_worker_is_left_to_the_recording_and_the_others_go_on(house: House) -> None:
    desk, good, bad = house.desk, house.open("good"), house.open("bad")
    bad.push(POISON, 0)
    desk.until(lambda: any(isinstance(event, Gap) and event.call == "bad" for event in desk.events))
    speak(good, 0.0, 1.0)
    bad.push(TENTH, 100)
    for stream in (good, bad):
        stream.finish()
    desk.until(lambda: desk.finished() == 2)
    assert desk.of("good") == seconds(1)
    assert desk.of("bad") == [(0.1, 0.2)]


def test_streams_beyond_the_setting_are_refused_in_words(house: House) -> None:
    streams = [house.open(f"call-{number}") for number in range(4)]
    with pytest.raises(Unavailable, match="4 路"):
        house.open("one-too-many")
    with pytest.raises(BadInput):
        house.pool.open(CallId("c"), "caller", 0)
    for stream in streams:
        stream.finish()
    house.desk.until(lambda: house.desk.finished() == 4)


def test_a_channel_that_is_opened_again_while_its_tail_is_decoded_keeps_its_own_words(house: House) -> None:
    desk, (first, second) = house.desk, (house.open("a"), house.open("a"))
    speak(first, 0.0, 0.5)
    speak(second, 10.0, 10.5)
    first.finish()
    desk.until(lambda: desk.finished() == 1)
    second.finish()
    desk.until(lambda: desk.finished() == 2)
    assert desk.of("a") == [(0.0, 0.5), (10.0, 10.5)]
