"""Tables of other platforms, their keys, and what they are told."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class PlatformRow(Base):
    """A platform that hands in matters. ``secret`` signs what is sent to ``webhook``: it must be readable, unlike a key."""

    __tablename__ = "platforms"

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    channel: Mapped[str]
    active: Mapped[bool]
    webhook: Mapped[str]
    secret: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class PlatformKeyRow(Base):
    """An API key: its digest alone, the first characters to know it by, and what it may do."""

    __tablename__ = "platform_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    platform_id: Mapped[str] = mapped_column(ForeignKey("platforms.id"), index=True)
    name: Mapped[str]
    prefix: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    per_minute: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]


class DeliveryRow(Base):
    """A message to a platform: written with what it tells of, sent until it is taken or given up. One for each subject."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("platform_id", "subject"),
        Index("ix_webhook_deliveries_state_next", "state", "next_at", "id"),
        Index("ix_webhook_deliveries_at", "at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    platform_id: Mapped[str] = mapped_column(ForeignKey("platforms.id"))
    subject: Mapped[str]
    event: Mapped[str]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    state: Mapped[str]
    tries: Mapped[int]
    next_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_error: Mapped[str]
