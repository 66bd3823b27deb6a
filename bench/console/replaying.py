"""The recognition process with written calls instead of a model: ``python -m bench.console.replaying``.

It stands where Vosk stands: behind the port, in the process that hears the media engine's tap. The audio's own time says what
has been spoken, so a call's words come at the pace at which they were said, four interims a second.
"""

import itertools
import os
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from asr.port import Channel, Emit, Final, Partial, Progress, Recognizer, RecognizerInfo, Stream, StreamFinished, Word
from asr.worker import main
from bench.draft.calls import CALLS, Utterance, read_calls, test_data
from config.ids import CallId
from config.settings import Asr

BYTES_PER_S = 16_000
INTERIM_S = 0.25
PAUSE_S = 2.0
ENGINE = "replayed:written-calls"
MOST_STREAMS = 400


@dataclass(frozen=True, slots=True)
class Moment:
    """From ``at`` on (seconds of the stream) ``text`` has been said; ``ended`` with the utterance that began at ``t0``."""

    at: float
    text: str
    t0: float
    ended: bool


def moments(said: Sequence[Utterance]) -> Iterator[Moment]:
    """The interims and finals of one side, over and over, with a pause between the turns. Pure."""
    begun = 0.0
    while said:
        for one in said:
            steps = max(int((one.end - one.start) / INTERIM_S), 1)
            for step in range(1, steps + 1):
                share = step / steps
                text = one.text[: max(int(len(one.text) * share), 1)]
                yield Moment(begun + one.start + (one.end - one.start) * share, text, begun + one.start, step == steps)
        begun += said[-1].end + PAUSE_S


class ReplayedStream(Stream):
    def __init__(self, call: CallId, channel: Channel, said: Sequence[Utterance], emit: Emit) -> None:
        self._call, self._channel, self._emit = call, channel, emit
        self._moments = moments(said)
        self._next = next(self._moments, None)
        self._heard, self._from, self._finished = 0, 0.0, False

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        if self._heard == 0 and time_ms is not None:
            self._from = time_ms / 1000
        self._heard += len(pcm)
        now = self._heard / BYTES_PER_S
        while self._next is not None and self._next.at <= now:
            self._say(self._next)
            self._next = next(self._moments, None)
        self._emit(Progress(call=self._call, channel=self._channel, until_s=self._from + now, lag_s=0.0))

    def flush(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        if not self._finished:
            self._finished = True
            self._emit(StreamFinished(call=self._call, channel=self._channel))

    def _say(self, moment: Moment) -> None:
        t0, t1 = self._from + moment.t0, self._from + moment.at
        if not moment.ended:
            self._emit(Partial(call=self._call, channel=self._channel, text=moment.text, t0=t0))
            return
        words = (Word(text=moment.text, t0=t0, t1=t1, confidence=0.9),)
        self._emit(
            Final(
                call=self._call, channel=self._channel, text=moment.text, t0=t0, t1=t1, confidence=0.9, words=words, engine=ENGINE
            )
        )


class Replayed(Recognizer):
    """Each call is one of the written calls, by its id; both sides of it speak of the same matter."""

    def __init__(self, calls: Sequence[Sequence[Utterance]], emit: Emit) -> None:
        self.info = RecognizerInfo(engine="vosk", model=ENGINE, language="zh", interims=True)
        self._calls, self._emit = calls, emit
        self._open: list[ReplayedStream] = []

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        said = self._calls[zlib.crc32(call.encode()) % len(self._calls)]
        stream = ReplayedStream(call, channel, [one for one in said if one.who == channel], self._emit)
        self._open = [*itertools.islice(self._open, MOST_STREAMS), stream]
        return stream

    def close(self) -> None:
        for stream in self._open:
            stream.finish()


def open_replayed(asr: Asr, models: Path, emit: Emit, progress: Callable[[str], None]) -> Recognizer:
    progress("Reading the written calls")
    return Replayed([call.said for call in read_calls(test_data() / CALLS)], emit)


if __name__ == "__main__":
    code = main(open_with=open_replayed)
    sys.stdout.flush()
    os._exit(code)
