"""Tables of accounts and of what was changed in them, of attempts to sign in, and of sessions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
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
    mobile: Mapped[str] = mapped_column(default="")
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


class PersonChangeRow(Base):
    """Append-only: who changed whose account, ``how`` (by hand or by an import), and what each cell was and became.

    A password's text never stands here, only that there was a new one.
    """

    __tablename__ = "person_changes"
    __table_args__ = (Index("ix_person_changes_person_at", "person_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    by: Mapped[str]
    how: Mapped[str]
    cells: Mapped[dict[str, Any]]
