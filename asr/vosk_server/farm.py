"""Which address takes a stream, which are left alone for a while, and when they are asked again. Pure: time is passed in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

# An address whose answers come so late gets a new stream only if all are late, and lets its streams go to an idler one.
LATE_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Seconds until a failed address is asked again: doubled with each failure up to the longest, which also forgives."""

    first_s: float = 0.5
    longest_s: float = 30.0

    def after(self, failures: int) -> float:
        return float(min(self.longest_s, self.first_s * 2 ** min(failures - 1, 30)))


@dataclass(slots=True)
class Standing:
    """One address: streams that it holds, how late its last answer was, failures in a row, when it may be asked again."""

    url: str
    order: int
    streams: int = 0
    up: bool = False
    lag_s: float = 0.0
    failures: int = 0
    failed_at: float = float("-inf")
    ask_at: float = float("-inf")
    why: str = field(default="not asked yet")


class Farm:
    """New streams are let in up to ``most`` for each address; one whose server failed goes to the least loaded anyway."""

    def __init__(self, urls: Sequence[str], *, most: int, every_s: float, pauses: Pauses | None = None) -> None:
        self._all = {url: Standing(url, order) for order, url in enumerate(urls)}
        self._most, self._every_s, self._pauses = most, every_s, pauses or Pauses()

    @property
    def up(self) -> tuple[Standing, ...]:
        return tuple(one for one in self._all.values() if one.up)

    @property
    def down(self) -> tuple[Standing, ...]:
        return tuple(one for one in self._all.values() if not one.up)

    def has_room(self, open_streams: int) -> bool:
        """Whether one more stream may be opened when so many are; addresses that are down come back, so they count."""
        return open_streams < self._most * len(self._all)

    def choose(self, avoid: Collection[str] = ()) -> str | None:
        """Return the address with fewest streams, rather none of ``avoid`` and none that is late; None while none is up."""
        ready = sorted(self.up, key=lambda one: (one.url in avoid, one.lag_s > LATE_S, one.streams, one.order))
        return ready[0].url if ready else None

    def idler(self, url: str) -> str | None:
        """Return where a stream of this address is better off, if it is late: two streams fewer, so that none goes to and fro."""
        own = self._all[url]
        ready = [one for one in self.up if one.lag_s <= LATE_S and one.streams <= own.streams - 2]
        return min(ready, key=lambda one: (one.streams, one.order)).url if ready and own.lag_s > LATE_S else None

    def took(self, url: str) -> None:
        self._all[url].streams += 1

    def left(self, url: str) -> None:
        self._all[url].streams -= 1

    def answered(self, url: str, now: float, lag_s: float = 0.0) -> bool:
        """It works; return whether that is news. One that has just failed rests its time, though other streams there go on."""
        one = self._all[url]
        if not one.up and now < one.ask_at:
            return False
        one.lag_s = lag_s
        news, one.up, one.why, one.ask_at = not one.up, True, "", now + self._every_s
        if now - one.failed_at > self._pauses.longest_s:
            one.failures = 0
        return news

    def failed(self, url: str, why: str, now: float) -> bool:
        """It does not; leave it alone for a while. Return whether it was up until now."""
        one = self._all[url]
        news, one.up, one.why = one.up, False, why
        one.failures = one.failures + 1 if now - one.failed_at <= 2 * self._pauses.longest_s else 1
        one.failed_at, one.ask_at = now, now + self._pauses.after(one.failures)
        return news

    def due(self, now: float) -> tuple[str, ...]:
        """Addresses to be asked now: those that are down and rested, and those that are up and hold no stream."""
        return tuple(one.url for one in self._all.values() if one.ask_at <= now and not (one.up and one.streams))
