"""Where one utterance ends and the next begins, from a voice detector's probabilities. Pure: numbers in, marks out."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """Thresholds are probabilities of speech, times seconds. Past ``longest_s`` a cut comes where it is quietest."""

    begins_at: float = 0.5
    ends_below: float = 0.35
    end_silence_s: float = 0.6
    shortest_s: float = 0.15
    longest_s: float = 14.0
    margin_s: float = 0.25


@dataclass(frozen=True, slots=True)
class Span:
    """A finished utterance: windows ``first`` to ``last`` (exclusive), counted since the start of the stream."""

    first: int
    last: int


class Cutter:
    """Takes one probability a window (``window_s`` long) and yields the spans that are complete."""

    def __init__(self, window_s: float, cutting: Cutting | None = None) -> None:
        self._cutting = cutting or Cutting()
        self._window_s = window_s
        self._now = 0
        self._first: int | None = None
        self._last_voiced = 0
        self._floor = 0
        self._seen: list[float] = []

    @property
    def begun(self) -> int | None:
        """First window of the utterance that is being spoken, margin included; None in silence."""
        return None if self._first is None else self._padded(self._first)

    @property
    def keep_from(self) -> int:
        """First window that a later span may still need; audio before it can be forgotten."""
        return self._padded(self._first if self._first is not None else self._now)

    def feed(self, probability: float) -> Iterator[Span]:
        cutting = self._cutting
        if self._first is None and probability >= cutting.begins_at:
            self._first, self._seen = self._now, []
        if self._first is not None:
            self._seen.append(probability)
            if probability >= cutting.ends_below:
                self._last_voiced = self._now + 1
        self._now += 1
        if self._first is None:
            return
        if self._seconds(self._now - self._last_voiced) >= cutting.end_silence_s:
            yield from self._end(self._last_voiced)
        elif self._seconds(self._now - self._first) >= cutting.longest_s:
            yield from self._cut_at_quietest(self._first)

    def flush(self) -> Iterator[Span]:
        """End the utterance that is being spoken, if one is."""
        if self._first is not None:
            yield from self._end(max(self._last_voiced, self._first + 1))

    def _end(self, last: int) -> Iterator[Span]:
        first, self._first = self._first, None
        if first is not None and self._seconds(last - first) >= self._cutting.shortest_s:
            span = Span(self._padded(first), min(self._now, last + self._margin()))
            self._floor = span.last
            yield span

    def _cut_at_quietest(self, first: int) -> Iterator[Span]:
        """Cut in the last third, so that what stays has some length; the rest goes on as the next utterance."""
        start = len(self._seen) * 2 // 3
        place = min(range(start, len(self._seen)), key=lambda i: self._seen[i])
        yield Span(self._padded(first), first + place)
        self._floor = self._first = first + place
        self._seen = self._seen[place:]

    def _margin(self) -> int:
        return round(self._cutting.margin_s / self._window_s)

    def _padded(self, first: int) -> int:
        return max(self._floor, first - self._margin(), 0)

    def _seconds(self, windows: int) -> float:
        return windows * self._window_s
