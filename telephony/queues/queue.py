"""One waiting line: who stands where, who has waited too long. Pure; the first in the tuple is served first."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.ids import CallId
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
    spec: QueueSpec
    waiting: tuple[Waiting, ...] = ()

    @property
    def full(self) -> bool:
        return len(self.waiting) >= self.spec.max_length

    def position(self, call: CallId) -> int | None:
        """Place in line from 1; None when the call does not wait here."""
        return next((place for place, one in enumerate(self.waiting, 1) if one.call == call), None)

    def longest_wait_s(self, now: datetime) -> float:
        return max((max(0.0, (now - one.since).total_seconds()) for one in self.waiting), default=0.0)

    def leaves_at(self, one: Waiting) -> datetime:
        return one.joined_at + timedelta(seconds=self.spec.max_wait_s)


def join(queue: Queue, one: Waiting) -> Queue:
    """Put ``one`` at the place that its waiting time gives: behind those sent back to the head and all older ones."""
    ahead = sum(1 for other in queue.waiting if other.head or other.since <= one.since)
    line = queue.waiting
    return replace(queue, waiting=(*line[:ahead], replace(one, head=False), *line[ahead:]))


def return_to_head(queue: Queue, one: Waiting) -> Queue:
    """Put ``one`` first, whatever the queue's length: a caller who was promised an agent is never turned away."""
    return replace(queue, waiting=(replace(one, head=True), *queue.waiting))


def leave(queue: Queue, call: CallId) -> Queue:
    return replace(queue, waiting=tuple(one for one in queue.waiting if one.call != call))


def overdue(queue: Queue, now: datetime) -> tuple[Waiting, ...]:
    return tuple(one for one in queue.waiting if queue.leaves_at(one) <= now)
