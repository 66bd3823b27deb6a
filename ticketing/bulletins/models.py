"""Tables of issued bulletins, frozen as they were, and of the corrections that came after."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class BulletinRow(Base):
    """Append-only: one for each kind and period. ``figures`` is what was counted at ``issued_at``."""

    __tablename__ = "bulletins"
    __table_args__ = (UniqueConstraint("kind", "first_day"), Index("ix_bulletins_issued_at_id", "issued_at", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    number: Mapped[str]
    theme: Mapped[str]
    remarks: Mapped[str]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))


class BulletinCorrectionRow(Base):
    """Append-only: what came out otherwise, why, and the paper that says so. ``figures`` is the count it was compared with."""

    __tablename__ = "bulletin_corrections"
    __table_args__ = (UniqueConstraint("bulletin_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    bulletin_id: Mapped[str] = mapped_column(ForeignKey("bulletins.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
