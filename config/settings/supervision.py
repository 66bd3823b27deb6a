"""Supervision: when the same matter counts as repeated, how long a unit has to reply, and how many points each step takes."""

from typing import Annotated

from pydantic import Field

from config.settings.values import Section

Days = Annotated[int, Field(ge=1, le=730)]
WorkingDays = Annotated[int, Field(ge=1, le=60)]
Points = Annotated[float, Field(ge=0, le=100)]
Times = Annotated[int, Field(ge=2, le=100)]


class ReplyDays(Section):
    """Working days that a unit has for its reply; each ends at the day's end of the last of them."""

    urge: WorkingDays = 1
    notice: WorkingDays = 3
    pool: WorkingDays = 5
    warning_letter: WorkingDays = 5
    interview: WorkingDays = 3
    opinion: WorkingDays = 10
    again: WorkingDays = 2
    """After a reply that was not accepted."""


class PointsOff(Section):
    """Points that a unit loses by each step; an inspector may give others when the paper is issued."""

    urge: Points = 0.0
    notice: Points = 1.0
    pool: Points = 2.0
    warning_letter: Points = 3.0
    interview: Points = 5.0
    transfer: Points = 10.0
    opinion: Points = 1.0
    late_reply: Points = 0.5
    false_closure: Points = 5.0
    report: Points = 2.0
    exposure: Points = 4.0


class Supervision(Section):
    """``issuer`` signs the papers. Windows of repeats are in calendar days."""

    issuer: str = "市政务服务便民热线（12345）管理办公室"
    same_matter: Annotated[float, Field(ge=0.5, le=1.2)] = 0.65
    """Two matters that are alike from here on are the same: place 0.45, kind 0.2, text 0.35."""
    quiet_days: Days = 90
    """A matter that nobody reported for so long begins anew when it comes again."""
    repeat_from: Times = 3
    """So many reports by anyone within …"""
    repeat_days: Days = 30
    """… so many days, or …"""
    repeat_citizen_from: Times = 3
    """… so many by one citizen within …"""
    repeat_citizen_days: Days = 90
    """… so many days are a repeated matter: a supervision notice."""
    long_running_days: Days = 30
    """A ticket that is open for so long is long-running."""
    pool_review_days: Days = 14
    """What is in the pool is looked at again after so many calendar days."""
    reply: ReplyDays = ReplyDays()
    points: PointsOff = PointsOff()
