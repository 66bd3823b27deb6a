"""Tables of objections, merges, batches, and of the drafts that were left over."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class ObjectionRow(Base):
    """A unit's objection (派单异议) and, once, what became of it: ``rejected``, ``granted``, ``joint`` (a joint study names the
    unit) or ``lapsed`` (handled before anybody decided).

    ``open_key`` is the ticket's id while the objection is open, so that a ticket has one open objection at most.
    """

    __tablename__ = "objections"
    __table_args__ = (
        Index("ix_objections_state_at", "state", "at", "id"),
        Index("ix_objections_ticket_at", "ticket_id", "at"),
        Index("ix_objections_unit_at", "unit_code", "at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    leg_id: Mapped[str] = mapped_column(ForeignKey("ticket_legs.id"))
    open_key: Mapped[str | None] = mapped_column(unique=True)
    unit_code: Mapped[str]
    unit_name: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    legal_basis: Mapped[str]
    reason: Mapped[str]
    suggested_unit: Mapped[str]
    suggested_name: Mapped[str]
    state: Mapped[str]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None]
    review: Mapped[str]
    told_at: Mapped[datetime | None]


class TicketMergeRow(Base):
    """Append-only: a ticket was ``merged`` into another (并单), or that was ``undone``; ``before`` is what it was then."""

    __tablename__ = "ticket_merges"
    __table_args__ = (Index("ix_ticket_merges_ticket_at", "ticket_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    head_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class BatchRow(Base):
    """Many tickets of one matter under one opinion (批量件): ``open``, then ``answering`` until all are ``answered``.

    ``lead_ticket_id`` is the ticket whose unit finds the opinion.
    """

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_state_at", "state", "created_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    opinion: Mapped[str]
    solved: Mapped[str | None]
    state: Mapped[str]
    version: Mapped[int]
    lead_ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]


class BatchStepRow(Base):
    """Append-only: a ticket ``joined`` a batch, ``left`` it, was ``answered`` by it, or could not be (``kept``)."""

    __tablename__ = "batch_steps"
    __table_args__ = (Index("ix_batch_steps_batch_at", "batch_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]


class LeftoverRow(Base):
    """Append-only: of an answered call without outcome the supervisors were ``told`` for the ``count``-th time, its draft was
    ``dispatched`` by itself, or could not be (``failed``) at the ``count``-th try.

    The unique constraint lets one node of several do each once.
    """

    __tablename__ = "leftover_drafts"
    __table_args__ = (UniqueConstraint("call_id", "step", "count"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    step: Mapped[str]
    count: Mapped[int]
    at: Mapped[datetime]
