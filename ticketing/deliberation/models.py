"""Tables of deliberation rhythms and sittings, of the matters raised, and of their way up."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base
from ticketing.ledgers import LedgerStep, Stated


class DeliberationSeriesRow(Base):
    """The rhythm of one body: weekly or monthly; ``themes`` come up in turn."""

    __tablename__ = "deliberation_series"

    id: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    unit_code: Mapped[str] = mapped_column(index=True)
    building: Mapped[str]
    rhythm: Mapped[str]
    day: Mapped[int]
    starts: Mapped[str]
    themes: Mapped[list[str]]
    turn: Mapped[int]
    next_day: Mapped[date] = mapped_column(index=True)
    active: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class SittingRow(Stated):
    """One sitting of a building's, a grid's or a community's residents."""

    __tablename__ = "deliberation_sittings"
    __table_args__ = (
        UniqueConstraint("series_id", "series_day"),
        Index("ix_deliberation_sittings_starts_at_id", "starts_at", "id"),
    )

    series_id: Mapped[str | None] = mapped_column(ForeignKey("deliberation_series.id"))
    series_day: Mapped[date | None]
    level: Mapped[str]
    unit_code: Mapped[str] = mapped_column(index=True)
    building: Mapped[str]
    theme: Mapped[str]
    starts_at: Mapped[datetime]
    attended: Mapped[int]
    notes: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class SittingStepRow(LedgerStep):
    __tablename__ = "deliberation_sitting_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("deliberation_sittings.id"))


class MatterRow(Stated):
    """A matter at its ``level`` now; ``goes_up_at`` is when it leaves that level unless it is solved before."""

    __tablename__ = "deliberation_matters"
    __table_args__ = (
        Index("ix_deliberation_matters_state_up", "state", "goes_up_at", "id"),
        Index("ix_deliberation_matters_raised_at_id", "raised_at", "id"),
        Index("ix_deliberation_matters_unit_state", "unit_code", "state"),
    )

    level: Mapped[str]
    raised_level: Mapped[str]
    unit_code: Mapped[str]
    building: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    raised_by: Mapped[str]
    phone: Mapped[str]
    raised_at: Mapped[datetime]
    sitting_id: Mapped[str | None] = mapped_column(ForeignKey("deliberation_sittings.id"), index=True)
    goes_up_at: Mapped[datetime | None]
    resolved_level: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    intake_id: Mapped[str | None] = mapped_column(ForeignKey("intakes.id"), index=True)


class MatterStepRow(LedgerStep):
    __tablename__ = "deliberation_matter_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("deliberation_matters.id"))
