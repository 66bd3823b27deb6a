"""A decoder around another one that hands on speech and keeps silence from it; times stay those of the whole stream."""

from collections import deque

from asr.decoder import Decoder, Utterance
from asr.gate.gate import Act, Gate, Gating
from asr.gate.judge import Judge, Voice
from asr.gate.loudness import Floor
from asr.gate.splice import Splice
from asr.timeline import BYTES_PER_SAMPLE


class GatedDecoder(Decoder):
    """Used by one thread at a time, as the inner decoder is. The end of speech ends the utterance."""

    def __init__(self, inner: Decoder, voice: Voice, rate: int, gating: Gating | None = None, floor: Floor | None = None) -> None:
        gating = gating or Gating()
        self._inner, self._rate = inner, rate
        self._judge = Judge(voice, rate, floor)
        self._window = self._judge.window
        self._gate = Gate(voice.window_s, gating)
        self._splice = Splice()
        self._kept: deque[bytes] = deque(maxlen=max(1, round(gating.pre_roll_s / voice.window_s)))
        self._rest = b""
        self._begun_s = inner.fed_s()
        self._taken = 0
        self._passed = 0
        self._voiced = False

    def accept(self, pcm: bytes) -> Utterance | None:
        data = self._rest + pcm
        whole = len(data) - len(data) % self._window
        self._rest = data[whole:]
        return _joined(self._hear(data[:whole]))

    def partial(self) -> str:
        return self._inner.partial() if self._gate.open else ""

    def finish_utterance(self) -> Utterance | None:
        """The rest of a window counts as a whole one: what is being said now must not wait for more."""
        rest, self._rest = self._rest, b""
        heard = self._hear(rest, of=rest + bytes(self._window - len(rest))) if rest else []
        ended = self._end()
        self._gate.shut()
        return _joined([*heard, *ended])

    def fed_s(self) -> float:
        return self._begun_s + self._seconds(self._taken + len(self._rest))

    @property
    def passed_s(self) -> float:
        """Seconds handed on to the inner decoder so far."""
        return self._seconds(self._passed)

    def close(self) -> None:
        self._inner.close()

    def _hear(self, pcm: bytes, of: bytes = b"") -> list[Utterance]:
        """Decide on each window of ``pcm`` (by ``of`` where that is more than the audio itself) and hand on what is speech."""
        heard: list[Utterance] = []
        passing: list[bytes] = []
        for number, probability in enumerate(self._judge.probabilities(of or pcm)):
            window = pcm[number * self._window : (number + 1) * self._window]
            act = self._gate.step(probability)
            self._taken += len(window)
            if act is Act.KEEP:
                self._kept.append(window)
                continue
            passing += [*self._kept, window]
            self._kept.clear()
            self._voiced = self._voiced or self._gate.voiced
            if act is Act.LAST:
                heard += [*self._pass(b"".join(passing)), *self._end()]
                passing = []
        return [*heard, *self._pass(b"".join(passing))]

    def _pass(self, pcm: bytes) -> list[Utterance]:
        if not pcm:
            return []
        begin = self._begun_s + self._seconds(self._taken - len(pcm))
        self._splice.fed(self._inner.fed_s(), begin, self._seconds(len(pcm)))
        self._passed += len(pcm)
        ended = self._inner.accept(pcm)
        return [] if ended is None else self._told(ended)

    def _end(self) -> list[Utterance]:
        """Nothing was said since the inner decoder ended an utterance by itself: then there is nothing to end."""
        if not self._voiced:
            return []
        ended = self._inner.finish_utterance()
        self._voiced = False
        return [] if ended is None else self._told(ended)

    def _told(self, ended: Utterance) -> list[Utterance]:
        self._voiced = self._gate.voiced
        utterance = self._splice.outer(ended)
        self._splice.forget()
        return [utterance]

    def _seconds(self, size: int) -> float:
        return size / BYTES_PER_SAMPLE / self._rate


def _joined(ended: list[Utterance]) -> Utterance | None:
    words = tuple(word for utterance in ended for word in utterance.words)
    return Utterance(words) if words else None
