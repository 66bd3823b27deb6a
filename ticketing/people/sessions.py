"""Sign-in with lock-out, and the sessions that follow from it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, select, update

from config.errors import NotSignedIn, TooManyTries
from config.ids import new_id
from ticketing.people import passwords, repository
from ticketing.people.lockout import MISSES, locked_until
from ticketing.people.models import AttemptRow, PersonRow, SignInRow
from ticketing.people.schemas import PersonOut, SignedIn
from ticketing.uow import UnitOfWork

MAX_USERNAME = 64
NAMED_BY = 16
"""So many letters of a token's hash tell one session from another."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a password was ``right`` for the hash that it was compared with (None: no such account)."""

    against: str | None
    right: bool


def check_password(uow: UnitOfWork, username: str, password: str, at: datetime) -> Checked:
    """Compare a password, which takes long on purpose: in a unit that only reads, so that no writer waits for it.

    TooManyTries while the account is locked; `sign_in` counts the result.
    """
    username = _clean(username)
    _refuse_locked(uow, username, at)
    row = repository.by_username(uow, username)
    hashed = row.password_hash if row else None
    return Checked(hashed, passwords.matches(hashed, password))


def sign_in(
    uow: UnitOfWork, username: str, password: str, at: datetime, hours: float = 12.0, *, checked: Checked | None = None
) -> SignedIn:
    """Return a fresh token; NotSignedIn when wrong, TooManyTries (429) while locked. A miss is committed all the same.

    ``checked`` spares the comparison within the transaction, unless the password was changed meanwhile.
    """
    username = _clean(username)
    _refuse_locked(uow, username, at)
    row = repository.by_username(uow, username)
    hashed = row.password_hash if row else None
    right = checked.right if checked and checked.against == hashed else passwords.matches(hashed, password)
    succeeded = right and row is not None and row.active
    uow.session.add(AttemptRow(id=new_id(), username=username, at=at, succeeded=succeeded))
    if not succeeded:
        raise uow.keep(NotSignedIn("用户名或密码不正确。", "请检查后重新输入。"))
    return _begin(uow, cast(PersonRow, row), at, hours)


def who(uow: UnitOfWork, token: str, at: datetime) -> PersonOut:
    """The person of a living session; NotSignedIn for any other token."""
    found = uow.session.get(SignInRow, _hash(token))
    if found is None or found.ended_at is not None or found.expires_at <= at:
        raise NotSignedIn("登录已失效。", "请重新登录。")
    row = repository.person_row(uow, found.person_id)
    if not row.active:
        raise NotSignedIn("该账号已停用。", "请联系管理员。")
    return repository.person_out(row)


def sign_out(uow: UnitOfWork, token: str, at: datetime) -> None:
    """End the session; a token that is not known is no error."""
    found = uow.session.get(SignInRow, _hash(token))
    if found and found.ended_at is None:
        found.ended_at = at


def end_all(uow: UnitOfWork, person_id: str, keep: str | None = None) -> None:
    """End every session of a person whose password or access changed, except that of the token ``keep``."""
    living = update(SignInRow).where(SignInRow.person_id == person_id, SignInRow.ended_at.is_(None))
    if keep is not None:
        living = living.where(SignInRow.token_hash != _hash(keep))
    uow.session.execute(living.values(ended_at=uow.now()))


def _clean(username: str) -> str:
    return username.strip()[:MAX_USERNAME]


def _refuse_locked(uow: UnitOfWork, username: str, at: datetime) -> None:
    until = locked_until(repository.latest_attempts(uow, username), at)
    if until:
        minutes = max(1, round((until - at).total_seconds() / 60))
        raise TooManyTries(f"连续 {MISSES} 次登录失败，账号已锁定。", f"请在 {minutes} 分钟后再试。")


def _begin(uow: UnitOfWork, row: PersonRow, at: datetime, hours: float) -> SignedIn:
    token = secrets.token_urlsafe(32)
    expires_at = at + timedelta(hours=hours)
    uow.session.add(SignInRow(token_hash=_hash(token), person_id=row.id, created_at=at, expires_at=expires_at, ended_at=None))
    return SignedIn(token=token, me=repository.person_out(row), expires_at=expires_at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """A session that could be used now; ``id`` names it and opens nothing."""

    id: str
    person_id: str
    since: datetime
    until: datetime


def living(uow: UnitOfWork, at: datetime, limit: int) -> list[Living]:
    """Sessions that have neither ended nor run out, newest first."""
    query = select(SignInRow).where(SignInRow.ended_at.is_(None), SignInRow.expires_at > at)
    rows = uow.session.scalars(query.order_by(SignInRow.created_at.desc()).limit(limit))
    return [
        Living(id=row.token_hash[:NAMED_BY], person_id=row.person_id, since=row.created_at, until=row.expires_at) for row in rows
    ]


def count_living(uow: UnitOfWork, person_id: str, at: datetime) -> int:
    """How many of a person's sessions could be used now."""
    mine = (SignInRow.person_id == person_id, SignInRow.ended_at.is_(None), SignInRow.expires_at > at)
    return uow.session.scalar(select(func.count()).select_from(SignInRow).where(*mine)) or 0
