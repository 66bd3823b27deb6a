"""A worker of the pool with a scripted recogniser: ``python -m tests.fakes.pool_child``.

Audio of all ``0x7f`` bytes ends the process as a native abort would, of all ``0x7e`` bytes never comes back; a file ``broken`` in
the model's folder makes it fail to load. It says a final for each second of audio.
"""

import os
import queue
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from asr.pool.worker import main
from asr.port import Channel, Emit, Recognizer, RecognizerInfo, Stream
from config.errors import Unavailable
from config.ids import CallId
from config.settings import Asr
from tests.fakes.recognizer import ScriptedRecognizer


def _heard(pcm: bytes) -> None:
    if pcm and pcm == b"\x7f" * len(pcm):
        os.abort()
    if pcm and pcm == b"\x7e" * len(pcm):
        threading.Event().wait()


class OwnThread(Stream):
    """A stream that works on a thread of its own, as those of the library do."""

    def __init__(self, inner: Stream) -> None:
        self._inner, self._due = inner, queue.SimpleQueue[Callable[[], None]]()
        threading.Thread(target=self._work, daemon=True).start()

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        self._due.put(lambda: self._inner.push(pcm, time_ms))

    def flush(self) -> None:
        self._due.put(self._inner.flush)

    def finish(self) -> None:
        self._due.put(self._inner.finish)

    def _work(self) -> None:
        while True:
            self._due.get()()


class Threaded(ScriptedRecognizer):
    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        return OwnThread(super().open(call, channel, rate))


def open_scripted(asr: Asr, folder: Path, info: RecognizerInfo, emit: Emit, anew: bool) -> Recognizer:
    if (folder / "broken").exists():
        raise Unavailable("The Vosk model broken is not whole.", "Install it again.")
    return Threaded(emit, heard=_heard, max_streams=asr.max_streams)


if __name__ == "__main__":
    main(open_with=open_scripted)
    sys.stdout.flush()
    os._exit(0)
