"""Tables of the call-back list and of what was done about each entry."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base

_OPEN = text("state <> 'done'")


class CallbackRow(Base):
    __tablename__ = "callbacks"
    __table_args__ = (
        Index("uq_callbacks_open_number", "number", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_callbacks_state_last", "state", "last_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    state: Mapped[str]
    count: Mapped[int]
    queue: Mapped[str | None]
    unit: Mapped[str | None]
    last_call_id: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    claimed_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None]
    attempts: Mapped[int]
    last_attempt_at: Mapped[datetime | None]


class CallbackStepRow(Base):
    """Append-only: ``missed`` (a call was lost), ``claimed``, ``not_reached``, ``reached``, ``done``. A call is counted once."""

    __tablename__ = "callback_steps"
    __table_args__ = (
        Index("uq_callback_steps_missed_call", "missed_call_id", unique=True),
        Index("uq_callback_steps_attempt_call", "attempt_call_id", unique=True),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    callback_id: Mapped[str] = mapped_column(ForeignKey("callbacks.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    step: Mapped[str]
    note: Mapped[str]
    missed_call_id: Mapped[str | None]
    attempt_call_id: Mapped[str | None]
