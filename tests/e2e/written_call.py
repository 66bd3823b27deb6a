"""The recognition process with one written call instead of a model: ``python -m tests.e2e.written_call``.

What the caller says comes out of the port's finals at the pace of the call's own sound, and goes all the way that a model's
words go: tap, gate, transcript, draft. So a test knows every word, and no model has to be there. Said once in each call.
"""

import os
import sys
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

from asr.port import Channel, Emit, Recognizer, Stream
from asr.worker import main
from bench.console.replaying import Replayed, ReplayedStream
from bench.draft.calls import Utterance
from config.ids import CallId
from config.settings import Asr

SAID = (
    Utterance("caller", "您好，我们阳光花园小区门口的路灯坏了三天了", 0.4, 2.4),
    Utterance("caller", "晚上出门很不方便，希望尽快修好，我姓赵", 2.8, 4.6),
)
LASTS_S = SAID[-1].end


class SaidOnce(ReplayedStream):
    def __init__(self, call: CallId, channel: Channel, emit: Emit) -> None:
        said = [one for one in SAID if one.who == channel]
        super().__init__(call, channel, said, emit)
        self._moments = takewhile(lambda moment: moment.at <= LASTS_S, self._moments)


class WrittenCall(Replayed):
    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        stream = SaidOnce(call, channel, self._emit)
        self._open.append(stream)
        return stream


def open_written(asr: Asr, models: Path, emit: Emit, progress: Callable[[str], None]) -> Recognizer:
    progress("Reading the written call")
    return WrittenCall([SAID], emit)


if __name__ == "__main__":
    code = main(open_with=open_written)
    sys.stdout.flush()
    os._exit(code)
