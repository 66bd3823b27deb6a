"""The jitter buffer of one leg: packets in as they come, one 20 ms frame out at each tick.

Pure: times are passed in. Frames are kept as they came (`telephony.media.form`); packet times other than 20 ms are put
together from pieces of 10 ms. The depth follows the interarrival jitter of RFC 3550 §6.4.1. How far the buffer is from running
dry is the *slack*: the time from a packet's arrival to its being played, the least of each second. Too little slack is mended
by playing a quiet frame twice, too much by leaving quiet ones out (a loud one only after five seconds), so clocks that drift
apart cost nothing that is heard. A hole is concealed; a sender that rests (DTX) is no fault. One packet from far away in time
or from another SSRC is ignored; two in a row that agree start a new time line.
"""

from collections import deque
from enum import Enum, auto

from telephony.media.conceal import Concealment
from telephony.media.form import FRAME_SAMPLES, L16, Form, converted
from telephony.media.port import FRAME_BYTES, FRAME_MS

UNIT_MS = 10
UNIT_SAMPLES = 80
FRAME_UNITS = 2
SILENCE = bytes(FRAME_BYTES)
SAMPLES_PER_MS = 8
_STAMPS = 0xFFFF_FFFF
# A step in time stamps that differs from the step in arrivals by more than this (1 s) is another time line.
_RESYNC_SAMPLES = 8_000
_GIVE_UP_TICKS = 10
_WINDOW_TICKS = 50
# Frames that were concealed and may still come, too late.
_REMEMBERED = 32
# Seconds to wait for a quiet frame before a loud one is left out; one when the surplus exceeds 80 ms (in units).
_PATIENCE = 5
_GREAT_SURPLUS = 8
# Less slack than this (5 ms, in samples) is asking for a hole.
_SCARCE = 40
_PAST_FRAMES = 3
_NEVER = -1
_LONG_AGO = float("-inf")


class Fate(Enum):
    """What became of a pushed packet. OUTLIER was not taken (yet); RESYNCED was, as the second of a new time line."""

    TAKEN = auto()
    LATE = auto()
    DUPLICATE = auto()
    OUTLIER = auto()
    RESYNCED = auto()


class JitterBuffer:
    """``floor_ms`` and ``max_ms`` bound the depth aimed at; memory is bounded by ``max_ms`` as well."""

    __slots__ = (
        "_begun", "_behind", "_candidate", "_ceiling", "_crowded", "_cursor", "_dry", "_floor", "_frame_bytes", "_frames",
        "_halves", "_hole", "_jitter", "_latest", "_margin", "_missed", "_most", "_newest", "_next_stamp", "_offset", "_past",
        "_patience", "_resting", "_scarce", "_smooth", "_ssrc", "_stamp", "_surplus", "_ticks", "_transit", "_unit_bytes",
        "_waited", "concealed", "form",
    )  # fmt: skip

    def __init__(self, max_ms: int, floor_ms: int = 40, form: Form = L16) -> None:
        self._floor = max(floor_ms // UNIT_MS, FRAME_UNITS)
        self._ceiling = max(max_ms // UNIT_MS, self._floor)
        self._most = (self._ceiling + self._floor) // FRAME_UNITS
        self.concealed = 0
        self._frames: dict[int, bytes] = {}
        self._halves: dict[int, bytes] = {}
        self._missed: deque[int] = deque(maxlen=_REMEMBERED)
        self._past: deque[bytes] = deque(maxlen=_PAST_FRAMES)
        self._take_form(form)
        self._ssrc = 0
        self._begun = False
        self._stamp = self._offset = 0
        self._next_stamp = _NEVER
        self._transit = self._jitter = 0.0
        self._margin = 0
        self._newest = 0
        self._candidate: tuple[int, int, float, bytes] | None = None
        self._rest()

    def _take_form(self, form: Form) -> None:
        self.form = form
        self._frame_bytes = form.frame_bytes
        self._unit_bytes = form.frame_bytes // FRAME_UNITS

    def _rest(self) -> None:
        """Nothing is playing: the next packet begins to fill the buffer anew."""
        self._cursor: int | None = None
        self._waited = self._dry = self._ticks = self._surplus = self._crowded = 0
        self._patience = _PATIENCE
        self._scarce = self._behind = self._resting = False
        self._hole: Concealment | None = None
        self._latest = _LONG_AGO
        # Nothing is to be begun, made up for, put in or left out: `pop` may take the short way.
        self._smooth = False

    @property
    def target_ms(self) -> int:
        """The depth aimed at now."""
        return self._target() * UNIT_MS

    @property
    def depth_ms(self) -> int:
        """What is buffered ahead of the frame that plays next."""
        return len(self._frames) * FRAME_MS + len(self._halves) * UNIT_MS

    @property
    def jitter(self) -> float:
        """Interarrival jitter in samples (RFC 3550 §6.4.1 and A.8)."""
        return self._jitter

    def _target(self) -> int:
        from_jitter = FRAME_UNITS + round(3 * self._jitter / UNIT_SAMPLES) + self._margin
        return min(max(from_jitter, self._floor), self._ceiling)

    def change_form(self, form: Form) -> None:
        """The line's law changed (re-INVITE): what is kept is rewritten."""
        if form is self.form:
            return
        for kept in (self._frames, self._halves):
            kept.update({place: converted(data, self.form, form) for place, data in kept.items()})
        past = [converted(data, self.form, form) for data in self._past]
        self._past.clear()
        self._past.extend(past)
        self._take_form(form)

    # what arrives

    def push(self, ssrc: int, timestamp: int, data: bytes, arrival_ms: float) -> Fate:
        """Take the sound of one packet, in the buffer's form."""
        if self.follow(ssrc, timestamp, data, arrival_ms):
            return Fate.TAKEN
        return self._push_any(ssrc, timestamp, data, arrival_ms)

    def follow(self, ssrc: int, timestamp: int, data: bytes, arrival_ms: float) -> bool:
        """The short way of `push` for the usual packet: of one frame, next after the last, within a second of when it was due.

        False for any other: it was not taken, and `push` must see it.
        """
        if timestamp != self._next_stamp or ssrc != self._ssrc or len(data) != self._frame_bytes:
            return False
        offset = self._offset + FRAME_SAMPLES
        transit = arrival_ms * SAMPLES_PER_MS - offset
        deviation = abs(transit - self._transit)
        index = offset // FRAME_SAMPLES
        if deviation > _RESYNC_SAMPLES or (self._cursor is not None and index < self._cursor):
            return False
        self._jitter += (deviation - self._jitter) / 16
        self._transit = transit
        if transit > self._latest:
            self._latest = transit
        self._offset, self._stamp = offset, timestamp
        self._next_stamp = timestamp + FRAME_SAMPLES & _STAMPS
        self._frames[index] = data
        self._newest = index + 1
        if len(self._frames) > self._most:
            self._bound()
        return True

    def rest(self) -> None:
        """The sender said that it will send nothing for a while (comfort noise, RFC 3389): running dry is no fault then."""
        self._resting = True
        self._smooth = False
        self._next_stamp = _NEVER

    def _push_any(self, ssrc: int, timestamp: int, data: bytes, arrival_ms: float) -> Fate:
        if not self._begun:
            self._new_time_line(ssrc, timestamp, arrival_ms)
            return self._store(0, data)
        step = _signed(timestamp - self._stamp)
        transit = arrival_ms * SAMPLES_PER_MS - (self._offset + step)
        if ssrc != self._ssrc or abs(transit - self._transit) > _RESYNC_SAMPLES:
            return self._doubt(ssrc, timestamp, data, arrival_ms)
        self._candidate = None
        self._resting = False
        offset = self._offset + step
        if step > 0:
            self._offset, self._stamp = offset, timestamp
        self._expect_next()
        fate = self._store((offset + UNIT_SAMPLES // 2) // UNIT_SAMPLES, data)
        if fate is not Fate.DUPLICATE:
            self._jitter += (abs(transit - self._transit) - self._jitter) / 16
            self._transit = transit
            self._latest = max(self._latest, transit)
        return fate

    def _expect_next(self) -> None:
        """The short way is for streams whose frames lie on our grid."""
        self._next_stamp = self._stamp + FRAME_SAMPLES & _STAMPS if self._offset % FRAME_SAMPLES == 0 else _NEVER

    def _new_time_line(self, ssrc: int, timestamp: int, arrival_ms: float) -> None:
        self._frames.clear()
        self._halves.clear()
        self._missed.clear()
        self._rest()
        self._begun = True
        self._ssrc, self._stamp, self._offset = ssrc, timestamp, 0
        self._transit = arrival_ms * SAMPLES_PER_MS
        self._candidate = None
        self._newest = 0
        self._expect_next()

    def _doubt(self, ssrc: int, timestamp: int, data: bytes, arrival_ms: float) -> Fate:
        """A packet that does not fit in: the second in a row begins a new time line, and the first is its beginning."""
        before, self._candidate = self._candidate, (ssrc, timestamp, arrival_ms, data)
        self._next_stamp = _NEVER  # the long way forgets the candidate when the old line goes on
        if before is None or before[0] != ssrc:
            return Fate.OUTLIER
        step = _signed(timestamp - before[1])
        if abs((arrival_ms - before[2]) * SAMPLES_PER_MS - step) > _RESYNC_SAMPLES:
            return Fate.OUTLIER
        first, second = (before, self._candidate) if step >= 0 else (self._candidate, before)
        self._new_time_line(*first[:3])
        self._store(0, first[3])
        self._push_any(second[0], second[1], second[3], second[2])
        return Fate.RESYNCED

    def _store(self, unit: int, data: bytes) -> Fate:
        """Put the units of 10 ms from ``unit`` on in their places; less than a unit at the end is left out."""
        fate = Fate.DUPLICATE
        for at in range(0, len(data) - self._unit_bytes + 1, self._unit_bytes):
            place = unit + at // self._unit_bytes
            if self._cursor is not None and place // FRAME_UNITS < self._cursor:
                fate = self._too_late(place // FRAME_UNITS, fate)
            elif self._store_half(place, data[at : at + self._unit_bytes]):
                fate = Fate.TAKEN
        self._bound()
        return fate

    def _store_half(self, place: int, data: bytes) -> bool:
        index = place // FRAME_UNITS
        if index in self._frames or place in self._halves:
            return False
        other = self._halves.pop(place ^ 1, None)
        if other is None:
            self._halves[place] = data
        else:
            self._frames[index] = other + data if place & 1 else data + other
        self._newest = max(self._newest, index + 1)
        return True

    def _too_late(self, index: int, fate: Fate) -> Fate:
        """Late if its place was concealed, else a repetition of what was played. Who is late shows that more depth is due."""
        if index not in self._missed:
            return fate
        self._margin = min(self._margin + 1, self._ceiling)
        self._behind = True
        self._smooth = False
        return Fate.LATE

    def _bound(self) -> None:
        if self._cursor is not None and self._newest - self._cursor > self._most:
            self._skip_to(self._newest - self._most)
        while len(self._frames) > self._most:
            del self._frames[min(self._frames)]
        while len(self._halves) > self._most:
            del self._halves[min(self._halves)]

    def _skip_to(self, cursor: int) -> None:
        self._frames = {index: data for index, data in self._frames.items() if index >= cursor}
        self._halves = {place: data for place, data in self._halves.items() if place >= cursor * FRAME_UNITS}
        self._cursor = cursor

    # what is played

    def pop(self, now_ms: float) -> bytes | None:
        """The next frame; None while nothing is playing (before the first packet, in a long pause).

        ``now_ms`` is when this tick was due, by the clock of the arrivals.
        """
        if self._smooth:
            cursor: int = self._cursor  # type: ignore[assignment]
            frame = self._frames.pop(cursor, None)
            if frame is not None:
                self._cursor = cursor + 1
                self._past.append(frame)
                self._ticks += 1
                if self._ticks >= _WINDOW_TICKS:
                    self._judge(now_ms)
                return frame
        return self._pop_with_care(now_ms)

    def _pop_with_care(self, now_ms: float) -> bytes | None:
        if self._cursor is None and not self._begin():
            return None
        frame = self._frame_or_hole(now_ms)
        self._smooth = self._cursor is not None and not (
            self._dry or self._surplus > 0 or self._scarce or self._behind or self._resting or self._hole is not None
        )
        return frame

    def _frame_or_hole(self, now_ms: float) -> bytes | None:
        assert self._cursor is not None
        depth = self._newest - self._cursor
        if depth <= 0:
            return self._wait()
        if self._dry:
            self._make_up(self._cursor)
        if self._falls_behind(depth):
            return self._conceal()
        self._ticks += 1
        if self._ticks >= _WINDOW_TICKS:
            self._judge(now_ms)
        stretched = self._stretched(depth)
        if stretched is not None:
            return stretched
        self._shrink(depth)
        return self._take()

    def drain(self) -> list[bytes]:
        """All that is still buffered, as frames: the last syllable of a leg that closes."""
        frames: list[bytes] = []
        while (self._frames or self._halves) and len(frames) < _WINDOW_TICKS:
            if self._cursor is None:
                self._cursor = self._first()
            frames.append(self._take())
        return frames

    def _first(self) -> int:
        return min([*self._frames, *(place // FRAME_UNITS for place in self._halves)])

    def _begin(self) -> bool:
        if not self._frames and not self._halves:
            return False
        self._waited += 1
        first = self._first()
        if max(self._waited, self._newest - first) * FRAME_UNITS < self._target():
            return False
        self._cursor = first
        return True

    def _wait(self) -> bytes | None:
        """Dry: stand still, so that a burst that was only delayed is played in full; give up after 200 ms."""
        self._dry += 1
        if self._resting or self._dry > _GIVE_UP_TICKS:
            self._rest()
            return None
        return self._conceal()

    def _falls_behind(self, depth: int) -> bool:
        """After a late packet stand still for one frame, if the depth is less than aimed at."""
        behind, self._behind = self._behind, False
        return behind and depth * FRAME_UNITS < self._target()

    def _make_up(self, cursor: int) -> None:
        """What was waited for was lost or never sent: the waiting has filled its place. Else it was late: be deeper."""
        missing = self._first() - cursor if self._frames or self._halves else 0
        if missing < self._dry:
            self._margin = min(self._margin + FRAME_UNITS, self._ceiling)
        self._cursor = cursor + min(missing, self._dry)
        self._missed.extend(range(cursor, self._cursor))
        self._dry = 0

    def _judge(self, now_ms: float) -> None:
        """Once a second: how much sooner than needed did the latest packet come?"""
        assert self._cursor is not None
        slack = (now_ms + FRAME_MS) * SAMPLES_PER_MS - self._cursor * FRAME_SAMPLES - self._latest
        self._ticks, self._latest = 0, _LONG_AGO
        if slack == float("inf"):
            return
        surplus = slack / UNIT_SAMPLES - self._target() - FRAME_UNITS
        self._surplus = max(round(surplus), 0)
        self._crowded = self._crowded + 1 if self._surplus > 0 else 0
        self._patience = 1 if surplus > _GREAT_SURPLUS else _PATIENCE
        self._margin = max(self._margin - 1, 0)
        self._scarce = slack < _SCARCE
        self._smooth = self._smooth and not self._scarce and not self._surplus

    def _stretched(self, depth: int) -> bytes | None:
        """A quiet frame that is played now and once more, if the buffer is about to run dry."""
        assert self._cursor is not None
        if not self._scarce or depth * FRAME_UNITS > self._target() or self._hole is not None:
            return None
        frame = self._frames.get(self._cursor)
        if frame is None or not self.form.is_quiet(frame):
            return None
        self._scarce = False
        return frame

    def _shrink(self, depth: int) -> None:
        assert self._cursor is not None
        if self._surplus <= 0 or depth <= 1:
            return
        frame = self._frames.get(self._cursor)
        if frame is None or self.form.is_quiet(frame):
            self._skip_to(self._cursor + 1)
            self._surplus -= FRAME_UNITS
        elif self._crowded > self._patience:
            self._skip_to(self._cursor + 1)
            self._surplus = self._crowded = 0

    def _take(self) -> bytes:
        assert self._cursor is not None
        frame = self._frames.pop(self._cursor, None)
        if frame is None:
            return self._take_halves()
        self._cursor += 1
        if self._hole is not None:
            frame = self.form.written(self._hole.blend(self.form.samples(frame)))
            self._hole = None
        self._past.append(frame)
        return frame

    def _take_halves(self) -> bytes:
        """A frame of which a half came, or nothing."""
        assert self._cursor is not None
        place = self._cursor * FRAME_UNITS
        first, second = self._halves.pop(place, None), self._halves.pop(place + 1, None)
        self._missed.append(self._cursor)
        self._cursor += 1
        rest = self._conceal()
        if first is None and second is None:
            return rest
        return (first or rest[: self._unit_bytes]) + (second or rest[self._unit_bytes :])

    def _conceal(self) -> bytes:
        if self._hole is None:
            self._hole = Concealment(self.form.samples(b"".join(self._past)))
        sound = self._hole.frame()
        if sound is None:
            return self.form.silence
        self.concealed += 1
        return self.form.written(sound)


def _signed(difference: int) -> int:
    return ((difference + (1 << 31)) & 0xFFFF_FFFF) - (1 << 31)
