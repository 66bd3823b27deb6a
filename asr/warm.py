"""Decoders that stand ready: warmed before the first call needs them, and kept for the next when a call is over.

A Kaldi recogniser unfolds its graph as it decodes. A new one spends a second of processor time on the first words and works
at half the speed until it has seen what people say, so one that comes back from a call is worth more than a new one.
"""

import threading
from collections.abc import Callable
from typing import Protocol

from asr.decoder import Decoder, Utterance

# Its clock is a 32-bit float of seconds: past some hours word times would lose their milliseconds.
RETIRED_AFTER_S = 7200.0


class Warmable(Decoder, Protocol):
    def warm_up(self) -> None:
        """Spend the processor time of the first words now."""


class Lent(Decoder):
    """A decoder for one stream; closing it gives it back, unless it failed."""

    def __init__(self, inner: Warmable, back: Callable[[Warmable], None]) -> None:
        self._inner, self._back = inner, back
        self._well = True

    def accept(self, pcm: bytes) -> Utterance | None:
        self._well = False
        ended = self._inner.accept(pcm)
        self._well = True
        return ended

    def partial(self) -> str:
        return self._inner.partial()

    def finish_utterance(self) -> Utterance | None:
        self._well = False
        ended = self._inner.finish_utterance()
        self._well = True
        return ended

    def fed_s(self) -> float:
        return self._inner.fed_s()

    def close(self) -> None:
        """What one call said must not be heard in the next: the rest of it is decoded and dropped here."""
        if self._well:
            self.finish_utterance()
            self._back(self._inner)
        else:
            self._inner.close()


class WarmDecoders:
    """At least ``warm`` stand ready, made by a thread of its own; at most ``kept`` that come back are kept, the hottest first."""

    def __init__(self, make: Callable[[], Warmable], *, warm: int, kept: int) -> None:
        self._make, self._warm, self._kept = make, warm, max(warm, kept)
        self._ready: list[Warmable] = []
        self._lock = threading.Lock()
        self._short, self._closed = threading.Event(), False
        self._fill()
        self._filler = threading.Thread(target=self._keep_full, name="asr-warm", daemon=True)
        self._filler.start()

    def take(self) -> Decoder:
        """One that is ready, else a cold one; never waits for another stream."""
        with self._lock:
            ready = self._ready.pop() if self._ready else None
            if len(self._ready) < self._warm:
                self._short.set()
        return Lent(ready or self._make(), self._give_back)

    def close(self, timeout_s: float) -> None:
        """End the thread and free what stands ready."""
        with self._lock:
            self._closed = True
        self._short.set()
        self._filler.join(timeout_s)
        while self._ready:
            self._ready.pop().close()

    def _give_back(self, decoder: Warmable) -> None:
        with self._lock:
            keep = not self._closed and len(self._ready) < self._kept and decoder.fed_s() < RETIRED_AFTER_S
            if keep:
                self._ready.append(decoder)
        if not keep:
            decoder.close()

    def _keep_full(self) -> None:
        while not self._closed:
            self._short.wait()
            self._short.clear()
            self._fill()

    def _fill(self) -> None:
        while not self._closed and len(self._ready) < self._warm:
            decoder = self._make()
            decoder.warm_up()
            with self._lock:
                self._ready.insert(0, decoder)
