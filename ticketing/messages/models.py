"""Tables of short messages: what we told and what became of it, and what citizens wrote back."""

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


class ReceivedMessageRow(Base):
    """Append-only but for who saw to it: what a citizen wrote. ``came_to``: answer, person (it goes to one), rest, unknown.

    ``provider_id`` makes a message that the provider hands over twice count once.
    """

    __tablename__ = "received_messages"
    __table_args__ = (Index("ix_received_messages_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    provider_id: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    came_to: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    evaluation_id: Mapped[str | None] = mapped_column(ForeignKey("evaluations.id"))
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[str | None]
