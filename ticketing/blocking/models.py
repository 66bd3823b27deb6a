"""The table of the harassment list: append-only, the newest row of a number says how it stands."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class BlockedNumberRow(Base):
    """``step`` is ``blocked`` (until ``until``, None: until it is lifted) or ``lifted``; rows are never changed."""

    __tablename__ = "blocked_numbers"
    __table_args__ = (Index("ix_blocked_numbers_number_at", "number", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    step: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    until: Mapped[datetime | None]
