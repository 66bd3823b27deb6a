"""What one channel gives out: interims at their distance, finals, the step it stands on, gaps. No socket."""

from asr.ladder import LADDER, Ladder, StepName, partial_interval
from asr.port import Channel, Degraded, Emit, Final, Gap, GapWhy, Partial, Progress, StreamFailed, StreamFinished, Word
from asr.spelling import join_words
from asr.vosk_server.backlog import Missing
from config.ids import CallId

PROGRESS_EVERY_S = 0.25
PROGRESS_EACH_S = 1.0
"""Progress is told so often, and after so much audio."""


class Speaker:
    """Emits the events of one channel; all times on the call's line, ``now`` on the recogniser's clock.

    The channels of one farm share a ``ladder``.
    """

    def __init__(self, call: CallId, channel: Channel, *, emit: Emit, ladder: Ladder, partial_interval_s: float) -> None:
        self._call, self._channel, self._emit, self._interval_s = call, channel, emit, partial_interval_s
        self._ladder = ladder
        self._told_at, self._told_s = float("-inf"), 0.0
        self._step: StepName = "normal"
        self._said, self._said_at, self._began_s = "", float("-inf"), 0.0

    @property
    def chunk_s(self) -> float:
        """How much audio a message holds at most at this step."""
        return LADDER[self._step].chunk_s

    def hint(self, text: str, until_s: float, now: float) -> None:
        """Emit an interim if one is due and says something new."""
        interval = partial_interval(self._step, self._interval_s)
        if interval is None or now - self._said_at < interval:
            return
        text = join_words(text.split())
        if not text or text == self._said:
            return
        if not self._said:
            self._began_s = round(max(0.0, until_s - self._interval_s), 3)
        self._said, self._said_at = text, now
        self._emit(Partial(call=self._call, channel=self._channel, text=text, t0=self._began_s))

    def say(self, text: str, words: tuple[Word, ...], from_s: float, until_s: float, engine: str) -> None:
        """Emit a final, if anything was said; without words it spans what was heard since the last one."""
        self._said = ""
        text = join_words([word.text for word in words] or text.split())
        if not text:
            return
        self._emit(
            Final(
                call=self._call,
                channel=self._channel,
                text=text,
                t0=words[0].t0 if words else round(from_s, 3),
                t1=words[-1].t1 if words else round(until_s, 3),
                confidence=sum(word.confidence for word in words) / len(words) if words else 0.0,
                words=words,
                engine=engine,
            )
        )

    def behind(self, until_s: float, lag_s: float, now: float) -> None:
        """All up to here is decoded, so long after it came in."""
        if now - self._told_at >= PROGRESS_EVERY_S or abs(until_s - self._told_s) >= PROGRESS_EACH_S:
            self._told_at, self._told_s = now, until_s
            self._emit(Progress(call=self._call, channel=self._channel, until_s=round(until_s, 3), lag_s=lag_s))
        step = self._ladder.told(self, lag_s)
        if step != self._step:
            self._step = step
            self._emit(Degraded(call=self._call, channel=self._channel, step=step, lag_s=lag_s))

    def missing(self, missing: Missing | None, why: GapWhy) -> None:
        if missing is not None:
            self._said = ""
            gap = Gap(call=self._call, channel=self._channel, from_s=missing.from_s, to_s=missing.to_s, why=why)
            self._emit(gap)

    def fail(self, what: str) -> None:
        self._emit(StreamFailed(call=self._call, channel=self._channel, what=what))

    def finished(self) -> None:
        self._ladder.forget(self)
        self._emit(StreamFinished(call=self._call, channel=self._channel))
