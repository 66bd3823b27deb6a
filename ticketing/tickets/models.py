"""Tables of tickets, of each step they took, of who else called about one, and of the running number of each day."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.base import Base


class TicketRow(Base):
    """``state`` is that of the last row of the history. ``directory_version`` names the tables the dispatch rests on.

    ``street_code`` is the place's, once more, so that tickets are found by it.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_created_at_id", "created_at", "id"),
        Index("ix_tickets_unit_state", "unit_code", "state"),
        Index("ix_tickets_caller_created", "caller_number", "created_at"),
        Index("ix_tickets_state_created", "state", "created_at"),
        Index("ix_tickets_street_created", "street_code", "created_at"),
        Index("ix_tickets_category_created", "category_code", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"), unique=True)
    duty_session_id: Mapped[str | None] = mapped_column(index=True)
    channel: Mapped[str]
    origin: Mapped[str]
    state: Mapped[str]
    type: Mapped[str | None]
    category_code: Mapped[str | None]
    category_name: Mapped[str | None]
    place: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    street_code: Mapped[str | None]
    title: Mapped[str]
    summary: Mapped[str]
    matter: Mapped[str]
    wish: Mapped[str]
    urgent: Mapped[list[dict[str, Any]]]
    answer: Mapped[str]
    caller_number: Mapped[str]
    caller_name: Mapped[str]
    callback_number: Mapped[str]
    level: Mapped[int | None]
    unit_code: Mapped[str | None]
    unit_name: Mapped[str | None]
    co_units: Mapped[list[str]]
    basis: Mapped[str | None]
    basis_why: Mapped[str]
    dispatch_level: Mapped[str | None]
    directory_version: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    dispatched_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    steps: Mapped[list["TicketStepRow"]] = relationship(lazy="raise", order_by="TicketStepRow.position")


class TicketStepRow(Base):
    """Append-only history: who, when, from, to, reason. The number within the ticket makes two writers collide."""

    __tablename__ = "ticket_steps"
    __table_args__ = (UniqueConstraint("ticket_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    command: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    reason: Mapped[str]


class TicketCallerRow(Base):
    """Append-only: a further caller of the same matter ``joined`` with a call, or that was taken back (``left``)."""

    __tablename__ = "ticket_callers"
    __table_args__ = (Index("ix_ticket_callers_ticket_at", "ticket_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    number: Mapped[str]
    name: Mapped[str]
    callback_number: Mapped[str]
    matter: Mapped[str]
    wish: Mapped[str]


class EarlyWarningRow(Base):
    """The matter of a ticket had ``count`` callers within the window: told of once each, also when one is taken back."""

    __tablename__ = "early_warnings"
    __table_args__ = (UniqueConstraint("ticket_id", "count"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    count: Mapped[int]
    at: Mapped[datetime]


class TicketNumberRow(Base):
    __tablename__ = "ticket_numbers"

    day: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
