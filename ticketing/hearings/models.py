"""The ledger of who heard a call's recording."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class HearingRow(Base):
    """One person, one call, one of the city's days, one page. ``times``: playings; many requests of one playing are one."""

    __tablename__ = "recording_hearings"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id", "day", "place"),
        Index("ix_recording_hearings_person_last", "person_id", "last_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    person_id: Mapped[str]
    day: Mapped[date]
    place: Mapped[str]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int]
