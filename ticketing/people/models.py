"""Tables of accounts, attempts to sign in, and sessions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class PersonRow(Base):
    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool]
    roles: Mapped[list[str]]
    unit: Mapped[str | None]
    phone: Mapped[str]
    queues: Mapped[list[str]]
    levels: Mapped[dict[str, Any]]
    active: Mapped[bool]
    created_at: Mapped[datetime]


class AttemptRow(Base):
    """Every attempt to sign in, also for usernames that do not exist; the lock-out counts its rows."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class SignInRow(Base):
    """A session: only the token's hash is kept, so that a copy of the database signs nobody in."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
