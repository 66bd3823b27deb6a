"""Virtual time: stands still until a test moves it, and runs the timers that come due on the way."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


class FakeHandle:
    def __init__(self, at: datetime, callback: Callable[[], None]) -> None:
        self.at = at
        self.callback = callback
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class FakeClock:
    """``now`` and ``call_later`` as the exchange takes them; `advance` moves time in the order of the timers."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._handles: list[FakeHandle] = []

    def now(self) -> datetime:
        return self._now

    def call_later(self, delay: float, callback: Callable[[], None], /) -> FakeHandle:
        handle = FakeHandle(self._now + timedelta(seconds=delay), callback)
        self._handles.append(handle)
        return handle

    @property
    def waiting(self) -> list[FakeHandle]:
        return [handle for handle in self._handles if not handle.cancelled]

    def advance(self, seconds: float) -> None:
        end = self._now + timedelta(seconds=seconds)
        while due := [handle for handle in self.waiting if handle.at <= end]:
            first = min(due, key=lambda handle: handle.at)
            self._handles = [handle for handle in self.waiting if handle is not first]
            self._now = max(self._now, first.at)
            first.callback()
        self._now = end
