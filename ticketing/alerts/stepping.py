"""One alarm over one figure as time passes: hysteresis, and for how long a figure must hold. Pure.

::

    quiet ── beyond ──▶ rising ── held hold_s ──▶ raised ── calm ──▶ falling ── held calm_s ──▶ quiet
      ▲─── not beyond ────┘                          ▲─── not calm ────┘

Between the threshold and ``clear_at`` a figure is neither beyond nor calm: a raised alarm stays, a quiet one too.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from ticketing.alerts.kinds import Sense

Phase = Literal["quiet", "rising", "raised", "falling"]
STANDING: frozenset[Phase] = frozenset({"raised", "falling"})
"""Phases in which people see the alarm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``silence_s``: after a longer time without a figure nobody knows what held, and holding begins anew."""

    sense: Sense
    threshold: float
    clear_at: float
    hold_s: float = 0.0
    calm_s: float = 0.0
    silence_s: float = 20.0

    def beyond(self, figure: float) -> bool:
        if self.sense == "below":
            return figure < self.threshold
        return figure > self.threshold if self.sense == "above" else figure >= self.threshold

    def calm(self, figure: float) -> bool:
        return figure >= self.clear_at if self.sense == "below" else figure <= self.clear_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """``since``: the beginning of its phase. ``crossing`` counts how often it was raised: each is told once."""

    limits: Limits
    phase: Phase = "quiet"
    since: datetime | None = None
    seen_at: datetime | None = None
    raised_at: datetime | None = None
    crossing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """``seconds``: how long the alarm stood, of one that was cleared."""

    what: Literal["raised", "cleared"]
    at: datetime
    figure: float
    seconds: float = 0.0


def step(alarm: Alarm, figure: float | None, at: datetime) -> tuple[Alarm, Crossed | None]:
    """The alarm after ``figure`` was seen ``at``; a figure that nobody knows (None) changes nothing."""
    if figure is None:
        return alarm, None
    alarm = replace(_after_silence(alarm, at), seen_at=at)
    if alarm.phase in STANDING:
        return _standing(alarm, figure, at)
    return _silent(alarm, figure, at)


def gone(alarm: Alarm, at: datetime) -> tuple[Alarm, Crossed | None]:
    """What the figure was of is no more (a session's queue, a rule): a standing alarm is cleared."""
    quiet = replace(alarm, phase="quiet", since=at, seen_at=None)
    return quiet, _cleared(alarm, 0.0, at) if alarm.phase in STANDING else None


def _silent(alarm: Alarm, figure: float, at: datetime) -> tuple[Alarm, Crossed | None]:
    if not alarm.limits.beyond(figure):
        return (alarm if alarm.phase == "quiet" else replace(alarm, phase="quiet", since=at)), None
    if alarm.phase == "quiet":
        alarm = replace(alarm, phase="rising", since=at)
    if _held(alarm, at) < alarm.limits.hold_s:
        return alarm, None
    raised = replace(alarm, phase="raised", since=at, raised_at=at, crossing=alarm.crossing + 1)
    return raised, Crossed(what="raised", at=at, figure=figure)


def _standing(alarm: Alarm, figure: float, at: datetime) -> tuple[Alarm, Crossed | None]:
    if not alarm.limits.calm(figure):
        return (alarm if alarm.phase == "raised" else replace(alarm, phase="raised", since=at)), None
    if alarm.phase == "raised":
        alarm = replace(alarm, phase="falling", since=at)
    if _held(alarm, at) < alarm.limits.calm_s:
        return alarm, None
    return replace(alarm, phase="quiet", since=at), _cleared(alarm, figure, at)


def _cleared(alarm: Alarm, figure: float, at: datetime) -> Crossed:
    stood = (at - (alarm.raised_at or at)).total_seconds()
    return Crossed(what="cleared", at=at, figure=figure, seconds=max(0.0, stood))


def _held(alarm: Alarm, at: datetime) -> float:
    return (at - (alarm.since or at)).total_seconds()


def _after_silence(alarm: Alarm, at: datetime) -> Alarm:
    if alarm.seen_at is None or (at - alarm.seen_at).total_seconds() <= alarm.limits.silence_s:
        return alarm
    before: dict[Phase, Phase] = {"rising": "quiet", "falling": "raised"}
    return replace(alarm, phase=before.get(alarm.phase, alarm.phase), since=at)
