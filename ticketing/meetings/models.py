"""Tables of meetings, who comes, what is discussed, the minutes, and the rhythms that make the next one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base
from ticketing.ledgers import LedgerStep, Stated


class MeetingSeriesRow(Base):
    """A rhythm; ``next_day`` is the calendar's day of the next meeting that is not planned yet.

    ``parties`` are the standing invitations (role, unit, name); ``day`` a weekday 1-7 or a day of the month 1-28.
    """

    __tablename__ = "meeting_series"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    mode: Mapped[str]
    title: Mapped[str]
    purpose: Mapped[str]
    place: Mapped[str]
    rhythm: Mapped[str]
    day: Mapped[int]
    starts: Mapped[str]
    minutes_long: Mapped[int]
    chair_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    co_chair_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    parties: Mapped[list[dict[str, Any]]]
    next_day: Mapped[date] = mapped_column(index=True)
    active: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]


class MeetingRow(Stated):
    """``series_day`` is the rhythm's day, wherever a rest day moved the meeting to. ``prevented``: counted as a prevented ticket.

    ``minutes_version`` is the last that was written, ``signed_at`` when it was signed off: after that there are only addenda.
    ``reminded_at`` is when those who are invited were reminded of it.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("series_id", "series_day"),
        UniqueConstraint("dispute_id", "round"),
        Index("ix_meetings_starts_at_id", "starts_at", "id"),
        Index("ix_meetings_held_at", "held_at"),
    )

    kind: Mapped[str]
    mode: Mapped[str]
    title: Mapped[str]
    purpose: Mapped[str]
    place: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    chair_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    co_chair_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    series_id: Mapped[str | None] = mapped_column(ForeignKey("meeting_series.id"))
    series_day: Mapped[date | None]
    dispute_id: Mapped[str | None] = mapped_column(ForeignKey("disputes.id"))
    round: Mapped[int | None]
    held_at: Mapped[datetime | None]
    outcome: Mapped[str]
    prevented: Mapped[bool]
    minutes_version: Mapped[int]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    reminded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class MeetingStepRow(LedgerStep):
    __tablename__ = "meeting_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))


class MeetingPartyRow(Base):
    """One who is invited: a unit, or a person from outside by name. ``reply`` and ``attendance`` are the last that were given."""

    __tablename__ = "meeting_parties"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        Index("ix_meeting_parties_unit_code", "unit_code", "meeting_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    position: Mapped[int]
    role: Mapped[str]
    unit_code: Mapped[str | None]
    name: Mapped[str]
    contact: Mapped[str]
    invited_at: Mapped[datetime | None]
    reply: Mapped[str | None]
    reply_text: Mapped[str]
    deputy: Mapped[str]
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[str | None]
    attendance: Mapped[str | None]
    removed_at: Mapped[datetime | None]


class AgendaItemRow(Base):
    """One matter: a ticket, or one without; ``carried_id`` is the resolution that an earlier meeting left open."""

    __tablename__ = "agenda_items"
    __table_args__ = (UniqueConstraint("meeting_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    position: Mapped[int]
    title: Mapped[str]
    note: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    carried_id: Mapped[str | None]
    removed_at: Mapped[datetime | None]


class MeetingMinutesRow(Base):
    """Append-only: each version of the minutes until the signing off, then ``addendum`` rows; two writers collide."""

    __tablename__ = "meeting_minutes"
    __table_args__ = (UniqueConstraint("meeting_id", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meetings.id"))
    version: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
