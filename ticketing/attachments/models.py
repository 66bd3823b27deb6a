"""The table of files that citizens and units add; the bytes lie in a folder under their content's digest."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class AttachmentRow(Base):
    """``intake_id`` and ``ticket_id`` say what it was added to; without either it waits for a form that is being filled in.
    ``step_id`` is the step of the ticket's history that it is evidence of.
    """

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_loose", "expires_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    scanned: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    intake_id: Mapped[str | None] = mapped_column(ForeignKey("intakes.id"), index=True)
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    step_id: Mapped[str | None] = mapped_column(ForeignKey("ticket_steps.id"), index=True)
    expires_at: Mapped[datetime | None]
