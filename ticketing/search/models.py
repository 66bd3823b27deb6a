"""The table of tokens: what the full-text indexes of both databases are made over."""

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class TicketTextRow(Base):
    """``tokens`` of a ticket, parted by spaces. ``seq`` runs with time: the newest finds come first without sorting.

    PostgreSQL has a GIN index over them, SQLite a virtual table of FTS5 that triggers keep: migration 0015.
    """

    __tablename__ = "ticket_texts"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), unique=True)
    tokens: Mapped[str]
