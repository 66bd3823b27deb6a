"""Tables of what was approved before its papers were complete: the cases, the missing papers, and every step."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class ConditionalCaseRow(Base):
    """``number`` is that of the list of missing papers that was issued; ``revocation_id`` the document that took it back.

    ``next_at`` is when the case next moves by itself (reminder, grace, revocation); None once it is over."""

    __tablename__ = "conditional_cases"
    __table_args__ = (
        Index("ix_conditional_cases_next_at", "next_at"),
        Index("ix_conditional_cases_approved_id", "approved_at", "id"),
        Index("ix_conditional_cases_unit_approved", "unit_code", "approved_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    unit_code: Mapped[str]
    unit_name: Mapped[str]
    applicant: Mapped[str]
    phone: Mapped[str]
    matter: Mapped[str]
    state: Mapped[str]
    version: Mapped[int]
    approved_at: Mapped[datetime]
    approved_by: Mapped[str]
    grace_until: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    revocation_id: Mapped[str | None]


class MissingPaperRow(Base):
    """One paper that is still to come. ``due_on`` is the day in force, ``first_due_on`` the first that was given."""

    __tablename__ = "conditional_papers"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("conditional_cases.id"))
    position: Mapped[int]
    name: Mapped[str]
    first_due_on: Mapped[date]
    due_on: Mapped[date]
    extensions: Mapped[int]
    reminded_for: Mapped[date | None]
    received_at: Mapped[datetime | None]
    received_by: Mapped[str | None]


class ConditionalStepRow(Base):
    """Append-only: who, when, what, from, to, why."""

    __tablename__ = "conditional_steps"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("conditional_cases.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    command: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    paper_id: Mapped[str | None] = mapped_column(ForeignKey("conditional_papers.id"))
    reason: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
