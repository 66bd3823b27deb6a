"""Tables of studios and task forces: who is in them, which tickets they have, what came of each, and their history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class StudioRow(Base):
    """A studio (``kind`` studio) is a unit of the city's tables; a task force has a purpose and an end.

    ``areas`` are unit codes (none: the whole city), ``categories`` beginnings of category codes (none: any). ``end_told_at``:
    when those concerned were told that its last day is over.
    """

    __tablename__ = "studios"
    __table_args__ = (UniqueConstraint("unit_code", "kind", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    unit_code: Mapped[str]
    name: Mapped[str]
    purpose: Mapped[str]
    specialities: Mapped[list[str]]
    areas: Mapped[list[str]]
    categories: Mapped[list[str]]
    partners: Mapped[list[str]]
    state: Mapped[str] = mapped_column(index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    outcome: Mapped[str]
    version: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    end_told_at: Mapped[datetime | None]


class StudioMemberRow(Base):
    """From ``since`` to ``until`` (both included); ``person_id`` where the member has an account."""

    __tablename__ = "studio_members"

    id: Mapped[str] = mapped_column(primary_key=True)
    studio_id: Mapped[str] = mapped_column(ForeignKey("studios.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    note: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]


class StudioTicketRow(Base):
    """A ticket that was given to a studio or a task force, beside those dispatched to its unit."""

    __tablename__ = "studio_tickets"

    studio_id: Mapped[str] = mapped_column(ForeignKey("studios.id"), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True, index=True)
    at: Mapped[datetime]
    by: Mapped[str]


class StudioOutcomeRow(Base):
    """Append-only: what came of a ticket (a refund with its amount, a mediation, …); below zero takes a wrong row back."""

    __tablename__ = "studio_outcomes"
    __table_args__ = (Index("ix_studio_outcomes_studio_at", "studio_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    studio_id: Mapped[str] = mapped_column(ForeignKey("studios.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    kind: Mapped[str]
    count: Mapped[int]
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str]


class StudioStepRow(Base):
    """Append-only history: founded, changed, joined, left, closed."""

    __tablename__ = "studio_steps"
    __table_args__ = (UniqueConstraint("studio_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    studio_id: Mapped[str] = mapped_column(ForeignKey("studios.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    command: Mapped[str]
    reason: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
