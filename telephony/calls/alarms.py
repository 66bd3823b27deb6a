"""What a call has to expect of the clock beside its sounds: a party or a phone that does not answer, a pause that ends."""

from collections.abc import Callable
from datetime import datetime

from config.ids import CallId

Action = Callable[[], None]


class Alarms:
    """One alarm for each call and name; a new one replaces it. Nothing rings by itself: `due` is asked."""

    def __init__(self) -> None:
        self._alarms: dict[tuple[CallId, str], tuple[datetime, Action]] = {}

    def __len__(self) -> int:
        return len(self._alarms)

    def set(self, call: CallId, name: str, at: datetime, action: Action) -> None:
        self._alarms[call, name] = (at, action)

    def clear(self, call: CallId, name: str) -> None:
        self._alarms.pop((call, name), None)

    def forget(self, call: CallId) -> None:
        """The call is over."""
        for key in [key for key in self._alarms if key[0] == call]:
            del self._alarms[key]

    def next(self) -> datetime | None:
        return min((at for at, _ in self._alarms.values()), default=None)

    def due(self, now: datetime) -> list[tuple[CallId, Action]]:
        """Take out what is due by now, in the order of time."""
        ringing = sorted((at, key) for key, (at, _) in self._alarms.items() if at <= now)
        return [(key[0], self._alarms.pop(key)[1]) for _, key in ringing]
