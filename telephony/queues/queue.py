"""One waiting line: who stands where, who has waited too long. Pure; the first in the tuple is served first.

Those sent back to the head stand before all others, who stand in the order of their waiting time.
"""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from config.ids import CallId, PersonId
from telephony.exchange_port import QueueSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A call in line. ``since`` decides its place, ``joined_at`` its longest wait here, ``head`` that it was sent back."""

    call: CallId
    since: datetime
    joined_at: datetime
    head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """``last_rung`` is who was offered this queue's last call; ``handling_s`` the smoothed time that one call takes."""

    spec: QueueSpec
    waiting: tuple[Waiting, ...] = ()
    last_rung: PersonId | None = None
    handling_s: float | None = None

    @property
    def full(self) -> bool:
        return len(self.waiting) >= self.spec.max_length

    def position(self, call: CallId) -> int | None:
        """Place in line from 1; None when the call does not wait here."""
        return next((place for place, one in enumerate(self.waiting, 1) if one.call == call), None)

    def longest_wait_s(self, now: datetime) -> float:
        first = min((one.since for one in self.waiting), default=now)
        return max(0.0, (now - first).total_seconds())

    @property
    def next_in_line(self) -> tuple[Waiting, ...]:
        """Those sent back to the head, and the first of the others: nobody behind them has waited longer."""
        return self.waiting[: self._heads + 1]

    @property
    def _heads(self) -> int:
        return sum(1 for _ in takewhile(_sent_back, self.waiting))


def join(queue: Queue, one: Waiting) -> Queue:
    """Put ``one`` at the place that its waiting time gives: behind those sent back to the head and all older ones."""
    line = queue.waiting
    ahead = bisect_right(line, one.since, lo=queue._heads, key=lambda other: other.since)
    return replace(queue, waiting=(*line[:ahead], replace(one, head=False), *line[ahead:]))


def return_to_head(queue: Queue, one: Waiting) -> Queue:
    """Put ``one`` first, whatever the queue's length: a caller who was promised an agent is never turned away."""
    return replace(queue, waiting=(replace(one, head=True), *queue.waiting))


def leave(queue: Queue, call: CallId) -> Queue:
    return replace(queue, waiting=tuple(one for one in queue.waiting if one.call != call))


def overdue(queue: Queue, now: datetime, patience_s: float) -> tuple[Waiting, ...]:
    """Who has stood in this queue for ``patience_s`` or longer."""
    joined_by = now - timedelta(seconds=patience_s)
    return tuple(one for one in queue.waiting if one.joined_at <= joined_by)


def first_leaves_at(queue: Queue, patience_s: float) -> datetime | None:
    """When the first of the line has stood here for ``patience_s``."""
    joined = min((one.joined_at for one in queue.waiting), default=None)
    return joined + timedelta(seconds=patience_s) if joined else None


def _sent_back(one: Waiting) -> bool:
    return one.head
