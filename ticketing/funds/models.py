"""Tables of fund pools, their ledger, the draws on them with their history, and what the money made."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class FundPoolRow(Base):
    """A unit's money of one year. ``balance_fen`` and ``entries`` are those of the ledger's last row, written with it.

    This row is locked by whoever moves money, so that the ledger has one writer at a time.
    """

    __tablename__ = "fund_pools"
    __table_args__ = (
        UniqueConstraint("unit_code", "kind", "year"),
        CheckConstraint("balance_fen >= 0", name="ck_fund_pools_never_negative"),
        Index("ix_fund_pools_year_unit", "year", "unit_code"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_code: Mapped[str]
    unit_name: Mapped[str]
    kind: Mapped[str]
    year: Mapped[int]
    state: Mapped[str]
    exempt_fen: Mapped[int] = mapped_column(BigInteger)
    balance_fen: Mapped[int] = mapped_column(BigInteger)
    entries: Mapped[int]
    draws: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    close_told_at: Mapped[datetime | None]


class FundEntryRow(Base):
    """Append-only ledger of a pool: ``amount_fen`` moves the balance up or down; ``balance_fen`` is what it was then."""

    __tablename__ = "fund_entries"
    __table_args__ = (UniqueConstraint("pool_id", "position"), Index("ix_fund_entries_pool_at", "pool_id", "at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    pool_id: Mapped[str] = mapped_column(ForeignKey("fund_pools.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    kind: Mapped[str]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    balance_fen: Mapped[int] = mapped_column(BigInteger)
    draw_id: Mapped[str | None] = mapped_column(ForeignKey("fund_draws.id"), index=True)
    reason: Mapped[str]


class FundDrawRow(Base):
    """A draw belongs to a ticket. ``reserved_fen`` left the balance at the request; ``state`` is the last step's."""

    __tablename__ = "fund_draws"
    __table_args__ = (
        Index("ix_fund_draws_pool_requested", "pool_id", "requested_at", "id"),
        Index("ix_fund_draws_state_due", "state", "due_at"),
        Index("ix_fund_draws_requested_id", "requested_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    pool_id: Mapped[str] = mapped_column(ForeignKey("fund_pools.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    purpose: Mapped[str]
    reserved_fen: Mapped[int] = mapped_column(BigInteger)
    paid_fen: Mapped[int | None] = mapped_column(BigInteger)
    actual_fen: Mapped[int | None] = mapped_column(BigInteger)
    exempt: Mapped[bool]
    state: Mapped[str]
    steps: Mapped[int]
    requested_at: Mapped[datetime]
    requested_by: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    late_told_at: Mapped[datetime | None]


class FundStepRow(Base):
    """Append-only history of a draw: who, when, from, to, the amount if the step has one, and why."""

    __tablename__ = "fund_steps"
    __table_args__ = (UniqueConstraint("draw_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    draw_id: Mapped[str] = mapped_column(ForeignKey("fund_draws.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    command: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str]


class FundOutputRow(Base):
    """Append-only: what a draw made, in hundredths of ``unit``; a row below zero takes back what was counted wrongly."""

    __tablename__ = "fund_outputs"

    id: Mapped[str] = mapped_column(primary_key=True)
    draw_id: Mapped[str] = mapped_column(ForeignKey("fund_draws.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    kind: Mapped[str]
    unit: Mapped[str]
    hundredths: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str]
