"""The table of notices: one row for each addressee."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class NoticeRow(Base):
    """``addressee`` is ``unit:CODE``, ``person:ID`` or ``role:NAME``; ``link`` a page of the console, such as /tickets/ID."""

    __tablename__ = "notices"
    __table_args__ = (Index("ix_notices_addressee_at", "addressee", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    addressee: Mapped[str]
    at: Mapped[datetime]
    kind: Mapped[str]
    text: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    link: Mapped[str]


class NoticeReadRow(Base):
    """That a person has seen a notice; of a unit's notice each of its people says so alone."""

    __tablename__ = "notice_reads"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notices.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime]
