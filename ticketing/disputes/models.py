"""Tables of disputes and their ledger; each round of talks is a meeting."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.ledgers import LedgerStep, Stated


class DisputeRow(Stated):
    """``called_by`` is ``citizen`` (点单: the citizens chose whom they want to hear) or ``hotline`` (派单).

    ``ordered`` are the units that the citizens asked for. ``rounds`` counts the talks that were planned.
    """

    __tablename__ = "disputes"
    __table_args__ = (Index("ix_disputes_opened_at_id", "opened_at", "id"), Index("ix_disputes_closed_at", "closed_at"))

    title: Mapped[str]
    matter: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    complex: Mapped[bool]
    called_by: Mapped[str]
    ordered: Mapped[list[str]]
    representative: Mapped[str]
    representative_phone: Mapped[str]
    complained_of: Mapped[str]
    complained_unit: Mapped[str | None]
    supervising_unit: Mapped[str]
    rounds: Mapped[int]
    agreement: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    closed_at: Mapped[datetime | None]


class DisputeStepRow(LedgerStep):
    __tablename__ = "dispute_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("disputes.id"))
