"""The pool's workers, from their start to their end: asked whether they still run, ended when hung, replaced when lost.

Used by the pool's thread under the pool's lock. What a worker says of a stream, that one is ready, that one was lost goes to
the pool by three callables.
"""

import json
import selectors
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from asr import wire
from asr.pool import plan
from asr.pool.child import MAX_UNSENT, Child
from asr.pool.frames import Frame, Kind
from config.errors import BadInput, HotlineError

START_TIMEOUT_S = 170.0
PINGS = 5
"""A worker is asked so many times within the silence that would make it count as hung."""


class Slot:
    """A place for a worker: the one that runs there, or when the next is to be started."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.child: Child | None = None
        self.deaths = 0
        self.start_at = 0.0
        self.fault: HotlineError | None = None

    @property
    def ready(self) -> bool:
        return self.child is not None and self.child.ready


class Crew:
    """``begin`` is what each worker is told first; ``say`` gets English sentences for the log."""

    def __init__(
        self,
        count: int,
        begin: Mapping[str, Any],
        selector: selectors.BaseSelector,
        *,
        command: Sequence[str],
        silent_s: float,
        pause_s: Callable[[int], float],
        say: Callable[[str], None],
        on_event: Callable[[Child, dict[str, Any]], None],
        on_ready: Callable[[], None],
        on_lost: Callable[[int, bool], None],
    ) -> None:
        self._slots = tuple(Slot(number) for number in range(1, count + 1))
        self._begin, self._selector, self._command = begin, selector, tuple(command)
        self._silent_s, self._pause_s, self._say = silent_s, pause_s, say
        self._on_event, self._on_ready, self._on_lost = on_event, on_ready, on_lost
        self._now = 0.0

    def ready(self) -> Iterator[Child]:
        return (slot.child for slot in self._slots if slot.child is not None and slot.child.ready)

    def taking(self) -> Iterator[Child]:
        """Those of the ready ones that take streams."""
        return (child for child in self.ready() if child.retired_s is None)

    def child(self, number: int | None) -> Child | None:
        """The ready worker of this number."""
        return next((child for child in self.ready() if child.number == number), None)

    @property
    def hopeless(self) -> bool:
        """Each has died at least once and none is ready."""
        return not any(self.ready()) and all(slot.deaths for slot in self._slots)

    @property
    def fault(self) -> HotlineError | None:
        """What a worker that cannot start says is wrong."""
        return next((slot.fault for slot in self._slots if slot.fault), None)

    def notice(self) -> str:
        """What desks say of the workers now, in Chinese."""
        died = any(slot.deaths and not slot.ready for slot in self._slots)
        hung = any(child.retired_s is not None for child in self.ready())
        return plan.notice(sum(1 for _ in self.ready()), len(self._slots), died=died, faulty=self.fault is not None, hung=hung)

    def look_after(self, now: float, passed_s: float) -> None:
        """Start, ask, end. Time in which this process itself did not run must not count as ``passed_s``.

        One loads at a time: two would both be late, and the streams wait for the first.
        """
        self._now = now
        for slot in self._slots:
            if slot.child is not None:
                self._watch(slot, slot.child, passed_s)
            elif now >= slot.start_at and not self._loading():
                self._start(slot)

    def retire(self, number: int) -> bool:
        """One of its decoders hangs, which nothing but its end can end. Another that takes streams lets it be emptied first, for
        at most `plan.RETIRED_FOR_S`; without another it is ended at once. Return whether it still runs."""
        slot = self._slots[number - 1]
        if slot.child is None:
            return False
        if slot.child.retired_s is not None:
            return True
        if any(child.number != number for child in self.taking()):
            slot.child.retired_s = 0.0
            self._say(f"A decoder in recognition worker {number} hangs; its streams go to others, then it is ended.")
            return True
        self._lose(slot, "a decoder in it hangs", of_one_stream=True)
        return False

    def dismiss(self, emptied: Callable[[int], bool]) -> None:
        """End the retired workers that hold no stream any more, or have had their time."""
        for slot in self._slots:
            since = None if slot.child is None else slot.child.retired_s
            if since is not None and (since > plan.RETIRED_FOR_S or emptied(slot.number)):
                self._lose(slot, "a decoder in it hangs", of_one_stream=True)

    def send(self) -> None:
        """Send what waits, as far as it goes now; be woken for the rest."""
        for slot in self._slots:
            child = slot.child
            if child is None:
                continue
            child.pump()
            if child.watched != _interest(child):
                child.watched = _interest(child)
                self._selector.modify(child.line, child.watched, slot)

    def serve(self, slot: Slot, mask: int) -> None:
        """A worker's line is readable or writable."""
        child = slot.child
        if child is None:
            return
        messages = child.read() if mask & selectors.EVENT_READ else []
        for message in messages or ():
            self._hear(slot, child, message)
        if messages is None and slot.child is child:
            self._lose(slot, "its line closed or brought nonsense")

    def end(self) -> None:
        for slot in self._slots:
            if slot.child is not None:
                self._selector.unregister(slot.child.line)
                slot.child.end()
                slot.child = None

    def _hear(self, slot: Slot, child: Child, message: dict[str, Any]) -> None:
        if "event" in message:
            try:
                self._on_event(child, message)
            except (BadInput, KeyError, ValueError) as error:
                self._say(f"Recognition worker {slot.number} said what nobody understands: {error}")
        elif "ready" in message:
            child.ready, slot.fault = True, None
            self._say(f"Recognition worker {slot.number} is ready (process {child.pid}).")
            self._on_ready()
        elif "failed" in message:
            slot.fault = wire.error_in(message["failed"])
            if slot.child is child:
                self._lose(slot, "it cannot load the model")

    def _watch(self, slot: Slot, child: Child, passed_s: float) -> None:
        child.passed(passed_s)
        if child.ready and child.age_s > plan.SETTLED_AFTER_S:
            slot.deaths = 0
        if child.ready and child.silent_s > self._silent_s:
            self._lose(slot, f"it has been silent for {child.silent_s:.0f} s")
        elif child.unsent > MAX_UNSENT:
            self._lose(slot, f"{child.unsent >> 20} MB wait for it")
        elif not child.ready and child.age_s > START_TIMEOUT_S:
            self._lose(slot, f"it was not ready within {START_TIMEOUT_S:.0f} s")
        elif child.pinged_s > self._silent_s / PINGS:
            child.pinged_s = 0.0
            child.queue((Frame(Kind.PING),))

    def _loading(self) -> bool:
        return any(slot.child is not None and not slot.child.ready for slot in self._slots)

    def _start(self, slot: Slot) -> None:
        try:
            slot.child = Child(slot.number, self._command)
        except OSError as error:
            self._died(slot, f"it cannot be started: {error}")
            return
        begin = {**self._begin, "anew": slot.deaths > 0}
        slot.child.queue((Frame(Kind.BEGIN, payload=json.dumps(begin).encode()),))
        slot.child.watched = _interest(slot.child)
        self._selector.register(slot.child.line, slot.child.watched, slot)

    def _lose(self, slot: Slot, why: str, *, of_one_stream: bool = False) -> None:
        """What it had still said counts; then its streams go to others, innocent ones where it is known which one it was."""
        child, slot.child = slot.child, None
        assert child is not None
        self._selector.unregister(child.line)
        how, last_words = child.end()
        for message in last_words:
            self._hear(slot, child, message)
        self._died(slot, f"{why}, {how}")
        self._on_lost(slot.number, of_one_stream)

    def _died(self, slot: Slot, why: str) -> None:
        slot.deaths += 1
        pause = self._pause_s(slot.deaths)
        slot.start_at = self._now + pause
        fault = f" {slot.fault}" if slot.fault else ""
        self._say(f"Recognition worker {slot.number} was lost ({why}); the next is started in {pause:.1f} s.{fault}")


def _interest(child: Child) -> int:
    return selectors.EVENT_READ | (selectors.EVENT_WRITE if child.unsent else 0)
