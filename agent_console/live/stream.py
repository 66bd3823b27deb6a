"""The numbered stream of one desk, without I/O: what was pushed, what a reader still lacks, whether it fell too far behind.

One bounded ring serves both uses: the writer of a socket reads on from its cursor, and a desk that comes back after a
broken connection does the same. A cursor that has left the ring means a new snapshot, in both cases.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from config.ids import PersonId, new_id

RING_EVENTS = 1_024
"""Events kept for a desk: at 4 interims a second and channel, about two minutes of a lively call."""
BACKLOG_EVENTS = 512
"""Events a connected desk may lag behind before it is closed as too slow."""
WHOLE = frozenset({"board", "todo", "recogniser"})
"""Events that say all anew: of each the newest is kept, and told in the place of older ones to whoever lacks them."""
RESUME_WITHIN = timedelta(seconds=60)
"""How long a stream waits for its desk after the connection broke."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """One event with its number in the stream; numbers count up by one without a gap."""

    seq: int
    type: str
    data: Mapping[str, Any]


class Stream:
    """Events of one desk in order. ``seq`` is the number of the newest, 0 before the first."""

    def __init__(self, person: PersonId, *, ring: int = RING_EVENTS, backlog: int = BACKLOG_EVENTS) -> None:
        self.id = new_id()
        self.person = person
        self.seq = 0
        self._ring: deque[Numbered] = deque(maxlen=ring)
        self._newest: dict[str, Mapping[str, Any]] = {}
        self._backlog = backlog
        self._left_at: datetime | None = None

    def push(self, type_: str, data: Mapping[str, Any]) -> Numbered:
        """Number an event and keep it; the oldest leaves when the ring is full."""
        self.seq += 1
        event = Numbered(self.seq, type_, data)
        if type_ in WHOLE:
            self._newest[type_] = data
            self._ring.append(Numbered(self.seq, type_, {}))
        else:
            self._ring.append(event)
        return event

    def after(self, seq: int) -> tuple[Numbered, ...] | None:
        """Events with a number above ``seq``; None when that place is not in the ring (too old, or never was)."""
        missing = self.seq - seq
        if missing < 0 or missing > len(self._ring):
            return None
        return tuple(self._told(self._ring[index]) for index in range(len(self._ring) - missing, len(self._ring)))

    def _told(self, event: Numbered) -> Numbered:
        return Numbered(event.seq, event.type, self._newest[event.type]) if event.type in WHOLE else event

    def too_slow(self, cursor: int) -> bool:
        """Whether a connected reader at ``cursor`` lags more than the backlog allows."""
        return self.seq - cursor > self._backlog

    def left(self, at: datetime) -> None:
        """The desk's connection ended at this time; the stream goes on collecting."""
        self._left_at = at

    def rejoined(self) -> None:
        self._left_at = None

    def expired(self, now: datetime) -> bool:
        """Whether nobody has come back in time, so that the stream may be forgotten."""
        return self._left_at is not None and now - self._left_at > RESUME_WITHIN
