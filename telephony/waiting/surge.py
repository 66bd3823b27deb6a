"""When the house calls it a surge: over one of three thresholds it begins, well under all of them it ends. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.settings import Surge


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many wait, how long a new caller would wait (None: nobody can say), how many called in the last minute."""

    waiting: int
    expected_wait_s: float | None
    arrivals_per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """``since`` is the time of the last change."""

    surge: bool = False
    since: datetime | None = None


def step(mode: Mode, load: Load, limits: Surge, now: datetime) -> Mode:
    """The mode from now on; the same object when nothing changes. A surge lasts ``limits.least_s`` at least."""
    if not mode.surge:
        return Mode(surge=True, since=now) if _over(load, limits, 1.0) else mode
    if now < ends_not_before(mode, limits) or _over(load, limits, limits.ends_share):
        return mode
    return Mode(surge=False, since=now)


def ends_not_before(mode: Mode, limits: Surge) -> datetime:
    if mode.since is None:
        raise ValueError("a surge has a beginning")
    return mode.since + timedelta(seconds=limits.least_s)


def _over(load: Load, limits: Surge, share: float) -> bool:
    """Whether one measure has reached ``share`` of its threshold; a threshold of 0 is none."""
    expected_wait_s = load.expected_wait_s if load.waiting >= limits.wait_counts_from else None
    measures = (
        (load.waiting, limits.waiting),
        (expected_wait_s or 0.0, limits.wait_s),
        (load.arrivals_per_minute, limits.arrivals_per_minute),
    )
    return any(threshold and measure >= threshold * share for measure, threshold in measures)
