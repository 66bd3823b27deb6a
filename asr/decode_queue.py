"""Whose turn it is on the one decode thread: streams in turn, finals before interims, finals never dropped."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_FINALS_WAITING = 32

Job = Callable[[], None]


@dataclass(slots=True)
class _Turn:
    finals: deque[Job] = field(default_factory=deque)
    interim: Job | None = None


class DecodeQueue:
    """Thread-safe. A stream that has `MAX_FINALS_WAITING` finals waiting is held back (its ``put`` blocks)."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._turns: OrderedDict[object, _Turn] = OrderedDict()
        self._closed = False
        self._busy = False

    def put(self, stream: object, job: Job) -> None:
        """Queue a final; an interim of the same stream that waits is now pointless and goes."""
        with self._changed:
            turn = self._turns.setdefault(stream, _Turn())
            self._changed.wait_for(lambda: len(turn.finals) < MAX_FINALS_WAITING or self._closed)
            turn = self._turns.setdefault(stream, turn)
            turn.finals.append(job)
            turn.interim = None
            self._changed.notify_all()

    def offer(self, stream: object, job: Job) -> bool:
        """Queue an interim only if nothing waits and nothing runs; return whether it was taken."""
        with self._changed:
            if self._busy or self._closed or any(t.finals or t.interim for t in self._turns.values()):
                return False
            self._turns.setdefault(stream, _Turn()).interim = job
            self._changed.notify_all()
            return True

    def take(self) -> Job | None:
        """Wait for the next job; None when the queue is closed and empty. The taker calls `done` after running it."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or any(t.finals or t.interim for t in self._turns.values()))
            job = self._next()
            self._busy = job is not None
            self._changed.notify_all()
            return job

    def done(self) -> None:
        with self._changed:
            self._busy = False

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _next(self) -> Job | None:
        for stream, turn in self._turns.items():
            if turn.finals:
                job = turn.finals.popleft()
                self._to_the_back(stream, turn)
                return job
        for stream, turn in self._turns.items():
            if turn.interim is not None:
                job, turn.interim = turn.interim, None
                self._to_the_back(stream, turn)
                return job
        return None

    def _to_the_back(self, stream: object, turn: _Turn) -> None:
        if turn.finals or turn.interim:
            self._turns.move_to_end(stream)
        else:
            del self._turns[stream]
