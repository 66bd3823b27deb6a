"""Tables of intakes of every channel, of their steps, and of what brings them: visits, bookings, tries at the mailbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class IntakeRow(Base):
    """A matter that came in, by whatever channel; its draft has the same id, and an answered call's intake the call's.

    ``source`` names who handed it in (a platform's code, a group, a unit whose code was scanned); with ``external_id`` it is
    unique. ``told`` is the version of the ticket that the platform was last told of, None where nobody is to be told.
    ``people`` are those involved beside the caller, ``facts`` what only this channel says (the first receiver, a group's mode).
    """

    __tablename__ = "intakes"
    __table_args__ = (
        UniqueConstraint("channel", "source", "external_id"),
        Index("ix_intakes_state_due", "state", "accept_due", "id"),
        Index("ix_intakes_channel_arrived", "channel", "arrived_at", "id"),
        Index("ix_intakes_arrived", "arrived_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    origin: Mapped[str]
    source: Mapped[str]
    external_id: Mapped[str | None]
    tracking: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str]
    arrived_at: Mapped[datetime]
    caller_number: Mapped[str]
    caller_name: Mapped[str]
    people: Mapped[list[dict[str, Any]]]
    type: Mapped[str | None]
    place_given: Mapped[str]
    text: Mapped[str]
    facts: Mapped[dict[str, Any]]
    received_by: Mapped[str]
    accept_due: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None]
    asked: Mapped[str]
    waits_until: Mapped[datetime | None]
    answer: Mapped[str]
    ended_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visits.id"), index=True)
    told: Mapped[int | None] = mapped_column(index=True)


class IntakeStepRow(Base):
    """Append-only: who did what with an intake, when, from and to which state, and what was said."""

    __tablename__ = "intake_steps"
    __table_args__ = (UniqueConstraint("intake_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    intake_id: Mapped[str] = mapped_column(ForeignKey("intakes.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    command: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    note: Mapped[str]


class VisitSessionRow(Base):
    """A sitting in which citizens are received: evening talks, a window, a leader's appointment, the desk of a hall."""

    __tablename__ = "visit_sessions"
    __table_args__ = (Index("ix_visit_sessions_starts", "starts_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    unit_code: Mapped[str] = mapped_column(index=True)
    place: Mapped[str]
    leader_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    leader_name: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str]
    created_by: Mapped[str]
    held_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class VisitRow(Base):
    """A party that came to a sitting: so many visitors, one who speaks for them, one or several matters."""

    __tablename__ = "visits"

    id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("visit_sessions.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    visitors: Mapped[int]
    name: Mapped[str]
    number: Mapped[str]
    booking_id: Mapped[str | None] = mapped_column(ForeignKey("bookings.id"), unique=True)


class BookingSlotRow(Base):
    """The rota of an estate's desk: who is there when, and how many parties they can receive."""

    __tablename__ = "booking_slots"
    __table_args__ = (
        UniqueConstraint("unit_code", "mediator", "starts_at"),
        Index("ix_booking_slots_starts", "starts_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_code: Mapped[str]
    mediator: Mapped[str]
    place: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    created_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


class BookingRow(Base):
    """A party that will come to a slot; ``state`` booked, came, missed or cancelled."""

    __tablename__ = "bookings"

    id: Mapped[str] = mapped_column(primary_key=True)
    slot_id: Mapped[str] = mapped_column(ForeignKey("booking_slots.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    name: Mapped[str]
    number: Mapped[str]
    matter: Mapped[str]
    state: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class TryRow(Base):
    """How often somebody did a thing within a window of time; old windows are forgotten. ``who`` is a digest."""

    __tablename__ = "tries"
    __table_args__ = (Index("ix_tries_until", "until"),)

    what: Mapped[str] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
