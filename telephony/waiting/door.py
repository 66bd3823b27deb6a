"""Who is let in: the harassment list and the limits for each number. Time is passed in; nothing else is read.

A number is compared without the country's prefix and without the 0 that a trunk puts before an area code, or before the
mobile number of another city.
"""

from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.settings import Acd

HOUR = timedelta(hours=1)
REMEMBERED_NUMBERS = 50_000
NATIONAL_LENGTH = 10  # of the shortest number with its area code


@dataclass(frozen=True, slots=True)
class Refusal:
    """``prompt`` is what the caller hears, ``detail`` what the queue log says."""

    prompt: str
    detail: str


def plain(number: str) -> str:
    """The digits by which a number is compared; empty where it has none."""
    digits = "".join(character for character in number if character.isdigit())
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) >= NATIONAL_LENGTH:
            digits = digits.removeprefix(prefix)
            break
    return digits.lstrip("0")


def can_be_called_back(number: str) -> bool:
    return any(character.isdigit() for character in number)


class Door:
    """Remembers for an hour when each number called, the newest `REMEMBERED_NUMBERS` of them."""

    def __init__(self, acd: Acd) -> None:
        self._acd = acd
        self._blocked: Mapping[str, str] = {}
        self._arrivals: OrderedDict[str, deque[datetime]] = OrderedDict()

    def tune(self, acd: Acd) -> None:
        """Other limits; who called within the hour is remembered as far as the new ones reach."""
        self._acd = acd
        bound = acd.calls_per_hour
        kept = {number: deque(times, maxlen=bound) for number, times in self._arrivals.items()} if bound else {}
        self._arrivals = OrderedDict(kept)

    def block(self, numbers: Mapping[str, str]) -> None:
        """From now on these and no others are refused; each with the reason that the log tells."""
        self._blocked = {plain(number): reason for number, reason in numbers.items() if plain(number)}

    def judge(self, number: str, *, withheld: bool, live: int, now: datetime) -> Refusal | None:
        """Whether this arrival is refused; ``live`` are the other calls of the number that go on now.

        Withheld numbers and those of ``acd.unlimited_numbers`` have no limits; the harassment list knows no exception.
        """
        known = plain(number)
        if known in self._blocked:
            return Refusal("blocked", f"blocked: {self._blocked[known]}")
        if not known or withheld or self._unlimited(known):
            return None
        if self._acd.calls_per_number and live >= self._acd.calls_per_number:
            return Refusal("caller_limit", "caller limit")
        return self._hourly(known, now)

    def _hourly(self, number: str, now: datetime) -> Refusal | None:
        if not self._acd.calls_per_hour:
            return None
        self._forget(now, most=REMEMBERED_NUMBERS - (number not in self._arrivals))
        times = self._arrivals.setdefault(number, deque(maxlen=self._acd.calls_per_hour))
        while times and times[0] <= now - HOUR:
            times.popleft()
        if len(times) >= self._acd.calls_per_hour:
            return Refusal("caller_limit_hour", "hourly limit")
        times.append(now)
        self._arrivals.move_to_end(number)
        return None

    def _forget(self, now: datetime, most: int) -> None:
        """Who has been quiet for an hour, and beyond ``most`` who has been quiet longest."""
        while self._arrivals:
            number, times = next(iter(self._arrivals.items()))
            if len(self._arrivals) <= most and times and times[-1] > now - HOUR:
                return
            del self._arrivals[number]

    def _unlimited(self, number: str) -> bool:
        return any(
            number.startswith(plain(pattern)) if pattern.endswith("*") else number == plain(pattern)
            for pattern in self._acd.unlimited_numbers
        )
