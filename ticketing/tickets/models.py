"""Tables of tickets, of each step they took, of who else called about one, and of the running number of each day."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ticketing.base import Base

RETURNED = text("returns > 0")
"""What the index of returned tickets holds; a query must say it in these words to use it."""


class TicketRow(Base):
    """``state`` is that of the last row of the history. ``directory_version`` names the tables the dispatch rests on.

    ``street_code`` is the place's, once more, so that tickets are found by it. ``version`` counts the changes: two people who
    change the same one collide. The lead leg's unit and times stand here once more. ``deadline`` is the one in force,
    ``first_deadline`` the first that was given. ``light`` is the lamp that was last told, ``light_due_at`` when it changes by
    itself, None while it cannot. ``returns`` counts rejected objections and changes of the unit.
    ``asked_suspension`` is the ground that the unit gave, until somebody decides, ``asked_review_at`` the review it proposes.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_created_at_id", "created_at", "id"),
        Index("ix_tickets_unit_state", "unit_code", "state"),
        Index("ix_tickets_unit_created", "unit_code", "created_at"),
        Index("ix_tickets_caller_created", "caller_number", "created_at"),
        Index("ix_tickets_state_created", "state", "created_at"),
        Index("ix_tickets_callback_created", "callback_number", "created_at"),
        Index("ix_tickets_street_created", "street_code", "created_at"),
        Index("ix_tickets_category_created", "category_code", "created_at"),
        Index("ix_tickets_unit_state_deadline", "unit_code", "state", "deadline", "id"),
        Index("ix_tickets_state_deadline", "state", "deadline", "id"),
        Index("ix_tickets_light_due_at", "light_due_at"),
        Index("ix_tickets_state_closed", "state", "closed_at", "id"),
        Index("ix_tickets_returned", "created_at", "id", sqlite_where=RETURNED, postgresql_where=RETURNED),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"), unique=True)
    intake_id: Mapped[str | None] = mapped_column(ForeignKey("intakes.id"), unique=True)
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
    version: Mapped[int] = mapped_column(default=1)
    scheme: Mapped[str] = mapped_column(default="level")
    first_receiver: Mapped[str | None]
    sign_due: Mapped[datetime | None]
    contact_due: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    first_deadline: Mapped[datetime | None]
    light: Mapped[str] = mapped_column(default="blue")
    light_due_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    asked_extension: Mapped[int | None] = mapped_column(index=True)
    asked_suspension: Mapped[str | None] = mapped_column(index=True)
    asked_review_at: Mapped[datetime | None]
    suspended_for: Mapped[str | None]
    review_at: Mapped[datetime | None]
    flags: Mapped[list[str]] = mapped_column(default=list)
    returns: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    reworks: Mapped[int] = mapped_column(default=0)
    result: Mapped[str] = mapped_column(default="")
    solved: Mapped[str | None]
    resolved_level: Mapped[str | None]
    batch_id: Mapped[str | None] = mapped_column(index=True)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    split_from: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    legs: Mapped[list["TicketLegRow"]] = relationship(lazy="raise", order_by="TicketLegRow.position")
    steps: Mapped[list["TicketStepRow"]] = relationship(lazy="raise", order_by="TicketStepRow.position")


class TicketLegRow(Base):
    """One unit's part in a ticket: ``role`` lead, co (协办, with a clock) or cc (告知, without one).

    ``state`` goes by `ticketing.tickets.legs`. ``basis`` and ``why`` say by what rule the unit was chosen, read from the
    tables of ``directory_version``. A ticket keeps the legs of the units that it was taken from, ``withdrawn``. The clock
    in force counts from ``started_at`` (the dispatch, or the last rework) and warns at ``yellow_at``; a sweep fills in
    what is None.
    """

    __tablename__ = "ticket_legs"
    __table_args__ = (
        UniqueConstraint("ticket_id", "position"),
        Index("ix_ticket_legs_unit_role_state_deadline", "unit_code", "role", "state", "deadline", "id"),
        Index("ix_ticket_legs_unit_role_dispatched", "unit_code", "role", "dispatched_at", "id"),
        Index("ix_ticket_legs_unit_state_ended", "unit_code", "state", "ended_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    position: Mapped[int]
    unit_code: Mapped[str]
    unit_name: Mapped[str]
    role: Mapped[str]
    state: Mapped[str]
    basis: Mapped[str]
    why: Mapped[str]
    directory_version: Mapped[str]
    dispatched_at: Mapped[datetime]
    dispatched_by: Mapped[str]
    sign_due: Mapped[datetime | None]
    contact_due: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    yellow_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    contacted_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    reported_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(default="")


class TicketStepRow(Base):
    """Append-only history: who, when, from, to, reason. The number within the ticket makes two writers collide.

    ``leg_id`` is the unit's part that the step belongs to; ``detail`` what else the step decided (e.g. a new deadline).
    """

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
    leg_id: Mapped[str | None] = mapped_column(ForeignKey("ticket_legs.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class TicketCallerRow(Base):
    """Append-only: a further caller of the same matter ``joined`` with an intake, or that was taken back (``left``).

    ``call_id`` is there where the intake was a call.
    """

    __tablename__ = "ticket_callers"
    __table_args__ = (
        Index("ix_ticket_callers_ticket_at", "ticket_id", "at"),
        Index("ix_ticket_callers_number_at", "number", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    intake_id: Mapped[str] = mapped_column(ForeignKey("intakes.id"), index=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"), index=True)
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    number: Mapped[str]
    name: Mapped[str]
    callback_number: Mapped[str]
    matter: Mapped[str]
    wish: Mapped[str]


class TicketAlarmRow(Base):
    """That a unit was told once that ``due`` (a moment of its leg's clock) had come: nobody is told again, on no node.

    ``kind`` as in `ticketing.tickets.alarms`.
    """

    __tablename__ = "ticket_alarms"

    leg_id: Mapped[str] = mapped_column(ForeignKey("ticket_legs.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    due: Mapped[datetime] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class PhoneRevealRow(Base):
    """Append-only: a handler saw the phones of a ticket's citizens, when, and for what."""

    __tablename__ = "phone_reveals"
    __table_args__ = (Index("ix_phone_reveals_ticket_at", "ticket_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    unit_code: Mapped[str | None]
    at: Mapped[datetime]
    why: Mapped[str]


class TicketNumberRow(Base):
    __tablename__ = "ticket_numbers"

    day: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]
