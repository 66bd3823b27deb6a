"""The table of matters that were closed with guidance: a row each time, never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class GuidanceRow(Base):
    """``ground`` says why nobody may act: no mandate, or law or policy forbids; ``rule`` names the law or policy.

    A ticket that was opened again may be guided again: the one that its end rests on has ``at`` of its ``closed_at``.
    """

    __tablename__ = "guidances"
    __table_args__ = (Index("ix_guidances_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    ground: Mapped[str]
    rule: Mapped[str]
    explanation: Mapped[str]
    way: Mapped[str]
    advised_by: Mapped[str]
    advised_at: Mapped[datetime]
    unit_code: Mapped[str | None]
    at: Mapped[datetime]
    by: Mapped[str]
