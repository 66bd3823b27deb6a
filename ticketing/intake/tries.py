"""Counting what somebody without an account does, so that nobody floods the mailbox or guesses at answers.

A row for each thing, person and window of time; who it was is kept as a digest, and only as long as the window lasts.
"""

import hashlib
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from config.errors import TooManyTries
from ticketing.intake.models import TryRow
from ticketing.uow import UnitOfWork

FORGOTTEN_AT_ONCE = 1_000


class Limited(TooManyTries):
    """``retry_after_s`` says when the window is over."""

    def __init__(self, what: str, until: datetime, at: datetime) -> None:
        self.retry_after_s = max(1, ceil((until - at).total_seconds()))
        super().__init__(what, f"请{ceil(self.retry_after_s / 60)}分钟后再试，或拨打12345。")

    @property
    def code(self) -> str:
        return "TooManyTries"


def take(uow: UnitOfWork, what: str, who: str, *, most: int, window_s: float, at: datetime) -> None:
    """Count one try; Limited for one more than ``most`` in this window, and that one is kept counted too."""
    if count(uow, what, who, window_s=window_s, at=at) > most:
        raise uow.keep(Limited("操作过于频繁。", _until(at, window_s), at))


def count(uow: UnitOfWork, what: str, who: str, *, window_s: float, at: datetime) -> int:
    """Count one try in one statement, so that two nodes never count the same; returns how many there are then."""
    insert = postgresql.insert if uow.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"what": what, "who": _digest(who), "until": _until(at, window_s), "count": 1}
    statement = insert(TryRow).values(**values)
    upsert = statement.on_conflict_do_update(index_elements=["what", "who", "until"], set_={"count": TryRow.count + 1})
    counted: int = uow.session.execute(upsert.returning(TryRow.count)).scalar_one()
    return counted


def refuse_locked(uow: UnitOfWork, what: str, who: str, *, most: int, window_s: float, at: datetime) -> None:
    """Limited when ``most`` misses were counted in this window."""
    query = select(TryRow.count).where(TryRow.what == what, TryRow.who == _digest(who), TryRow.until == _until(at, window_s))
    if (uow.session.scalar(query) or 0) >= most:
        raise Limited("查询失败次数过多，已暂时锁定。", _until(at, window_s), at)


def forget(uow: UnitOfWork, at: datetime) -> None:
    """Windows that are over are nobody's business any more."""
    old = select(TryRow.what, TryRow.who, TryRow.until).where(TryRow.until < at).limit(FORGOTTEN_AT_ONCE)
    for what, who, until in uow.session.execute(old).all():
        uow.session.execute(delete(TryRow).where(TryRow.what == what, TryRow.who == who, TryRow.until == until))


def _until(at: datetime, window_s: float) -> datetime:
    passed = at.timestamp() % window_s
    return (at + timedelta(seconds=window_s - passed)).replace(microsecond=0)


def _digest(who: str) -> str:
    return hashlib.sha256(who.encode()).hexdigest()
