"""The timers of one call's session timer: refreshes when it is due, ends the call when nobody refreshed (RFC 4028 §10)."""

import asyncio
from collections.abc import Callable

from telephony.sip.session_timer import Agreement, ClockEvent, ClockState, event_of, step


class SessionClock:
    """``refresh`` sends the refresh, ``expired`` ends the call; `agree` is told of each 2xx, `refused` of each failure."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *, refresh: Callable[[], None], expired: Callable[[], None]
    ) -> None:  # fmt: skip
        self.state: ClockState = "off"
        self.agreed: Agreement | None = None
        self._loop, self._refresh, self._expired = loop, refresh, expired
        self._due: asyncio.TimerHandle | None = None
        self._over: asyncio.TimerHandle | None = None

    def agree(self, agreed: Agreement | None) -> None:
        """The session was refreshed just now, on these terms (None: without a timer)."""
        if self.state == "over":
            return
        self._stop()
        self.agreed = agreed
        self._feed(event_of(agreed))
        if agreed:
            self._over = self._loop.call_later(agreed.over_s, self._feed, "expired")
            if agreed.by == "us":
                self._due = self._loop.call_later(agreed.due_s, self._feed, "due")

    def refused(self) -> None:
        """Our refresh failed for a passing reason: again a little later, as long as the session lives."""
        if self.state == "asking" and self.agreed:
            self._feed("refused")
            self._due = self._loop.call_later(self.agreed.again_s, self._feed, "due")

    def end(self) -> None:
        self._stop()
        self._feed("ended")

    def _feed(self, event: ClockEvent) -> None:
        self.state, effect = step(self.state, event)
        if effect == "refresh":
            self._refresh()
        elif effect == "hang_up":
            self._stop()
            self._expired()

    def _stop(self) -> None:
        for handle in (self._due, self._over):
            if handle:
                handle.cancel()
        self._due = self._over = None
