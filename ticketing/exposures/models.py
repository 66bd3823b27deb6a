"""Tables of exposures, the tickets that they concern, and their ledger. The answer is a row of `ticketing.resolutions`."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base
from ticketing.ledgers import LedgerStep, Stated


class ExposureRow(Stated):
    """``sanction`` (none, score, report, exposure), and which of supervision's own rows it is: ``sanction_id`` and ``score_id``.

    ``sanction_ref`` is the bulletin's number or the programme, in words.
    """

    __tablename__ = "exposures"
    __table_args__ = (Index("ix_exposures_created_at_id", "created_at", "id"),)

    outlet: Mapped[str]
    line: Mapped[str]
    published_on: Mapped[date]
    title: Mapped[str]
    link: Mapped[str]
    text: Mapped[str]
    unit_code: Mapped[str] = mapped_column(index=True)
    unit_name: Mapped[str]
    result: Mapped[str]
    sanction: Mapped[str]
    sanction_ref: Mapped[str]
    sanction_id: Mapped[str | None] = mapped_column(ForeignKey("sanctions.id"))
    score_id: Mapped[str | None] = mapped_column(ForeignKey("score_entries.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class ExposureTicketRow(Base):
    __tablename__ = "exposure_tickets"

    exposure_id: Mapped[str] = mapped_column(ForeignKey("exposures.id"), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True, index=True)


class ExposureStepRow(LedgerStep):
    __tablename__ = "exposure_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("exposures.id"))
