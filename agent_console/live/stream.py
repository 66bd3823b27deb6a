"""The numbered stream of one desk, without I/O: what was pushed, what a reader still lacks, whether it fell too far behind.

One bounded ring serves both uses: the writer of a socket reads on from its cursor, and a desk that comes back after a
broken connection does the same. A cursor that has left the ring means a new snapshot, in both cases.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_console.live.told import Told
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
    told: Told


class Stream:
    """Events of one desk in order. ``seq`` is the number of the newest, 0 before the first."""

    def __init__(
        self, person: PersonId, *, ring: int = RING_EVENTS, backlog: int = BACKLOG_EVENTS, only: frozenset[str] | None = None
    ) -> None:
        self.id = new_id()
        self.person = person
        self._only = only
        self.seq = 0
        self._ring: deque[Numbered] = deque(maxlen=ring)
        self._newest: dict[str, Told] = {}
        self._backlog = backlog
        self._left_at: datetime | None = None

    def takes(self, type_: str) -> bool:
        """Whether events of this type belong here: all of them, or ``only`` those that were asked for."""
        return self._only is None or type_ in self._only

    def push(self, told: Told) -> Numbered:
        """Number an event and keep it; the oldest leaves when the ring is full."""
        self.seq += 1
        if told.type in WHOLE:
            self._newest[told.type] = told
            told = Told(told.type, {})
        event = Numbered(self.seq, told)
        self._ring.append(event)
        return event

    def after(self, seq: int) -> tuple[Numbered, ...] | None:
        """Events with a number above ``seq``; None when that place is not in the ring (too old, or never was)."""
        missing = self.seq - seq
        if missing < 0 or missing > len(self._ring):
            return None
        return tuple(self._told(self._ring[index]) for index in range(len(self._ring) - missing, len(self._ring)))

    def _told(self, event: Numbered) -> Numbered:
        newest = self._newest.get(event.told.type)
        return event if newest is None else Numbered(event.seq, newest)

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
