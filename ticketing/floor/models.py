"""Tables of the floor, all append-only: what was ordered, whose desks have a line of it, and who has read it when."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class FloorActRow(Base):
    """One order: who did what to whom, what was before, what is after, and why. Never changed, never deleted.

    A call that is read along stands here too, once for each reader: its ``id`` is made of the two (`service.read_along`).

    ``person_id`` and ``call_id`` are whom and what it concerned; ``until`` is when it ends by itself.
    """

    __tablename__ = "floor_acts"
    __table_args__ = (Index("ix_floor_acts_at_id", "at", "id"), Index("ix_floor_acts_person_act_at", "person_id", "act", "at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    act: Mapped[str]
    person_id: Mapped[str | None]
    call_id: Mapped[str | None]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    why: Mapped[str]
    until: Mapped[datetime | None]


class FloorLineRow(Base):
    """An order as it stands on one person's desk until it is confirmed, at most until ``expires_at``."""

    __tablename__ = "floor_lines"
    __table_args__ = (UniqueConstraint("act_id", "person_id"), Index("ix_floor_lines_person_expires", "person_id", "expires_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    act_id: Mapped[str] = mapped_column(ForeignKey("floor_acts.id"))
    person_id: Mapped[str]
    expires_at: Mapped[datetime]


class FloorReadingRow(Base):
    """Whose desk the line stood on has confirmed it: once."""

    __tablename__ = "floor_readings"
    __table_args__ = (UniqueConstraint("line_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    line_id: Mapped[str] = mapped_column(ForeignKey("floor_lines.id"))
    at: Mapped[datetime]
