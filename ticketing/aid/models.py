"""Tables of five-party linkage (五方联动): partners, what they promised, and the ledger of what they did (帮扶台账)."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class AidPartnerRow(Base):
    """``party`` is one of the five; ``unit_code`` the street or community that keeps the contact, if one does."""

    __tablename__ = "aid_partners"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    party: Mapped[str] = mapped_column(index=True)
    unit_code: Mapped[str | None]
    contact: Mapped[str]
    phone: Mapped[str]
    note: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class AidPledgeRow(Base):
    """Append-only: what a partner promised for a year; what was done for it stands in the ledger."""

    __tablename__ = "aid_pledges"
    __table_args__ = (Index("ix_aid_pledges_year_partner", "year", "partner_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    partner_id: Mapped[str] = mapped_column(ForeignKey("aid_partners.id"))
    year: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]
    persons: Mapped[int]
    money_fen: Mapped[int] = mapped_column(BigInteger)
    jobs: Mapped[int]
    goods: Mapped[int]


class AidRow(Base):
    """Append-only ledger: ``corrects_id`` names the row whose figures this one takes back, with the sign turned."""

    __tablename__ = "aid_rows"
    __table_args__ = (Index("ix_aid_rows_done_id", "done_on", "id"), Index("ix_aid_rows_at_id", "at", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    partner_id: Mapped[str] = mapped_column(ForeignKey("aid_partners.id"), index=True)
    pledge_id: Mapped[str | None] = mapped_column(ForeignKey("aid_pledges.id"), index=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    unit_code: Mapped[str | None]
    done_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]
    persons: Mapped[int]
    money_fen: Mapped[int] = mapped_column(BigInteger)
    jobs: Mapped[int]
    goods: Mapped[int]
    goods_text: Mapped[str]
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("aid_rows.id"), unique=True)
