"""Checking in (签到): who is in time, late or absent, and what is to be done next before a session begins. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from config.settings.duty import Duty

DutyRole = Literal["leader", "deputy", "assistant"]
Status = Literal["on_time", "late"]
STATUS_NAMES = {"on_time": "准时", "late": "迟到"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A planned session: when, who has checked in (roles), what was already done (``steps`` by name), planned at when."""

    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    has_deputy: bool
    present: Collection[str]
    done: Collection[str]


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """What falls due: ``remind:SECONDS``, ``leader_absent``, ``unattended`` or ``missed``."""

    at: datetime
    what: str


def status(starts_at: datetime, at: datetime, rules: Duty) -> Status:
    """In time up to the set grace after the beginning."""
    return "on_time" if at <= starts_at + timedelta(seconds=rules.late_after_s) else "late"


def may_check_in(starts_at: datetime, ends_at: datetime, at: datetime, rules: Duty) -> bool:
    return starts_at - timedelta(seconds=rules.check_in_early_s) <= at < ends_at


def schedule(session: Expected, rules: Duty) -> list[Due]:
    """Everything that is still to come of a planned session, earliest first.

    The leader is absent after the set time, then it is the deputy's turn; a session with nobody is left to the general
    queue; one that never began is missed at its end. A reminder whose time was over when the session was planned falls away.
    """
    coming = [
        Due(at, f"remind:{seconds:.0f}")
        for seconds in rules.remind_before_s
        if (at := session.starts_at - timedelta(seconds=seconds)) > session.planned_at
    ]
    absent_at = session.starts_at + timedelta(seconds=rules.absent_after_s)
    if "leader" not in session.present and "deputy" not in session.present:
        coming.append(Due(absent_at, "leader_absent"))
        wait = timedelta(seconds=rules.deputy_after_s) if session.has_deputy else timedelta(0)
        coming.append(Due(absent_at + wait, "unattended"))
    coming.append(Due(session.ends_at, "missed"))
    return sorted((due for due in coming if due.what not in session.done), key=lambda due: (due.at, _ORDER[due.what[:6]]))


_ORDER = {"remind": 0, "leader": 1, "unatte": 2, "missed": 3}
