"""One channel of one call on its own thread: audio in, interims and finals out, in order, the tail included.

The engine stands behind `asr.decoder.Decoder`; this shell keeps time, falls back a step when it lags, and never drops
audio or finals. Past the bound of its `Mailbox` the stream fails in words.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from asr.decoder import Decoder, Utterance
from asr.ladder import LADDER, Ladder, StepName, partial_interval
from asr.mailbox import Audio, Mailbox, Mark
from asr.port import Channel, Degraded, Emit, Final, Partial, Progress, StreamFailed, StreamFinished
from asr.spelling import join_words
from asr.timeline import BYTES_PER_SAMPLE, Feed, Rebase, Timeline
from config.ids import CallId

TAIL_SILENCE_S = 0.3
PROGRESS_EVERY_S = 0.25
PROGRESS_EACH_S = 1.0
"""Progress is told so often, and after so much audio: who feeds a recording waits for it."""
TOO_MUCH = "识别积压过多，本路停止转写，录音不受影响。"


class SerialStream:
    """A `asr.port.Stream` over a decoder made on the stream's own thread; ``on_end`` is called once,
    from that thread, when the decoder is closed and before StreamFinished. Streams of one engine share a ``ladder``."""

    def __init__(
        self,
        call: CallId,
        channel: Channel,
        rate: int,
        *,
        engine: str,
        make_decoder: Callable[[], Decoder],
        emit: Emit,
        partial_interval_s: float,
        on_end: Callable[["SerialStream"], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        ladder: Ladder | None = None,
    ) -> None:
        self._call, self._channel, self._rate = call, channel, rate
        self._engine, self._make_decoder, self._emit = engine, make_decoder, emit
        self._partial_interval_s, self._on_end, self._clock = partial_interval_s, on_end, clock
        self._mail = Mailbox(rate, clock)
        self._line = Timeline(rate)
        self._base_s = 0.0
        self._ladder = ladder or Ladder()
        self._step: StepName = "normal"
        self._progress_at, self._progress_s = float("-inf"), 0.0
        self._said, self._said_at, self._utterance_t0 = "", float("-inf"), 0.0
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
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            decoder = self._make_decoder()
            try:
                self._serve(decoder)
            finally:
                decoder.close()
        except Exception as error:
            self._fail(f"识别中断：{error}")
        finally:
            self._mail.shut()
            self._ladder.forget(self)
            self._on_end(self)
            self._emit(StreamFinished(call=self._call, channel=self._channel))

    def _serve(self, decoder: Decoder) -> None:
        self._base_s = -decoder.fed_s()
        while (item := self._mail.take()) is not Mark.OVERFULL:
            if isinstance(item, Audio):
                self._take(decoder, item)
            else:
                self._end_utterance(decoder)
                if item is Mark.FINISH:
                    return
        self._fail(TOO_MUCH)

    def _take(self, decoder: Decoder, audio: Audio) -> None:
        for step in self._line.place(audio.pcm, audio.time_ms):
            if isinstance(step, Rebase):
                self._end_utterance(decoder)
                self._base_s = step.at_s - decoder.fed_s()
            else:
                self._feed(decoder, step)
        self._watch(self._clock() - audio.arrived)

    def _feed(self, decoder: Decoder, step: Feed) -> None:
        size = int(LADDER[self._step].chunk_s * self._rate) * BYTES_PER_SAMPLE
        for start in range(0, len(step.pcm), size):
            utterance = decoder.accept(step.pcm[start : start + size])
            if utterance is not None:
                self._say(utterance)
            else:
                self._hint(decoder)

    def _hint(self, decoder: Decoder) -> None:
        """Emit an interim if one is due and says something new."""
        now = self._clock()
        interval = partial_interval(self._step, self._partial_interval_s)
        if interval is None or now - self._said_at < interval:
            return
        text = join_words(decoder.partial().split())
        if not text or text == self._said:
            return
        if not self._said:
            self._utterance_t0 = round(max(0.0, self._base_s + decoder.fed_s() - self._partial_interval_s), 3)
        self._said, self._said_at = text, now
        self._emit(Partial(call=self._call, channel=self._channel, text=text, t0=self._utterance_t0))

    def _end_utterance(self, decoder: Decoder) -> None:
        """Force a final. The silence fed after the speech helps the last word and does not count as time of the call."""
        if decoder.fed_s() + self._base_s <= 0 and not self._said:
            return
        silence = int(TAIL_SILENCE_S * self._rate)
        utterance = decoder.accept(bytes(silence * BYTES_PER_SAMPLE))
        if utterance is not None:
            self._say(utterance)
        utterance = decoder.finish_utterance()
        if utterance is not None:
            self._say(utterance)
        self._base_s -= silence / self._rate

    def _say(self, utterance: Utterance) -> None:
        self._said = ""
        text = join_words(word.text for word in utterance.words)
        if not text:
            return
        moved = (replace(w, t0=round(w.t0 + self._base_s, 3), t1=round(w.t1 + self._base_s, 3)) for w in utterance.words)
        words = tuple(moved)
        self._emit(
            Final(
                call=self._call,
                channel=self._channel,
                text=text,
                t0=max(0.0, words[0].t0),
                t1=words[-1].t1,
                confidence=utterance.confidence,
                words=words,
                engine=self._engine,
            )
        )

    def _watch(self, lag_s: float) -> None:
        self._report(lag_s)
        step = self._ladder.told(self, lag_s)
        if step != self._step:
            self._step = step
            self._emit(Degraded(call=self._call, channel=self._channel, step=step, lag_s=lag_s))

    def _report(self, lag_s: float) -> None:
        now, until_s = self._clock(), self._line.position / self._rate
        if now - self._progress_at >= PROGRESS_EVERY_S or abs(until_s - self._progress_s) >= PROGRESS_EACH_S:
            self._progress_at, self._progress_s = now, until_s
            self._emit(Progress(call=self._call, channel=self._channel, until_s=round(until_s, 3), lag_s=lag_s))

    def _fail(self, what: str) -> None:
        self._emit(StreamFailed(call=self._call, channel=self._channel, what=what))
