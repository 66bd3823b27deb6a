"""Of one stream the audio that no server has finally answered, and how far it was sent. Pure: no clock, no socket.

A server's reply says which message it answers, so that what a final covers is known to the sample: after a fail-over
exactly the rest is sent again, and no final is lost or comes twice. (`asr.replay` cuts by word times instead, which is all
that a worker's events say.)
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from asr.gate.sieve import Kept, Sieve
from asr.timeline import BYTES_PER_SAMPLE, Rebase, Timeline


@dataclass(frozen=True, slots=True)
class Piece:
    """Audio to send: ``first`` counts samples since the stream began, ``at`` samples on the call's line."""

    first: int
    at: int
    pcm: bytes
    arrived: float

    @property
    def end(self) -> int:
        return self.first + len(self.pcm) // BYTES_PER_SAMPLE


@dataclass(frozen=True, slots=True)
class Break:
    """End the utterance here: a flush, the end, or a leap on the call's line."""

    at: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Audio that had to go unsent: seconds on the call's line."""

    from_s: float
    to_s: float


Item = Piece | Break | Missing


class Backlog:
    """Keeps at most ``keep_s`` seconds; the oldest goes first and is reported as `Missing` when its turn comes.

    Three marks, in samples since the stream began: answered ≤ sent ≤ end; each with its place on the call's line, in samples.
    What ``sieve`` keeps back counts for none of them, only for places on the line.
    """

    def __init__(self, rate: int, keep_s: float, sieve: Sieve | None = None) -> None:
        self._rate, self._limit, self._sieve = rate, int(keep_s * rate), sieve
        self._replied, self._arrived = 0, 0.0
        self._line = Timeline(rate)
        self._pieces: deque[Piece] = deque()
        self._breaks: deque[int] = deque()
        self._answered = self._sent = self._end = 0
        self._answered_at = self._sent_at = self._end_at = 0
        self.ended = False

    @property
    def done(self) -> bool:
        """Whether the stream has ended and all of it was answered."""
        return self.ended and self._answered == self._end

    @property
    def waiting(self) -> bool:
        """Whether there is something to send."""
        return self._sent < self._end or bool(self._breaks)

    @property
    def answered_until(self) -> int:
        return self._answered

    @property
    def answered_s(self) -> float:
        """Where on the call's line the first audio stands that is not answered."""
        for piece in self._pieces:
            if piece.first <= self._answered < piece.end:
                return (piece.at + self._answered - piece.first) / self._rate
        return self._answered_at / self._rate

    def push(self, pcm: bytes, time_ms: int | None, arrived: float) -> None:
        if self.ended:
            return
        self._arrived = arrived
        for step in self._line.place(pcm, time_ms):
            if isinstance(step, Rebase):
                self._leap(step)
            elif self._sieve is None:
                self._keep(step.pcm, arrived)
            else:
                self._keep_all(self._sieve.take(step.pcm), arrived)

    def flush(self) -> None:
        """The utterance ends after what was pushed so far."""
        self._let_out()
        if self._end > self._answered:
            self._break_here()

    def end(self) -> None:
        """Nothing more comes; the last utterance ends here."""
        self.flush()
        self.ended = True

    def next(self, samples: int) -> Item | None:
        """Return what to send next, audio of at most ``samples`` in one piece; None when all is sent."""
        if self._breaks and self._breaks[0] <= self._sent:
            return Break(self._breaks[0])
        if self._sent == self._end:
            return None
        index = next(i for i, piece in enumerate(self._pieces) if piece.end > self._sent)
        first = self._pieces[index]
        if first.first > self._sent:
            return self._skip(first)
        piece = self._join(index, samples)
        self._sent, self._sent_at = piece.end, piece.at + piece.end - piece.first
        return piece

    def answered(self, upto: int, at: int) -> None:
        """All before sample ``upto`` is in finals and not needed again; ``at`` is that sample's place on the call's line."""
        self._answered, self._answered_at = max(upto, self._answered), at
        while self._pieces and self._pieces[0].end <= upto:
            self._pieces.popleft()

    def replied(self, upto: int, *, ended: bool) -> None:
        """All before sample ``upto`` was taken by the server; ``ended`` says that it ended an utterance there."""
        self._replied = upto
        if self._sieve is not None and ended:
            self._sieve.settled(upto)

    @property
    def quiet_s(self) -> float | None:
        """How far the call's line has come in silence that nobody needs to hear; None while something is to be heard."""
        shut = self._sieve is not None and self._sieve.shut
        return self._line.position / self._rate if shut and not self.waiting and self._replied == self._end else None

    def broken(self, at: int) -> None:
        """The utterance was ended at this break."""
        while self._breaks and self._breaks[0] <= at:
            self._breaks.popleft()

    def again(self) -> None:
        """The connection is lost: what it has not answered is to be sent anew."""
        self._sent, self._sent_at = self._answered, self._answered_at

    def give_up_sent(self) -> Missing | None:
        """What was sent and not answered is left out from now on (each server broke on it); return where it stood."""
        missing = Missing(self.answered_s, self._sent_at / self._rate)
        self.answered(self._sent, self._sent_at)
        self.broken(self._sent)
        return missing if missing.from_s < missing.to_s else None

    def give_up_all(self) -> Missing | None:
        """Leave out all that is not answered; return where it stood."""
        self._sent, self._sent_at = self._end, self._end_at
        return self.give_up_sent()

    def _leap(self, step: Rebase) -> None:
        """What follows stands elsewhere on the line, so it belongs to another connection, whose times begin there."""
        self._let_out()
        if self._end:
            self._break_here()
        self._end_at = round(step.at_s * self._rate)
        if self._answered == self._end:
            self._answered_at = self._sent_at = self._end_at

    def _break_here(self) -> None:
        if not self._breaks or self._breaks[-1] != self._end:
            self._breaks.append(self._end)

    def _let_out(self) -> None:
        """What the sieve has half a window of belongs to this utterance."""
        if self._sieve is not None:
            self._keep_all(self._sieve.end(), self._arrived)

    def _keep_all(self, kept: Iterable[Kept], arrived: float) -> None:
        for one in kept:
            self._skip_silence(one.skipped)
            self._keep(one.pcm, arrived)

    def _skip_silence(self, samples: int) -> None:
        """The line goes on without audio. What was all answered is answered up to there."""
        if self._answered == self._end:
            self._answered_at += samples
        if self._sent == self._end:
            self._sent_at += samples
        self._end_at += samples

    def _keep(self, pcm: bytes, arrived: float) -> None:
        piece = Piece(self._end, self._end_at, pcm, arrived)
        self._pieces.append(piece)
        self._end, self._end_at = piece.end, piece.at + piece.end - piece.first
        while len(self._pieces) > 1 and self._end - self._pieces[0].first > self._limit:
            self._pieces.popleft()

    def _skip(self, following: Piece) -> Missing:
        missing = Missing(self._sent_at / self._rate, following.at / self._rate)
        if self._answered == self._sent:
            self.answered(following.first, following.at)
        self._sent, self._sent_at = following.first, following.at
        self.broken(following.first)
        return missing

    def _join(self, index: int, samples: int) -> Piece:
        """One message of what follows without a break, never longer than asked for, from where sending stopped."""
        first = self._pieces[index]
        limit = min(self._sent + samples, self._breaks[0] if self._breaks else self._end)
        parts: list[bytes] = []
        arrived = first.arrived
        at = first.at
        for piece in islice(self._pieces, index, None):
            if piece.first >= limit or piece.at != at:
                break
            at = piece.at + piece.end - piece.first
            start = max(0, self._sent - piece.first) * BYTES_PER_SAMPLE
            parts.append(piece.pcm[start : (limit - piece.first) * BYTES_PER_SAMPLE])
            arrived = piece.arrived
        return Piece(self._sent, first.at + self._sent - first.first, b"".join(parts), arrived)
