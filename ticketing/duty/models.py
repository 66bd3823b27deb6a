"""Tables of duty sessions and of the leaders' verdicts."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class DutySessionRow(Base):
    __tablename__ = "duty_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(index=True)
    leader_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    number: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(index=True)
    created_by: Mapped[str]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]


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
