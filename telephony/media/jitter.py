"""The jitter buffer of one leg: packets in as they come, one 20 ms frame out at each tick.

Pure: arrival times are passed in. Audio is kept in units of 10 ms, so any packet time that is a multiple of 10 ms plays.
The depth follows the interarrival jitter of RFC 3550; it grows by waiting when the buffer runs dry and shrinks by leaving
out quiet frames when it has stayed too full for a second, a loud one only after five. A missing frame is concealed by the
last one, fading out. One packet from far away in time or from another SSRC is ignored; two in a row that agree start a new
time line.
"""

from collections import deque
from enum import Enum, auto

import numpy as np

from telephony.media.port import FRAME_BYTES

UNIT_MS = 10
UNIT_SAMPLES = 80
UNIT_BYTES = 160
FRAME_UNITS = 2
SILENCE = bytes(FRAME_BYTES)
_SAMPLES_PER_MS = 8
# A step in time stamps that differs from the step in arrivals by more than this is another time line.
_RESYNC_SAMPLES = 8_000
_GIVE_UP_TICKS = 10
_WINDOW_TICKS = 50
_QUIET = 400
# Units that were concealed and may still come, too late.
_REMEMBERED = 64
# Seconds to wait for a quiet frame before a loud one is left out; one when the surplus exceeds 80 ms (in units).
_PATIENCE = 5
_GREAT_SURPLUS = 8
_FADE = (0.8, 0.4, 0.15)


class Fate(Enum):
    """What became of a pushed packet. OUTLIER was not taken; RESYNCED was, as the first of a new time line."""

    TAKEN = auto()
    LATE = auto()
    DUPLICATE = auto()
    OUTLIER = auto()
    RESYNCED = auto()


class JitterBuffer:
    """``floor_ms`` and ``max_ms`` bound the depth aimed at; memory is bounded by ``max_ms`` as well."""

    def __init__(self, max_ms: int, floor_ms: int = 40) -> None:
        self._floor = max(floor_ms // UNIT_MS, FRAME_UNITS)
        self._ceiling = max(max_ms // UNIT_MS, self._floor)
        self._units: dict[int, bytes] = {}
        self._ssrc = 0
        self._origin: int | None = None
        self._extended = 0
        self._arrival_ms = 0.0
        self._candidate: tuple[int, int, float] | None = None
        self._jitter = 0.0
        self._margin = 0
        self._newest = 0
        self._start_afresh()
        self._cursor: int | None = None
        self._last = SILENCE
        self._concealed = 0
        self._missed: deque[int] = deque(maxlen=_REMEMBERED)
        self._behind = False

    def _start_afresh(self) -> None:
        self._cursor = None
        self._waited = 0
        self._dry = 0
        self._ticks = 0
        self._lowest = 1 << 30
        self._crowded = 0
        self._surplus = 0
        self._patience = _PATIENCE

    @property
    def target_ms(self) -> int:
        """The depth aimed at now."""
        return self._target() * UNIT_MS

    @property
    def depth_ms(self) -> int:
        """What is buffered ahead of the frame that plays next."""
        return len(self._units) * UNIT_MS

    def _target(self) -> int:
        from_jitter = FRAME_UNITS + round(3 * self._jitter / UNIT_SAMPLES) + self._margin
        return min(max(from_jitter, self._floor), self._ceiling)

    # what arrives

    def push(self, ssrc: int, timestamp: int, pcm: bytes, arrival_ms: float) -> Fate:
        """Take the decoded audio (s16le, 8 kHz) of one packet."""
        if self._origin is None:
            self._new_time_line(ssrc, timestamp, arrival_ms)
            self._store(0, pcm)
            return Fate.TAKEN
        step = _signed(timestamp - self._extended)
        if not self._belongs(ssrc, step, arrival_ms):
            return self._doubt(ssrc, timestamp, pcm, arrival_ms)
        self._candidate = None
        extended = self._extended + step
        if step > 0:
            self._measure(step, arrival_ms)
            self._extended, self._arrival_ms = extended, arrival_ms
        return self._store((extended - self._origin + UNIT_SAMPLES // 2) // UNIT_SAMPLES, pcm)

    def _new_time_line(self, ssrc: int, timestamp: int, arrival_ms: float) -> None:
        self._units.clear()
        self._start_afresh()
        self._ssrc, self._origin, self._extended, self._arrival_ms = ssrc, timestamp, timestamp, arrival_ms
        self._candidate = None
        self._newest = 0
        self._missed.clear()

    def _belongs(self, ssrc: int, step: int, arrival_ms: float) -> bool:
        elapsed = (arrival_ms - self._arrival_ms) * _SAMPLES_PER_MS
        return ssrc == self._ssrc and abs(step - elapsed) <= _RESYNC_SAMPLES

    def _doubt(self, ssrc: int, timestamp: int, pcm: bytes, arrival_ms: float) -> Fate:
        if self._candidate is not None and self._candidate[0] == ssrc:
            elapsed = (arrival_ms - self._candidate[2]) * _SAMPLES_PER_MS
            if abs(_signed(timestamp - self._candidate[1]) - elapsed) <= _RESYNC_SAMPLES:
                self._new_time_line(ssrc, timestamp, arrival_ms)
                self._store(0, pcm)
                return Fate.RESYNCED
        self._candidate = (ssrc, timestamp, arrival_ms)
        return Fate.OUTLIER

    def _measure(self, step: int, arrival_ms: float) -> None:
        deviation = abs((arrival_ms - self._arrival_ms) * _SAMPLES_PER_MS - step)
        self._jitter += (min(deviation, _RESYNC_SAMPLES) - self._jitter) / 16

    def _store(self, first: int, pcm: bytes) -> Fate:
        fate = Fate.DUPLICATE
        for offset in range(0, len(pcm) - UNIT_BYTES + 1, UNIT_BYTES):
            index = first + offset // UNIT_BYTES
            if self._cursor is not None and index < self._cursor:
                fate = self._too_late(index, fate)
                continue
            fate = fate if index in self._units else Fate.TAKEN
            self._units[index] = pcm[offset : offset + UNIT_BYTES]
            self._newest = max(self._newest, index + 1)
        self._bound()
        return fate

    def _too_late(self, index: int, fate: Fate) -> Fate:
        """Late if its place was concealed, else a repetition of what was played. Who is late shows that more depth is due."""
        if index not in self._missed:
            return fate
        self._margin = min(self._margin + 1, self._ceiling)
        self._behind = True
        return Fate.LATE

    def _bound(self) -> None:
        limit = self._ceiling + self._floor
        excess = 0 if self._cursor is None else self._newest - self._cursor - limit
        if self._cursor is not None and excess > 0:
            self._skip_to(self._cursor + excess + excess % FRAME_UNITS)
        while len(self._units) > limit:
            del self._units[min(self._units)]

    def _skip_to(self, cursor: int) -> None:
        for index in [index for index in self._units if index < cursor]:
            del self._units[index]
        self._cursor = cursor

    # what is played

    def pop(self) -> bytes | None:
        """The next 320-byte frame; None while nothing is playing (before the first packet, after a long pause)."""
        if self._cursor is None and not self._begin():
            return None
        assert self._cursor is not None
        depth = self._newest - self._cursor
        if depth <= 0:
            return self._wait()
        if self._dry:
            self._make_up(self._cursor)
        if self._falls_behind(depth):
            return self._conceal()
        self._trim(depth)
        return self._take()

    def drain(self) -> list[bytes]:
        """All that is still buffered, as frames: the last syllable of a leg that closes."""
        frames: list[bytes] = []
        while self._units and len(frames) < _WINDOW_TICKS:
            if self._cursor is None:
                self._cursor = min(self._units)
            frames.append(self._take())
        return frames

    def _begin(self) -> bool:
        if not self._units:
            return False
        self._waited += FRAME_UNITS
        if max(self._waited, len(self._units)) < self._target():
            return False
        self._cursor = min(self._units)
        return True

    def _wait(self) -> bytes | None:
        """Dry: stand still, so that a burst that was only delayed is played in full; give up after 200 ms."""
        self._dry += 1
        if self._dry == 1:
            self._margin = min(self._margin + FRAME_UNITS, self._ceiling)
        if self._dry > _GIVE_UP_TICKS:
            self._start_afresh()
            return None
        return self._conceal()

    def _falls_behind(self, depth: int) -> bool:
        """After a late packet stand still for one frame, if the depth is less than aimed at."""
        behind, self._behind = self._behind, False
        return behind and depth < self._target()

    def _make_up(self, cursor: int) -> None:
        """What was waited for turned out to be lost: the waiting has already filled its place."""
        missing = min(self._units) - cursor if self._units else 0
        self._cursor = cursor + min(missing, self._dry * FRAME_UNITS)
        self._missed.extend(range(cursor, self._cursor))
        self._dry = 0

    def _trim(self, depth: int) -> None:
        assert self._cursor is not None
        self._lowest = min(self._lowest, depth)
        self._ticks += 1
        if self._ticks >= _WINDOW_TICKS:
            surplus = self._lowest - self._target() - FRAME_UNITS
            self._surplus = max(surplus, 0)
            self._crowded = self._crowded + 1 if surplus > 0 else 0
            self._patience = 1 if surplus > _GREAT_SURPLUS else _PATIENCE
            self._margin = max(self._margin - 1, 0)
            self._ticks, self._lowest = 0, 1 << 30
        if self._surplus <= 0 or depth <= FRAME_UNITS:
            return
        if self._next_is_quiet():
            self._skip_to(self._cursor + FRAME_UNITS)
            self._surplus -= FRAME_UNITS
        elif self._crowded > self._patience:
            self._skip_to(self._cursor + FRAME_UNITS)
            self._surplus = self._crowded = 0

    def _next_is_quiet(self) -> bool:
        assert self._cursor is not None
        unit = self._units.get(self._cursor)
        return unit is None or int(np.abs(np.frombuffer(unit, "<i2").astype(np.int32)).max()) < _QUIET

    def _take(self) -> bytes:
        assert self._cursor is not None
        first, second = self._units.pop(self._cursor, None), self._units.pop(self._cursor + 1, None)
        self._cursor += FRAME_UNITS
        if first is None or second is None:
            self._missed.extend((self._cursor - 2, self._cursor - 1))
        if first is None and second is None:
            return self._conceal()
        if first is None or second is None:
            rest = self._conceal()
            frame = (first or rest[:UNIT_BYTES]) + (second or rest[UNIT_BYTES:])
        else:
            frame = first + second
        self._last, self._concealed = frame, 0
        return frame

    def _conceal(self) -> bytes:
        if self._concealed >= len(_FADE):
            return SILENCE
        gain = _FADE[self._concealed]
        self._concealed += 1
        return (np.frombuffer(self._last, "<i2") * gain).astype("<i2").tobytes()


def _signed(difference: int) -> int:
    return ((difference + (1 << 31)) & 0xFFFF_FFFF) - (1 << 31)
