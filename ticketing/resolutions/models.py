"""Tables of what is followed until done, and of each step on the way."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.ledgers import LedgerStep, Stated


class ResolutionRow(Stated):
    """A resolution of a meeting, a matter of a topic, or the answer to an exposure: one of the three ids says which.

    ``item_id`` is unique: one matter, one decision (一事一议). ``first_due`` stays on record when the due date is put off.
    ``remind_at`` is worked out with the due date; ``reminded_at`` and ``overdue_told_at`` make each notice go out once.
    """

    __tablename__ = "resolutions"
    __table_args__ = (
        Index("ix_resolutions_state_due", "state", "due", "id"),
        Index("ix_resolutions_unit_state_due", "unit_code", "state", "due"),
        Index("ix_resolutions_state_remind", "state", "remind_at"),
        Index("ix_resolutions_decided_at_id", "decided_at", "id"),
    )

    kind: Mapped[str]
    meeting_id: Mapped[str | None] = mapped_column(ForeignKey("meetings.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_items.id"), unique=True)
    topic_id: Mapped[str | None] = mapped_column(ForeignKey("topics.id"), index=True)
    exposure_id: Mapped[str | None] = mapped_column(ForeignKey("exposures.id"), index=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    text: Mapped[str]
    unit_code: Mapped[str]
    unit_name: Mapped[str]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]
    due: Mapped[datetime]
    first_due: Mapped[datetime]
    remind_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    named_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    evidence: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]


class ResolutionStepRow(LedgerStep):
    __tablename__ = "resolution_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("resolutions.id"))
