"""Tables of duty sessions: the rota, each session with its steps, the leaders' verdicts, and sheets of years before."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class DutySessionRow(Base):
    """``acting_id`` is the deputy who took the leader's place. ``next_due_at``: when a planned one needs something done.

    ``occurrence`` is the day for which the plan ``rota_id`` wrote it down, once each.
    """

    __tablename__ = "duty_sessions"
    __table_args__ = (
        UniqueConstraint("rota_id", "occurrence"),
        Index("ix_duty_sessions_next_due_at", "next_due_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(index=True)
    leader_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    assistant_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    acting_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    rota_id: Mapped[str | None] = mapped_column(ForeignKey("duty_rotas.id"))
    occurrence: Mapped[date | None]
    title: Mapped[str]
    number: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(index=True)
    created_by: Mapped[str]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    next_due_at: Mapped[datetime | None]


class DutyStepRow(Base):
    """Append-only: what was done with a session, by whom and why. ``person_id`` is whom it concerns, as which ``role``."""

    __tablename__ = "duty_steps"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("duty_sessions.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    step: Mapped[str]
    role: Mapped[str]
    person_id: Mapped[str | None]
    reason: Mapped[str]
    detail: Mapped[dict[str, Any]]


class DutyVerdictRow(Base):
    """Append-only; the last row of a call stands. The figures derive from the call's outcome, not from here."""

    __tablename__ = "duty_verdicts"

    id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("duty_sessions.id"), index=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    verdict: Mapped[str]
    answer: Mapped[str]


class DutyCorrectionRow(Base):
    """Append-only: after the closing a call was found to count elsewhere; the call's outcome stays as it was stored."""

    __tablename__ = "duty_corrections"
    __table_args__ = (Index("ix_duty_corrections_session_at", "session_id", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("duty_sessions.id"))
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    was: Mapped[str]
    counts_as: Mapped[str]
    reason: Mapped[str]


class DutyRotaRow(Base):
    """A recurring plan. ``turns`` take turns: leader, deputy, assistant and unit. ``written_until``: the last day looked at."""

    __tablename__ = "duty_rotas"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    number: Mapped[str]
    turns: Mapped[list[dict[str, Any]]]
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    every_weeks: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    begins: Mapped[str]
    finishes: Mapped[str]
    skip_rest_days: Mapped[bool]
    state: Mapped[str] = mapped_column(index=True)
    written_until: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    reason: Mapped[str]


class DutyDayRow(Base):
    """A day on which sessions are planned: whoever plans holds its row, so that two never plan the same leader at once."""

    __tablename__ = "duty_days"

    day: Mapped[str] = mapped_column(primary_key=True)


class DutyImportRow(Base):
    """A file of past sheets that was taken in; one that was withdrawn counts no more, and its rows stay."""

    __tablename__ = "duty_imports"

    id: Mapped[str] = mapped_column(primary_key=True)
    file: Mapped[str]
    rows: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    reason: Mapped[str]


class PastSheetRow(Base):
    """A session from before the system, as its sheet of paper tells it: names as written, and the sums of its calls."""

    __tablename__ = "duty_past_sheets"
    __table_args__ = (
        UniqueConstraint("import_id", "line"),
        Index("ix_duty_past_sheets_starts_at", "starts_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    import_id: Mapped[str] = mapped_column(ForeignKey("duty_imports.id"))
    line: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    unit_code: Mapped[str]
    unit_name: Mapped[str]
    leader_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    leader_name: Mapped[str]
    connected: Mapped[int]
    on_the_spot: Mapped[int]
    abandoned: Mapped[int]
    silent: Mapped[int]
    wrong_number: Mapped[int]
    note: Mapped[str]


class PastCallRow(Base):
    """A call of a past sheet as the sheet tells it; ``result`` is where it counts (`ticketing.duty.ledger.Counted`)."""

    __tablename__ = "duty_past_calls"
    __table_args__ = (UniqueConstraint("sheet_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    sheet_id: Mapped[str] = mapped_column(ForeignKey("duty_past_sheets.id"))
    position: Mapped[int]
    called_at: Mapped[datetime | None]
    number: Mapped[str]
    matter: Mapped[str]
    result: Mapped[str]
    answer: Mapped[str]
