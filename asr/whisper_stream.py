"""One channel of one call for an engine that reads whole utterances: cut on a thread of its own, read in turn.

Interims cost a whole decoding each, so they are made only while the decode thread has nothing else to do.
"""

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import soxr

from asr.decode_queue import DecodeQueue
from asr.ladder import DEEPEST_BY_STREAM, StepName, next_step
from asr.mailbox import Audio, Mailbox, Mark
from asr.port import Channel, Degraded, Emit, Final, Partial, Progress, StreamFailed, StreamFinished
from asr.serial_stream import PROGRESS_EVERY_S, TOO_MUCH
from asr.timeline import Feed, Rebase, Timeline
from asr.utterance import Cutter, Span
from asr.voice_detector import RATE, WINDOW, WINDOW_S, Samples, VoiceDetector
from config.ids import CallId

# An interim costs a whole decoding: it comes at most this often, and only about this much speech.
INTERIM_EVERY_S = 1.5
INTERIM_FROM_S = 1.2
# On a machine that is slow at the moment they become rarer: each takes at most one part in so many of the time.
INTERIM_SHARE = 6.0
# Waiting for one other utterance to be read is this engine's manner, not a lag.
USUAL_WAIT_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An utterance, or one so far: float samples at 16 kHz that begin ``at_s`` seconds into the call."""

    call: CallId
    channel: Channel
    samples: Samples
    at_s: float


class Reader(Protocol):
    """Turns utterances into events; called on the decode thread only."""

    def final(self, heard: Heard) -> Final | None: ...

    def interim(self, heard: Heard) -> Partial | None: ...


class WhisperStream:
    """A `asr.port.Stream`; ``on_end`` is called once, before StreamFinished."""

    def __init__(
        self,
        call: CallId,
        channel: Channel,
        rate: int,
        *,
        session: Any,
        decode: Reader,
        queue: DecodeQueue,
        emit: Emit,
        partial_interval_s: float,
        on_end: Callable[["WhisperStream"], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._call, self._channel, self._rate = call, channel, rate
        self._session, self._decode, self._jobs, self._emit = session, decode, queue, emit
        self._every_s, self._on_end, self._clock = max(partial_interval_s, INTERIM_EVERY_S), on_end, clock
        self._mail = Mailbox(rate, clock)
        self._finished = threading.Event()
        self._line = Timeline(rate)
        self._step: StepName = "normal"
        self._hinted_at, self._interim_took_s = float("-inf"), 0.0
        self._waiting: deque[tuple[float, float]] = deque()
        self._reported_at, self._reported_position = float("-inf"), 0
        self._start(0.0)
        self._thread = threading.Thread(target=self._run, name=f"asr-{call}-{channel}", daemon=True)
        self._thread.start()

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        self._mail.push(pcm, time_ms)

    def flush(self) -> None:
        self._mail.flush()

    def finish(self) -> None:
        self._mail.finish()

    def join(self, timeout_s: float) -> bool:
        """Wait until the last event is out; return whether it is."""
        return self._finished.wait(timeout_s)

    def _run(self) -> None:
        try:
            self._serve()
        except Exception as error:
            self._fail(f"识别中断：{error}")
        self._mail.shut()
        self._jobs.put(self, self._end)

    def _serve(self) -> None:
        while (item := self._mail.take()) is not Mark.OVERFULL:
            if isinstance(item, Audio):
                self._take(item)
            else:
                self._cut_now()
                self._start(self._line.position / self._rate)
                if item is Mark.FINISH:
                    return
        self._fail(TOO_MUCH)

    def _take(self, audio: Audio) -> None:
        for step in self._line.place(audio.pcm, audio.time_ms):
            if isinstance(step, Rebase):
                self._cut_now()
                self._start(step.at_s)
            elif isinstance(step, Feed):
                self._listen(np.frombuffer(step.pcm, "<i2").astype(np.float32) / np.float32(32768))
        now = self._clock()
        if now - self._reported_at >= PROGRESS_EVERY_S or self._line.position - self._reported_position >= self._rate:
            self._reported_at, self._reported_position = now, self._line.position
            self._report()
        self._hint()

    def _start(self, at_s: float) -> None:
        """Begin a piece of audio at ``at_s`` of the call: a new resampler, detector and cutter, all counting from there."""
        self._at_s = at_s
        self._resampler = soxr.ResampleStream(self._rate, RATE, 1, dtype="float32", quality="HQ")
        self._detector, self._cutter = VoiceDetector(self._session), Cutter(WINDOW_S)
        self._kept: Samples = np.zeros(0, np.float32)
        self._kept_from = self._detected = 0

    def _listen(self, samples: Samples, *, last: bool = False) -> None:
        self._kept = np.concatenate([self._kept, self._resampler.resample_chunk(samples, last=last)])
        ready = (len(self._kept) - (self._detected - self._kept_from)) // WINDOW
        begin = self._detected - self._kept_from
        windows = self._kept[begin : begin + ready * WINDOW].reshape(ready, WINDOW)
        self._detected += ready * WINDOW
        for probability in self._detector(windows):
            for span in self._cutter.feed(probability):
                self._submit(span)
        self._forget()

    def _cut_now(self) -> None:
        """End the piece: what the resampler still holds is heard too, and the utterance that is spoken ends here."""
        if self._detected or len(self._kept):
            self._listen(np.zeros(0, np.float32), last=True)
            rest = -len(self._kept) % WINDOW
            self._kept = np.concatenate([self._kept, np.zeros(rest, np.float32)])
        for span in self._cutter.flush():
            self._submit(span)

    def _forget(self) -> None:
        keep = self._cutter.keep_from * WINDOW
        if keep > self._kept_from:
            self._kept, self._kept_from = self._kept[keep - self._kept_from :], keep

    def _heard(self, first: int, last: int) -> Heard:
        samples = self._kept[first * WINDOW - self._kept_from : last * WINDOW - self._kept_from]
        at_s = self._at_s + first * WINDOW_S
        return Heard(call=self._call, channel=self._channel, samples=samples.copy(), at_s=at_s)

    def _submit(self, span: Span) -> None:
        heard, since = self._heard(span.first, span.last), self._clock()
        self._waiting.append((heard.at_s, since))
        self._jobs.put(self, lambda: self._read(heard, since))

    def _read(self, heard: Heard, since: float) -> None:
        self._watch(self._clock() - since)
        try:
            event = self._decode.final(heard)
        except Exception as error:
            self._fail(f"一句话未能识别：{error}")
            return
        finally:
            self._waiting.popleft()
        if event is not None:
            self._emit(event)
        self._report()

    def _report(self) -> None:
        """All before the oldest utterance that waits is read; that it waits for one other is no lag."""
        until_s, lag_s = self._line.position / self._rate, 0.0
        with contextlib.suppress(IndexError):  # the decode thread has just taken the last
            until_s, since = self._waiting[0]
            lag_s = max(0.0, self._clock() - since - USUAL_WAIT_S)
        self._emit(Progress(call=self._call, channel=self._channel, until_s=round(until_s, 3), lag_s=lag_s))

    def _hint(self) -> None:
        begun, now = self._cutter.begun, self._clock()
        every_s = max(self._every_s, self._interim_took_s * INTERIM_SHARE)
        if begun is None or now - self._hinted_at < every_s or self._step != "normal":
            return
        if (self._detected // WINDOW - begun) * WINDOW_S < INTERIM_FROM_S:
            return
        heard = self._heard(begun, self._detected // WINDOW)
        if self._jobs.offer(self, lambda: self._read_interim(heard)):
            self._hinted_at = now

    def _read_interim(self, heard: Heard) -> None:
        began = self._clock()
        event = self._decode.interim(heard)
        self._interim_took_s = self._clock() - began
        if event is not None:
            self._emit(event)

    def _watch(self, waited_s: float) -> None:
        """Utterances that wait for their turn mean that all streams together are too much: interims go first."""
        step = next_step(self._step, max(0.0, waited_s - USUAL_WAIT_S), DEEPEST_BY_STREAM)
        if step != self._step:
            self._step = step
            self._emit(Degraded(call=self._call, channel=self._channel, step=step, lag_s=waited_s))

    def _end(self) -> None:
        self._on_end(self)
        self._emit(StreamFinished(call=self._call, channel=self._channel))
        self._finished.set()

    def _fail(self, what: str) -> None:
        self._emit(StreamFailed(call=self._call, channel=self._channel, what=what))
