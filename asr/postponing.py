"""Any recogniser with the overload planned: the ladder over all its streams, admission, and what is put off told as gaps.

It stands between the tap and the recogniser (`asr.worker`). Streams tell `Progress`; from that comes the lag of the whole,
from the lag the step, from the step who is read live. What is not becomes a `Gap` and is decoded from the recording later.
"""

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from asr.admission import Candidate, Limits, admits, may_return, spools, to_spool
from asr.ladder import Stand, StepName, common_lag
from asr.port import (
    Channel,
    Degraded,
    Emit,
    Event,
    Final,
    Gap,
    GapWhy,
    Load,
    Progress,
    Recognizer,
    RecognizerInfo,
    Stream,
    StreamFailed,
    StreamFinished,
)
from asr.timeline import BYTES_PER_SAMPLE
from config.errors import Unavailable
from config.ids import CallId
from config.settings import Asr

STALE_S = 1.0
"""A stream that says nothing for so long although it was given audio lags at least by the rest."""
TOLD_EVERY_S = 1.0
JUDGED_EVERY_S = 0.1
FAILURES = 3
"""A stream that broke so often stays off until its end."""

Key = tuple[CallId, Channel]


class Pace:
    """How far one stream is behind: what it said last, and since when it owes an answer."""

    def __init__(self) -> None:
        self._lag_s = 0.0
        self._owes_since: float | None = None
        self._known = False

    def pushed(self, now: float) -> None:
        if self._owes_since is None:
            self._owes_since = now

    def told(self, lag_s: float) -> None:
        self._lag_s, self._owes_since, self._known = lag_s, None, True

    def lag_s(self, now: float) -> float:
        """0 until it has said anything: an engine that tells no progress is judged by its own `Degraded` alone."""
        if not self._known:
            return 0.0
        silent = now - self._owes_since if self._owes_since is not None else 0.0
        return max(self._lag_s, silent - STALE_S)


class PlannedStream(Stream):
    """One channel as the tap sees it, from its opening to its end, whether it is read live, or not, or again."""

    def __init__(self, parent: "PostponingRecognizer", call: CallId, channel: Channel, rate: int, began: float) -> None:
        self.call, self.channel, self.rate, self.began = call, channel, rate, began
        self.inner: Stream | None = None
        self.pace = Pace()
        self.unfinished = 0
        self.failures = 0
        self.ended = False
        self.why: GapWhy = "postponed"
        self.gap_from: float | None = None
        self.said_until = 0.0
        self.position = 0.0
        self.over = False
        self.former: PlannedStream | None = None
        self._parent = parent

    def push(self, pcm: bytes, time_ms: int | None = None) -> None:
        start = self.position if time_ms is None else time_ms / 1000
        self._parent.pushed(self, start)
        self.position = start + len(pcm) / BYTES_PER_SAMPLE / self.rate
        if self.inner is not None:
            self.inner.push(pcm, time_ms)

    def flush(self) -> None:
        if self.inner is not None:
            self.inner.flush()

    def finish(self) -> None:
        self._parent.end(self)


class PostponingRecognizer(Recognizer):
    """``make`` builds the recogniser behind it with the emit that it must use. ``emit`` gets everything but `Progress` and
    single streams' `Degraded`, and besides `Gap` and `Load`."""

    def __init__(
        self,
        make: Callable[[Emit], Recognizer],
        emit: Emit,
        limits: Callable[[RecognizerInfo], Limits],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._emit, self._clock = emit, clock
        self._lock = threading.RLock()
        self._streams: dict[Key, PlannedStream] = {}
        self._stand = Stand()
        self._well_since = self._judged_at = self._told_at = clock()
        self._spooled_at, self._lag_before_s = float("-inf"), 0.0
        self._told = Load()
        self._inner = make(self._take)
        self.info = self._inner.info
        self._limits = limits(self.info)

    def open(self, call: CallId, channel: Channel, rate: int) -> Stream:
        """Never refuses: what cannot be read now is read from the recording."""
        with self._lock:
            self._judge()
            stream = PlannedStream(self, call, channel, rate, self._clock())
            stream.former = self._streams.get((call, channel))
            self._streams[call, channel] = stream
            if admits(channel, self._step, self._live(), self._limits):
                self._let_in(stream)
            return stream

    def close(self) -> None:
        self._inner.close()

    # from the tap

    def pushed(self, stream: PlannedStream, start_s: float) -> None:
        """Audio comes that begins at ``start_s``; a channel that was put off begins its gap with it, or comes back."""
        now = self._clock()
        with self._lock:
            stream.pace.pushed(now)
            self._judge_at_times(now)
            if stream.inner is None:
                if stream.gap_from is None:
                    self._open_gap(stream, start_s)
                elif stream.failures < FAILURES and self._returns(stream, now):
                    self._come_back(stream, start_s, now)

    def end(self, stream: PlannedStream) -> None:
        with self._lock:
            if stream.ended:
                return
            stream.ended = True
            if stream.inner is not None:
                stream.inner.finish()
            else:
                self._close_gap(stream, stream.position)
                self._finish(stream)
            self._judge()

    # from the recogniser

    def _take(self, event: Event) -> None:
        match event:
            case Progress() | Degraded():
                self._hear(event)
            case StreamFinished():
                self._inner_finished(event)
            case StreamFailed():
                self._broken(event)
                self._emit(event)
            case Final():
                self._said(event)
                self._emit(event)
            case _:
                self._emit(event)

    def _hear(self, event: Progress | Degraded) -> None:
        with self._lock:
            stream = self._streams.get((event.call, event.channel))
            if stream is not None and stream.inner is not None:
                stream.pace.told(event.lag_s)
            self._judge_at_times(self._clock())

    def _said(self, event: Final) -> None:
        with self._lock:
            stream = self._streams.get((event.call, event.channel))
            if stream is not None:
                stream.said_until = max(stream.said_until, event.t1)

    def _broken(self, event: StreamFailed) -> None:
        """What a broken stream had not said yet is in the recording, and so is what follows."""
        with self._lock:
            stream = self._streams.get((event.call, event.channel))
            if stream is not None and stream.inner is not None:
                broken, stream.inner, stream.pace, stream.why = stream.inner, None, Pace(), "failed"
                stream.failures += 1
                self._open_gap(stream, stream.said_until)
                broken.finish()

    def _inner_finished(self, event: StreamFinished) -> None:
        with self._lock:
            stream = _oldest_unfinished(self._streams.get((event.call, event.channel)))
            if stream is None:
                return
            stream.unfinished -= 1
            if stream.ended and stream.inner is None:
                self._close_gap(stream, stream.position)
            self._finish(stream)
            self._judge()

    # the plan

    def _judge_at_times(self, now: float) -> None:
        """Hundreds of streams tell and are told something at each moment; the whole is looked at ten times a second."""
        if now - self._judged_at >= JUDGED_EVERY_S:
            self._judge()

    def _judge(self) -> None:
        """The lag of the whole now, the step that follows, and what the deepest step asks for."""
        now = self._judged_at = self._clock()
        lag_s = common_lag([stream.pace.lag_s(now) for stream in self._streams.values() if stream.inner is not None])
        before, self._stand = self._step, self._stand.after(lag_s, now) if self._streams else Stand()
        step = self._step
        if step != "normal" or before != "normal":
            self._well_since = now
        if spools(step, lag_s, self._lag_before_s, now - self._spooled_at):
            self._spool(now, lag_s)
        if step != "spooled":
            self._spooled_at, self._lag_before_s = float("-inf"), 0.0
        self._tell(Load(step=step, lag_s=round(lag_s, 2), live=self._live(), postponed=self._postponed()), now)

    def _tell(self, load: Load, now: float) -> None:
        other = replace(load, lag_s=0.0) != replace(self._told, lag_s=0.0)
        due = now - self._told_at >= TOLD_EVERY_S or not (load.live or load.postponed)
        if load.step != self._told.step or (due and (other or load.lag_s != self._told.lag_s)):
            self._told, self._told_at = load, now
            self._emit(load)

    def _spool(self, now: float, lag_s: float) -> None:
        live = [(key, s) for key, s in self._streams.items() if s.inner is not None and not s.ended]
        chosen = to_spool(Candidate(key, s.channel, s.began) for key, s in live)
        if chosen is None:
            return
        stream = self._streams[chosen.name]  # type: ignore[index]
        self._spooled_at, self._lag_before_s = now, lag_s
        inner, stream.inner, stream.pace, stream.why = stream.inner, None, Pace(), "spooled"
        self._open_gap(stream, stream.position)
        if inner is not None:
            inner.finish()

    def _returns(self, stream: PlannedStream, now: float) -> bool:
        return may_return(stream.channel, self._step, now - self._well_since, self._live(), self._limits)

    def _come_back(self, stream: PlannedStream, start_s: float, now: float) -> None:
        self._well_since = now
        if self._let_in(stream):
            self._close_gap(stream, start_s)

    def _let_in(self, stream: PlannedStream) -> bool:
        try:
            stream.inner = self._inner.open(stream.call, stream.channel, stream.rate)
        except Unavailable:
            return False
        stream.pace = Pace()
        stream.unfinished += 1
        return True

    def _open_gap(self, stream: PlannedStream, from_s: float) -> None:
        stream.gap_from = round(from_s, 3)
        self._emit(Gap(call=stream.call, channel=stream.channel, from_s=stream.gap_from, to_s=None, why=stream.why))

    def _close_gap(self, stream: PlannedStream, to_s: float) -> None:
        from_s, stream.gap_from = stream.gap_from, None
        if from_s is not None:
            gap = Gap(call=stream.call, channel=stream.channel, from_s=from_s, to_s=round(to_s, 3), why=stream.why)
            self._emit(gap)

    def _finish(self, stream: PlannedStream) -> None:
        """The stream's last event, once it has ended and all that was begun of it is out."""
        if stream.ended and not stream.unfinished and not stream.over:
            stream.over = True
            if self._streams.get((stream.call, stream.channel)) is stream:
                del self._streams[stream.call, stream.channel]
            self._emit(StreamFinished(call=stream.call, channel=stream.channel))

    @property
    def _step(self) -> StepName:
        return self._stand.step

    def _live(self) -> int:
        return sum(stream.inner is not None and not stream.ended for stream in self._streams.values())

    def _postponed(self) -> int:
        return sum(stream.inner is None and not stream.ended for stream in self._streams.values())


def _oldest_unfinished(stream: PlannedStream | None) -> PlannedStream | None:
    """An agent's stream may be opened again (transfer) before the first has told its last words; they come in order."""
    if stream is not None and stream.former is not None:
        if stream.former.over:
            stream.former = None
        else:
            return _oldest_unfinished(stream.former) or stream
    return stream


def planned(make: Callable[[Emit], Recognizer], emit: Emit, asr: Asr) -> Recognizer:
    """The recogniser that ``make`` builds, with the settings' limits; raises what ``make`` raises."""
    return PostponingRecognizer(make, emit, lambda info: limits_of(asr, info))


def limits_of(asr: Asr, info: RecognizerInfo) -> Limits:
    """How many channels this engine reads live; where nothing recognises, nothing need be put off."""
    engines = {"none": sys.maxsize, "vosk-server": len(asr.servers) * asr.server_streams}
    streams = engines.get(info.engine, asr.max_streams)
    return Limits(streams=streams, agent_share=asr.agent_share, return_s=asr.live_again_s)
