"""Which audio of a stream is sent to a recogniser elsewhere that ends utterances by itself, such as a vosk-server.

It cannot be told that an utterance is over without losing its recogniser, and a new one is dear, so the silence after speech goes
on being sent until it has ended the utterance; only what is silent from then on is kept back.
"""

import math
from collections import deque
from dataclasses import dataclass, replace

from asr.gate.gate import Act, Gate, Gating
from asr.gate.judge import Judge, Voice
from asr.timeline import BYTES_PER_SAMPLE

DECODED_LATE_S = 0.4
"""Audio so new is not decoded yet when an utterance is ended: a word in it belongs to the next one."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Audio to send, and how many samples before it are not sent."""

    skipped: int
    pcm: bytes


class Sieve:
    """Pure but for ``voice``. Samples are counted as they are sent, from the begin of the stream.

    At least ``gating.hang_over_s`` of silence are sent after speech.
    """

    def __init__(self, voice: Voice, rate: int, gating: Gating) -> None:
        self._judge = Judge(voice, rate)
        self._gate = Gate(voice.window_s, replace(gating, hang_over_s=math.inf))
        self._least_quiet = max(1, round(gating.hang_over_s / voice.window_s))
        self._rate = rate
        self._before: deque[bytes] = deque(maxlen=max(1, round(gating.pre_roll_s / voice.window_s)))
        self._rest = b""
        self._skipped = 0
        self._sent = self._spoken_until = self._settled = 0

    @property
    def shut(self) -> bool:
        """Whether silence that comes now is kept back."""
        return not self._gate.open or self._over

    def take(self, pcm: bytes) -> list[Kept]:
        """Return what of ``pcm``, and of what was kept back before it, is to be sent."""
        data = self._rest + pcm
        whole = len(data) - len(data) % self._judge.window
        self._rest = data[whole:]
        return self._sift(data[:whole], data[:whole])

    def end(self) -> list[Kept]:
        """The utterance ends here on purpose, or the line leaps: the rest of a window counts as a whole one."""
        rest, self._rest = self._rest, b""
        kept = self._sift(rest, rest + bytes(self._judge.window - len(rest))) if rest else []
        self._gate.shut()
        self._before.clear()
        self._skipped = 0
        return kept

    def settled(self, upto: int) -> None:
        """The recogniser has ended an utterance, empty or not, with the message that ends before sample ``upto``.

        An empty interim settles nothing: words may still come of what it answers, and would come with the next speech.
        """
        self._settled = max(self._settled, upto - round(DECODED_LATE_S * self._rate))

    def _sift(self, pcm: bytes, judged: bytes) -> list[Kept]:
        found: list[Kept] = []
        for number, probability in enumerate(self._judge.probabilities(judged)):
            window = pcm[number * self._judge.window : (number + 1) * self._judge.window]
            if not self._passes(probability):
                self._keep_back(window)
            elif found and not self._skipped:
                found[-1] = replace(found[-1], pcm=found[-1].pcm + self._send(window))
            else:
                found.append(Kept(self._skipped, self._send(window)))
                self._skipped = 0
        return found

    def _passes(self, probability: float) -> bool:
        if self._over:
            self._gate.shut()
        return self._gate.step(probability) is not Act.KEEP

    @property
    def _over(self) -> bool:
        return self._gate.quiet >= self._least_quiet and self._settled >= self._spoken_until

    def _send(self, window: bytes) -> bytes:
        audio = b"".join([*self._before, window])
        self._before.clear()
        self._sent += len(audio) // BYTES_PER_SAMPLE
        if self._gate.voiced:
            self._spoken_until = self._sent
        return audio

    def _keep_back(self, window: bytes) -> None:
        if len(self._before) == self._before.maxlen:
            self._skipped += len(self._before[0]) // BYTES_PER_SAMPLE
        self._before.append(window)
