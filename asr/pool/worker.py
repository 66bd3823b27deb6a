"""One worker of the pool: ``python -m asr.pool.worker --line FD``. It holds a model and decodes the streams it is given.

Frames come in (`asr.pool.frames`), JSON lines go out: ``ready`` or ``failed``, ``pong``, ``notice`` and the events of each
stream by its number. The thread that reads also answers pings, so that whoever asks learns whether this process still
runs; it ends when the line closes.
"""

import argparse
import contextlib
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from asr import wire
from asr.models import check
from asr.pool.frames import Frame, FrameReader, Kind
from asr.port import Emit, Event, RecognitionEvent, Recognizer, RecognizerInfo, Stream, StreamFailed, StreamFinished
from asr.process import be_first_out_of_memory, leave_ending_to_parent
from config.errors import BadInput, HotlineError
from config.ids import CallId
from config.settings import Asr

_BLOCK = 1 << 18
Open = Callable[[Asr, Path, RecognizerInfo, Emit, bool], Recognizer]


def open_vosk(asr: Asr, folder: Path, info: RecognizerInfo, emit: Emit, anew: bool) -> Recognizer:
    """The live engine as users run it; ``anew``: after a death, when the model may be what is wrong, so it is checked again.

    The native library is loaded here and nowhere above.
    """
    if anew:
        check.ensure_sound(folder)
    from asr.vosk_engine import open_live

    return open_live(folder, info, emit, asr)


class Worker:
    """Streams are opened under their number as the call's name: two of one channel may overlap (a tail, and its successor)."""

    def __init__(self, line: socket.socket, open_with: Open) -> None:
        self._line, self._open_with = line, open_with
        self._lock = threading.Lock()
        self._recognizer: Recognizer | None = None
        self._streams: dict[int, Stream] = {}

    def run(self) -> None:
        """Serve until the line closes or brings nonsense."""
        reader = FrameReader()
        with contextlib.suppress(OSError, BadInput):
            while data := self._line.recv(_BLOCK):
                for frame in reader.feed(data):
                    self._take(frame)

    def _take(self, frame: Frame) -> None:
        stream = self._streams.get(frame.stream)
        match frame.kind:
            case Kind.PING:
                self._send(pong=frame.time_ms)
            case Kind.BEGIN:
                begin = json.loads(frame.payload)
                threading.Thread(target=self._load, args=(begin,), name="asr-load", daemon=True).start()
            case Kind.OPEN:
                self._open(frame.stream, json.loads(frame.payload)["rate"])
            case Kind.AUDIO if stream is not None:
                stream.push(frame.payload, frame.time_ms)
            case Kind.FLUSH if stream is not None:
                stream.flush()
            case Kind.FINISH if stream is not None:
                stream.finish()

    def _load(self, begin: Mapping[str, Any]) -> None:
        try:
            asr, info = Asr.model_validate(begin["asr"]), wire.info_in(begin["info"])
            self._recognizer = self._open_with(asr, Path(begin["folder"]), info, self._emit, begin["anew"])
            self._send(ready=wire.info_out(self._recognizer.info))
        except HotlineError as error:
            self._send(failed=wire.error_out(error))
        except Exception as error:
            self._send(failed={"code": "Unavailable", "what": f"A recognition worker cannot start: {error!r}.", "remedy": ""})

    def _open(self, number: int, rate: int) -> None:
        name = CallId(str(number))
        try:
            if self._recognizer is None:
                raise BadInput("The model is not loaded yet.")
            self._streams[number] = self._recognizer.open(name, "caller", rate)
        except HotlineError as error:
            self._emit(StreamFailed(call=name, channel="caller", what=f"本路不转写：{error.what}"))
            self._emit(StreamFinished(call=name, channel="caller"))

    def _emit(self, event: Event) -> None:
        if isinstance(event, RecognitionEvent):
            number = int(event.call)
            self._send(stream=number, **wire.event_out(event))
            if isinstance(event, StreamFinished):
                self._streams.pop(number, None)

    def _send(self, **message: Any) -> None:
        with self._lock, contextlib.suppress(OSError):
            self._line.sendall(wire.encode(message))


def main(arguments: list[str] | None = None, open_with: Open = open_vosk) -> None:
    parser = argparse.ArgumentParser(prog="asr.pool.worker")
    parser.add_argument("--line", type=int, required=True)
    options = parser.parse_args(arguments)
    leave_ending_to_parent()
    be_first_out_of_memory()
    with socket.socket(fileno=options.line) as line:
        Worker(line, open_with).run()


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    # Threads of the native library may still run; they must not be torn down under their feet.
    os._exit(0)
