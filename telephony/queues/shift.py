"""The shift whose calls ``fewest_calls`` compares: when an agent's began, and how many calls were answered in it. Pure.

A shift begins when the seat is taken and lasts ``acd.shift_s``; whoever is still there then begins the next one with the next
call. After a restart the same rules, followed over what the queue log knows, give the same shift.
"""

from datetime import datetime
from typing import NamedTuple

from telephony.exchange_port import Worked


class Shift(NamedTuple):
    since: datetime
    answered: int = 0

    def lasts(self, now: datetime, shift_s: float) -> bool:
        return (now - self.since).total_seconds() < shift_s


def seat_taken(shift: Shift | None, now: datetime, shift_s: float) -> Shift:
    """Who comes back within a shift goes on with it."""
    return shift if shift and shift.lasts(now, shift_s) else Shift(now)


def call_answered(shift: Shift, now: datetime, shift_s: float) -> Shift:
    """A call more in this shift, or the first of the next one."""
    begun = shift if shift.lasts(now, shift_s) else Shift(now)
    return begun._replace(answered=begun.answered + 1)


def recalled(worked: Worked, shift_s: float) -> Shift | None:
    """The shift that the known past amounts to; None where nothing is known."""
    shift: Shift | None = None
    for at, answered in sorted([*((at, False) for at in worked.seated), *((at, True) for at in worked.answered)]):
        shift = call_answered(shift or Shift(at), at, shift_s) if answered else seat_taken(shift, at, shift_s)
    return shift
