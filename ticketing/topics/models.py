"""The table of topics; their matters are rows of `ticketing.resolutions`."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class TopicRow(Base):
    """``month`` is written 2026-03; ``leader`` the name of who owns the topic (书记 …)."""

    __tablename__ = "topics"
    __table_args__ = (Index("ix_topics_created_at_id", "created_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    leader: Mapped[str]
    goal: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
