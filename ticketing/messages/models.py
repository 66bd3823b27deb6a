"""The table of short messages: written with what they tell of, sent after the commit, kept with what became of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class MessageRow(Base):
    """``state``: queued, sent (the provider took it), delivered (it says that it arrived), failed, suppressed (never sent).

    ``subject`` is what must be told once only; a second message of the same subject is not written.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_state_next", "state", "next_at", "id"),
        Index("ix_messages_number_at", "number", "at"),
        Index("ix_messages_at_id", "at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    number: Mapped[str]
    text: Mapped[str]
    segments: Mapped[int]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    provider: Mapped[str] = mapped_column(default="")
    provider_id: Mapped[str | None] = mapped_column(index=True)
    error: Mapped[str] = mapped_column(default="")
