"""What is missing from the transcript when the recognition process dies: pure, told of streams and finals, it names gaps.

Audio does not pass through the process that keeps this; the recording has it. A stream comes back by its name when the tap
has found the next recogniser, and its gap ends where its audio goes on.
"""

from dataclasses import dataclass

from asr.port import Channel, Event, Final, Gap, GapWhy, StreamFinished
from config.ids import CallId

Key = tuple[CallId, Channel]
WAITING = 1_000
"""Streams whose gap still has no end, at most; a stream that ended meanwhile never comes back."""


@dataclass(slots=True)
class _Open:
    """One stream: where its audio began and ended (None: not yet), how far its finals reach, a gap that has no end yet."""

    begins_s: float | None = None
    ended_s: float | None = None
    until_s: float | None = None
    gap: Gap | None = None

    @property
    def missing_from_s(self) -> float | None:
        return self.begins_s if self.until_s is None else self.until_s


class Losses:
    """Keeps the open streams, oldest first: one of a channel may still tell its last words while its successor is open."""

    def __init__(self) -> None:
        self._open: dict[Key, list[_Open]] = {}
        self._waiting: dict[Key, tuple[Gap, ...]] = {}

    def opened(self, key: Key) -> None:
        self._open.setdefault(key, []).append(_Open())

    def heard(self, key: Key, at_s: float) -> tuple[Event, ...]:
        """The stream's audio begins here; what was missing of this channel ends here."""
        for stream in self._open.get(key, ())[-1:]:
            stream.begins_s = at_s
        ended = self._waiting.pop(key, ())
        return tuple(_gap(key, gap.from_s, at_s, gap.why) for gap in ended if gap.from_s < at_s)

    def ended(self, key: Key, at_s: float) -> None:
        for stream in self._open.get(key, ()):
            if stream.ended_s is None:
                stream.ended_s = at_s
                return

    def take(self, event: Event) -> None:
        """Note what the recogniser said of a stream."""
        if isinstance(event, Final):
            stream = self._of(event)
            if stream is not None:
                stream.until_s = max(event.t1, stream.until_s or 0.0)
        elif isinstance(event, Gap):
            for stream in self._open.get((event.call, event.channel), ())[-1:]:
                stream.gap = event if event.to_s is None else None
                stream.until_s = stream.until_s if event.to_s is None else max(event.to_s, stream.until_s or 0.0)
        elif isinstance(event, StreamFinished):
            self._finished((event.call, event.channel))

    def lost(self, why: GapWhy) -> tuple[Event, ...]:
        """The recogniser is gone: each stream's gap and last event. A gap whose end is open is told again by `heard`."""
        told = tuple(event for key, streams in self._open.items() for stream in streams for event in self._lose(key, stream, why))
        self._open.clear()
        while len(self._waiting) > WAITING:
            del self._waiting[next(iter(self._waiting))]
        return told

    def _lose(self, key: Key, stream: _Open, why: GapWhy) -> tuple[Event, ...]:
        gaps = tuple(_gaps(key, stream, why))
        still_open = tuple(gap for gap in gaps if gap.to_s is None)
        if still_open:
            self._waiting[key] = still_open
        return (*gaps, StreamFinished(call=key[0], channel=key[1]))

    def _of(self, final: Final) -> _Open | None:
        streams = self._open.get((final.call, final.channel), ())
        begun = (stream for stream in reversed(streams) if stream.begins_s is not None and stream.begins_s <= final.t0 + 0.1)
        return next(begun, streams[0] if streams else None)

    def _finished(self, key: Key) -> None:
        streams = self._open.get(key, [])
        if streams:
            streams.pop(0)
        if not streams:
            self._open.pop(key, None)


def _gaps(key: Key, stream: _Open, why: GapWhy) -> list[Gap]:
    """What was not decoded up to a stretch that was put off already, then that stretch; else all since the last final."""
    begins, told = stream.missing_from_s, stream.gap
    if told is None:
        return [] if begins is None else [_gap(key, begins, stream.ended_s, why)]
    put_off = _gap(key, told.from_s, stream.ended_s, told.why)
    return [put_off] if begins is None or begins >= told.from_s else [_gap(key, begins, told.from_s, why), put_off]


def _gap(key: Key, from_s: float, to_s: float | None, why: GapWhy) -> Gap:
    return Gap(call=key[0], channel=key[1], from_s=round(from_s, 3), to_s=None if to_s is None else round(to_s, 3), why=why)
