"""What the pool knows of one stream, so that any worker can take it over: pure, no process and no clock in it.

Frames are what a worker must be sent, events what the desk may hear: a final of audio heard again is never told twice.
"""

import json
from collections import deque
from dataclasses import replace

from asr.pool.frames import Frame, Kind
from asr.port import Channel, Event, Final, Gap, Progress, RecognitionEvent, StreamFinished, Word
from asr.replay import Replay, Span
from asr.spelling import join_words
from asr.timeline import BYTES_PER_SAMPLE
from config.ids import CallId

SETTLED_S = 30.0
"""Audio decoded so long ago has had its final: no utterance is let grow longer (end-pointing rule 5 is below it)."""
SAME_S = 0.05
"""The end of a word found in audio cut at a final moves by no more than this."""
TRIES = 2
"""Times that the same audio is heard again after a death; the next worker is spared it: it may be what they died of."""
OWED_S = 1.2
"""Audio that may be undecoded without a word from the worker: it tells of each second (`asr.serial_stream`)."""
FLUSHES = 100
"""Forced finals that are repeated with the audio they stood in; older ones have long been given."""


class Account:
    """One open stream: ``number`` is its name among pool and workers, ``worker`` who decodes it (None: nobody now)."""

    def __init__(self, number: int, call: CallId, channel: Channel, rate: int, replay_s: float) -> None:
        self.number, self.call, self.channel, self.rate = number, call, channel, rate
        self.worker: int | None = None
        self.finishing = False
        self.silent_s = 0.0
        """For so long its worker has owed a word of it; counted by the pool, ended by `told`."""
        self._decoded_s: float | None = None
        self._replay = Replay(rate, replay_s)
        self._half = b""
        self._flushes: deque[int] = deque(maxlen=FLUSHES)
        self._heard_again_to: float | None = None
        self._tries = 0
        self._gap_from: float | None = None

    @property
    def end_s(self) -> float:
        return self._replay.end_s

    @property
    def owed(self) -> bool:
        """Whether its worker must say something of it: audio waits for more than it may, or the end."""
        undecoded_s = 0.0 if self._decoded_s is None else self._replay.end_s - self._decoded_s
        return self.worker is not None and (self.finishing or undecoded_s > OWED_S)

    def push(self, pcm: bytes, time_ms: int | None) -> Frame:
        """Whole samples only: a worker that takes over must not begin in the middle of one."""
        pcm = self._half + pcm
        even = len(pcm) - len(pcm) % BYTES_PER_SAMPLE
        pcm, self._half = pcm[:even], pcm[even:]
        if self._decoded_s is None:
            self._decoded_s = (time_ms or 0) / 1000
        self._replay.push(pcm, time_ms)
        return Frame(Kind.AUDIO, self.number, time_ms, pcm)

    def flush(self) -> Frame:
        place = round(self._replay.end_s * 1000)
        self._flushes.append(place)
        return Frame(Kind.FLUSH, self.number)

    def finish(self) -> Frame:
        self.finishing = True
        return Frame(Kind.FINISH, self.number)

    def told(self, event: RecognitionEvent) -> Event | None:
        """A worker's event as it goes on, under the call's own name; None when it says nothing new."""
        event = replace(event, call=self.call, channel=self.channel)
        self.silent_s = 0.0
        if isinstance(event, Progress):
            self._decoded_s = event.until_s
            self._settle(event.until_s)
        elif isinstance(event, Final):
            self._decoded_s = max(event.t1, self._decoded_s or 0.0)
            return self._final(event)
        return event

    def taken_over(self) -> tuple[Frame, ...]:
        """All that a fresh worker must be sent; audio that two workers died over is left out and becomes a gap."""
        opened = Frame(Kind.OPEN, self.number, None, json.dumps({"rate": self.rate}).encode())
        pieces = self._replay.since_final()
        self.silent_s = 0.0
        self._decoded_s = pieces[0][0] / 1000 if pieces else self._replay.end_s or None
        if pieces:
            self._heard_again_to = self._replay.end_s
        frames = [opened]
        waiting = list(self._flushes)
        for place, pcm in pieces:
            while waiting and waiting[0] <= place:
                frames.append(Frame(Kind.FLUSH, self.number))
                waiting.pop(0)
            frames.append(Frame(Kind.AUDIO, self.number, place, pcm))
        frames += [Frame(Kind.FLUSH, self.number)] * bool(waiting)
        frames += [Frame(Kind.FINISH, self.number)] * self.finishing
        return tuple(frames)

    def spare(self) -> None:
        """A worker died or hung over what is kept: if not for the first time, it shall not be heard again, and counts as lost."""
        self._tries += bool(self._replay.since_final())
        if self._tries > TRIES:
            self._replay.give_up()
            self._flushes.clear()
            self._tries = 0

    def gap(self) -> Gap | None:
        """What no worker will hear any more; told again with its end once that is known."""
        span = self._replay.told_lost()
        return None if span is None else self._gap(span)

    def open_gap(self) -> Gap | None:
        """While nobody decodes: tell once that the bound has begun to push audio out; its end is told by `gap`."""
        lost = self._replay.lost
        if lost is None or self._gap_from == lost.from_s:
            return None
        self._gap_from = lost.from_s
        return Gap(call=self.call, channel=self.channel, from_s=lost.from_s, to_s=None, why="lost")

    def given_up(self) -> tuple[Event, ...]:
        """Nobody came to decode the rest: it becomes a gap, and the stream is over."""
        self._replay.give_up()
        gap = self.gap()
        finished = StreamFinished(call=self.call, channel=self.channel)
        return (finished,) if gap is None else (gap, finished)

    def _gap(self, span: Span) -> Gap:
        self._gap_from = None
        return Gap(call=self.call, channel=self.channel, from_s=span.from_s, to_s=span.to_s, why="lost")

    def _settle(self, until_s: float) -> None:
        self._replay.final_until(until_s - SETTLED_S)
        if self._heard_again_to is not None and until_s >= self._heard_again_to:
            self._tries = 0

    def _final(self, final: Final) -> Final | None:
        known = self._replay.final_s if self._heard_again_to is not None and final.t0 < self._heard_again_to else None
        new = final if known is None else only_after(final, known + SAME_S)
        if new is not None:
            self._replay.final_until(new.t1)
            while self._flushes and self._flushes[0] <= new.t1 * 1000:
                self._flushes.popleft()
            self._tries = 0
        return new


def only_after(final: Final, from_s: float) -> Final | None:
    """The words of a final that end later than this; itself where all do, None where none does."""
    words = tuple(word for word in final.words if word.t1 > from_s)
    if len(words) == len(final.words):
        return final if words or final.t1 > from_s else None
    if not words:
        return None
    return replace(final, text=join_words(word.text for word in words), words=words, t0=words[0].t0, confidence=_mean(words))


def _mean(words: tuple[Word, ...]) -> float:
    return sum(word.confidence for word in words) / len(words)
