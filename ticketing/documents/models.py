"""Tables of issued papers and of the running number of each kind and year."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class DocumentRow(Base):
    """Append-only: a paper as it was issued. ``content`` is the document itself.

    ``subject`` says what it was issued about, such as ``duty_session:ID``; a paper about a ticket names that too.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("kind", "year", "serial"),
        Index("ix_documents_at_id", "at", "id"),
        Index("ix_documents_kind_at", "kind", "at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str]
    title: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    subject: Mapped[str] = mapped_column(index=True)
    content: Mapped[dict[str, Any]]


class DocumentUnitRow(Base):
    """That a paper is addressed to a unit: its handlers may read it."""

    __tablename__ = "document_units"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(primary_key=True, index=True)


class DocumentNumberRow(Base):
    """``last`` is the highest number that a kind's series of a year has given."""

    __tablename__ = "document_numbers"

    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
