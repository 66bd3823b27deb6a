"""A recording is read no faster than it is decoded, rests when it is told to, and fails in words."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from asr.after_call import reading as module
from asr.after_call.job import EngineAway, Job, job_in, job_out
from asr.after_call.reading import AHEAD_S, Reading
from asr.port import Channel, Event, Gap, Notice, Progress, Recognizer, Stream, StreamFailed, StreamFinished
from config.errors import Unavailable
from config.ids import CallId
from tests.fakes.recognizer import ScriptedRecognizer

SECOND = b"\1\0" * 8000
JOB = Job(name="call-1", path="a.wav", channel="agent", stretches=((2.0, 5.0), (10.0, None)))


def pieces(path: Path, channel: str, from_s: float, to_s: float | None) -> Iterator[tuple[float, bytes]]:
    assert (path.name, channel) == ("a.wav", "agent")
    for second in range(int(from_s), int(to_s or 13)):
        yield float(second), SECOND


class Telling(ScriptedRecognizer):
    """Says of each piece that it is decoded, as engines do."""

    def __init__(self, reading: Reading, *, tells: bool = True) -> None:
        self.places: list[int] = []
        self.reading, self.tells = reading, tells
        super().__init__(reading.take)

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        stream = super().open(call, channel, rate)
        push = stream.push

        def pushed(pcm: bytes, time_ms: int | None = None) -> None:
            self.places.append(time_ms or 0)
            push(pcm, time_ms)
            if self.tells:
                self.reading.take(Progress(call=call, channel=channel, until_s=(time_ms or 0) / 1000 + 1, lag_s=0))

        stream.push = pushed  # type: ignore[method-assign]
        return stream


def test_each_stretch_is_read_and_its_words_stand_on_the_calls_line() -> None:
    reading = Reading(pieces)
    recognizer = Telling(reading)
    finals = reading.read(JOB, recognizer)
    assert recognizer.places == [2000, 3000, 4000, 10000, 11000, 12000]
    assert [(final.t0, final.call, final.channel) for final in finals] == [
        (second, "call-1", "agent") for second in (2.0, 3.0, 4.0, 10.0, 11.0, 12.0)
    ]
    assert len(recognizer.streams) == 2


def test_no_more_is_given_than_the_recogniser_may_have_undecoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALLED_S", 0.05)
    reading = Reading(lambda *_: ((float(second), SECOND) for second in range(60)))
    silent = Telling(reading, tells=False)
    silent._emit = lambda _event: None
    with pytest.raises(Unavailable, match="没有进展"):
        reading.read(Job(name="c", path="a.wav", channel="agent", stretches=((0.0, None),)), silent)
    assert len(silent.places) == AHEAD_S + 1


def test_nothing_is_given_while_live_calls_need_the_machine() -> None:
    given, go_on = threading.Event(), threading.Event()

    def first_then_rest(*_: object) -> Iterator[tuple[float, bytes]]:
        yield 0.0, SECOND
        reading.hold(True)
        given.set()
        yield 1.0, SECOND
        assert go_on.is_set()

    reading = Reading(first_then_rest)
    recognizer = Telling(reading)
    job = Job(name="c", path="a.wav", channel="agent", stretches=((0.0, None),))
    reader = threading.Thread(target=reading.read, args=(job, recognizer))
    reader.start()
    assert given.wait(5)
    assert recognizer.places == [0]
    go_on.set()
    reading.hold(False)
    reader.join(5)
    assert recognizer.places == [0, 1000]


def test_a_stream_that_breaks_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(pieces)

    class Breaking(Telling):
        def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
            stream = super().open(call, channel, rate)
            self._break(StreamFailed(call=call, channel=channel, what="识别中断：坏了"))
            return stream

        def _break(self, event: Event) -> None:
            reading.take(event)

    recognizer: Recognizer = Breaking(reading)
    with pytest.raises(Unavailable, match="坏了"):
        reading.read(JOB, recognizer)


def test_while_there_is_nobody_to_ask_it_is_said_at_once_and_what_was_begun_is_no_longer_heard() -> None:
    reading = Reading(pieces)
    silent = Telling(reading, tells=False)
    silent._emit = lambda _event: None
    reading.take(Notice(about="servers", text="都连不上"))
    with pytest.raises(EngineAway, match="都连不上"):
        reading.read(JOB, silent)
    reading.take(Notice(about="servers", text=""))
    late = StreamFinished(call=silent.streams[0].call, channel="agent")
    recognizer = Telling(reading)
    opened = recognizer.open

    def open_and_hear_the_late_one(call: CallId, channel: Channel, rate: int) -> Stream:
        stream = opened(call, channel, rate)
        reading.take(late)
        return stream

    recognizer.open = open_and_hear_the_late_one  # type: ignore[method-assign]
    assert len(reading.read(JOB, recognizer)) == 6


def test_what_the_recogniser_left_out_is_no_reading_without_words() -> None:
    reading = Reading(pieces)

    class Leaving(Telling):
        def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
            stream = super().open(call, channel, rate)
            self.reading.take(Gap(call=call, channel=channel, from_s=2.0, to_s=3.0, why="lost"))
            return stream

    with pytest.raises(Unavailable, match="没有读到"):
        reading.read(JOB, Leaving(reading))


def test_a_job_comes_back_as_it_went() -> None:
    import json

    assert job_in(json.loads(json.dumps(job_out(JOB)))) == JOB
