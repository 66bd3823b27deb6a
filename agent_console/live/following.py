"""Which pages hear of a call because they write in its draft: by the call, each until it must say so again."""

from collections.abc import Iterator
from datetime import datetime


class Following:
    """One call for each page (a stream's id) at a time."""

    def __init__(self) -> None:
        self._of_call: dict[str, dict[str, datetime]] = {}
        self._call_of: dict[str, str] = {}

    def follow(self, stream_id: str, call: str, until: datetime) -> None:
        self.leave(stream_id)
        self._call_of[stream_id] = call
        self._of_call.setdefault(call, {})[stream_id] = until

    def leave(self, stream_id: str) -> None:
        call = self._call_of.pop(stream_id, None)
        if call is None:
            return
        others = self._of_call[call]
        del others[stream_id]
        if not others:
            del self._of_call[call]

    def of(self, call: str, now: datetime) -> Iterator[str]:
        """The ids of the streams that follow this call."""
        return (stream_id for stream_id, until in self._of_call.get(call, {}).items() if now < until)

    def sweep(self, now: datetime) -> None:
        """Forget those that have been silent."""
        silent = [stream_id for of in self._of_call.values() for stream_id, until in of.items() if until <= now]
        for stream_id in silent:
            self.leave(stream_id)
