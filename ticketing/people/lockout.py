"""When an account is locked: a pure rule over its latest attempts."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MISSES = 5
WINDOW = timedelta(minutes=15)


def locked_until(attempts: Sequence[tuple[datetime, bool]], now: datetime) -> datetime | None:
    """Return when the lock ends, None when there is none.

    ``attempts`` are (time, succeeded), newest first; five misses within 15 minutes since the last success lock for
    15 minutes from the fifth.
    """
    misses: list[datetime] = []
    for at, succeeded in attempts:
        if succeeded:
            break
        misses.append(at)
    if len(misses) < MISSES or misses[0] - misses[MISSES - 1] > WINDOW:
        return None
    until = misses[0] + WINDOW
    return until if now < until else None
