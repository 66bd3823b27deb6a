"""The browser's end of an agent's leg: one pipe for one call, taken up again by a browser that lost its connection."""

from collections.abc import Callable
from datetime import datetime, timedelta

from telephony.media.port import PipeAudio


class BrowserLine:
    """Knows since when nobody holds the pipe. A newer connection takes it over; the older one then changes nothing.

    ``away`` is told when somebody is expected, ``lost`` when a connection is gone.
    """

    def __init__(self, pipe: PipeAudio, *, lost: Callable[[], None], away: Callable[[], None]) -> None:
        self._pipe = pipe
        self._lost = lost
        self._away = away
        self._holder: BrowserAudio | None = None
        self._absent_since: datetime | None = None

    def expect(self, since: datetime) -> None:
        """Nobody is connected from ``since`` on, unless somebody already holds the pipe."""
        if self._holder is None:
            self._absent_since = since
            self._away()

    def gives_up_at(self, grace: timedelta) -> datetime | None:
        return self._absent_since + grace if self._absent_since else None

    def connect(self) -> PipeAudio:
        self._absent_since = None
        self._holder = BrowserAudio(self)
        return self._holder

    def holds(self, audio: "BrowserAudio") -> bool:
        return self._holder is audio

    def send(self, frame: bytes) -> None:
        self._pipe.send(frame)

    def listen(self, callback: Callable[[bytes], None]) -> None:
        self._pipe.on_frame(callback)

    def let_go(self) -> None:
        self._holder = None
        self._pipe.on_frame(_nobody_listens)
        self._lost()


class BrowserAudio(PipeAudio):
    """What one connection of the browser holds; ``close`` means that this connection is gone, not the call."""

    def __init__(self, line: BrowserLine) -> None:
        self._line = line

    def send(self, frame: bytes) -> None:
        if self._line.holds(self):
            self._line.send(frame)

    def on_frame(self, callback: Callable[[bytes], None]) -> None:
        if self._line.holds(self):
            self._line.listen(callback)

    def close(self) -> None:
        if self._line.holds(self):
            self._line.let_go()


def _nobody_listens(frame: bytes) -> None:
    return None
