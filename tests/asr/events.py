"""A place where a recogniser's events are gathered and waited for."""

import threading
from typing import TypeVar

from asr.port import Event, Partial, Progress, StreamFinished

E = TypeVar("E", bound=Event)


class Gathered:
    """``progress`` stands apart: how often it comes says nothing of what was heard."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self.progress: list[Progress] = []
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            if isinstance(event, Progress):
                self.progress.append(event)
            else:
                self.all.append(event)
            self._changed.notify_all()

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.all if isinstance(event, kind)]

    def wait_for(self, kind: type[Event], count: int = 1, timeout_s: float = 30.0) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.of(kind)) >= count, timeout_s), f"no {kind.__name__}: {self.all}"

    def wait_finished(self, count: int = 1, timeout_s: float = 60.0) -> None:
        self.wait_for(StreamFinished, count, timeout_s)

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.all if not isinstance(event, Partial)]
