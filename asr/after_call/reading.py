"""One recording read into a recogniser: no further ahead than it decodes, at rest while live calls need the machine."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from asr.after_call.job import EngineAway, Job
from asr.port import Event, Final, Gap, Notice, Progress, RecognitionEvent, Recognizer, StreamFailed, StreamFinished
from config.errors import Unavailable
from config.ids import CallId

RATE = 8000
AHEAD_S = 15.0
"""Audio that a recogniser may have and not have decoded yet."""
LEFT_OUT = "识别时有一段声音没有读到。"
STALLED_S = 120.0
"""A recogniser that says nothing for so long while it has audio is taken for stuck."""

Pieces = Callable[[Path, str, float, float | None], Iterable[tuple[float, bytes]]]
"""Gives the sound of a channel in pieces of at most some seconds: place on the call's line, s16le at 8 kHz."""


class Reading:
    """Takes the events of the recogniser (any thread) and feeds it one job at a time (`read`)."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._changed = threading.Condition()
        self._held = False
        self._decoded_s = 0.0
        self._finals: list[Final] = []
        self._over, self._trouble = True, ""
        self._away = ""
        self._stream, self._streams = CallId(""), 0

    def take(self, event: Event) -> None:
        """What a stream says that was given up before is no longer heard."""
        if isinstance(event, Notice):
            self._noticed(event)
            return
        if not isinstance(event, RecognitionEvent) or event.call != self._stream:
            return
        with self._changed:
            match event:
                case Progress():
                    self._decoded_s = event.until_s
                case Final():
                    self._finals.append(event)
                    self._decoded_s = max(self._decoded_s, event.t1)
                case StreamFailed():
                    self._trouble = event.what
                case Gap():
                    self._trouble = self._trouble or LEFT_OUT
                case StreamFinished():
                    self._over = True
                case _:
                    return
            self._changed.notify_all()

    def _noticed(self, notice: Notice) -> None:
        with self._changed:
            self._away = notice.text
            self._changed.notify_all()

    def hold(self, on: bool) -> None:
        """Feed nothing while ``on``; what the recogniser has is decoded all the same."""
        with self._changed:
            self._held = on
            self._changed.notify_all()

    def read(self, job: Job, recognizer: Recognizer) -> list[Final]:
        """Return what is said in the job's stretches, in order of time.

        Raises Unavailable in a Chinese sentence where it fails, EngineAway while there is nobody to ask.
        """
        self._finals = []
        for start_s, end_s in job.stretches:
            self._stretch(job, recognizer, start_s, end_s)
        return sorted((replace(f, call=CallId(job.name)) for f in self._finals), key=lambda final: final.t0)

    def _stretch(self, job: Job, recognizer: Recognizer, start_s: float, end_s: float | None) -> None:
        with self._changed:
            self._decoded_s, self._over, self._trouble = start_s, False, ""
            self._streams += 1
            self._stream = CallId(f"{job.name}/{self._streams}")
        stream = recognizer.open(self._stream, job.channel, RATE)
        try:
            for place_s, pcm in self._pieces(Path(job.path), job.channel, start_s, end_s):
                self._wait_for_turn(place_s)
                stream.push(pcm, round(place_s * 1000))
        finally:
            stream.finish()
        self._wait(lambda: self._over)
        if self._trouble:
            raise Unavailable(self._trouble)

    def _wait_for_turn(self, place_s: float) -> None:
        self._wait(lambda: place_s - self._decoded_s <= AHEAD_S or self._over)
        if self._over:
            raise Unavailable(self._trouble or "识别中途停止。")
        with self._changed:
            self._changed.wait_for(lambda: not self._held)

    def _wait(self, until: Callable[[], bool]) -> None:
        """Wait while anything is heard from the recogniser at all."""
        with self._changed:
            while not until():
                if self._away:
                    raise EngineAway(self._away)
                if not self._changed.wait(STALLED_S):
                    raise Unavailable("识别长时间没有进展。")
