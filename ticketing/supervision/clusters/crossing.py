"""When the number of reports of one matter is told: at the 11th, 21st, 31st … (预警), and at the third (督办通知). Pure.

Each crossing once: a level that was told is not told again before its whole window has passed, whoever was taken back, came
again, or was joined to it meanwhile. Two clusters that were told their 11th each are at most told the levels above it when
they become one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Told:
    """A level that was told at a time."""

    level: int
    at: datetime


def level_of(count: int, over: int) -> int:
    """The highest level that ``count`` has reached: with ``over`` 10 none (0) up to 10, then 11, 21, 31 …"""
    return 0 if count <= over else (count - 1) // over * over + 1


def levels_up_to(level: int, over: int) -> range:
    """All levels there are up to this one."""
    return range(over + 1, level + 1, over)


def within(moments: Iterable[datetime], now: datetime, days: int) -> int:
    """How many of the moments lie in the window that ends now: later than ``days`` ago, not later than now."""
    since = now - timedelta(days=days)
    return sum(since < moment <= now for moment in moments)


def due(count: int, told: Collection[Told], now: datetime, *, over: int, days: int) -> tuple[int, ...]:
    """The levels to tell now, lowest first; empty as long as the highest was told within the window."""
    since = now - timedelta(days=days)
    highest = max((one.level for one in told if one.at > since), default=0)
    return tuple(level for level in levels_up_to(level_of(count, over), over) if level > highest)


def repeated(count: int, told: Collection[datetime], now: datetime, *, least: int, days: int) -> bool:
    """Whether ``count`` reports are a repetition that nobody was told of within the window."""
    since = now - timedelta(days=days)
    return count >= least and not any(at > since for at in told)


def wave(level: int, told: Iterable[Told]) -> int:
    """How often the level was told before: with it a row is unique, and a second teller of the same crossing fails."""
    return sum(one.level == level for one in told)
