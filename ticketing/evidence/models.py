"""The table of which file belongs to what."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class EvidenceRow(Base):
    """``subject`` is written ``resolution:ID``, ``meeting:ID``, …: the kinds of `ticketing.evidence.subjects`."""

    __tablename__ = "evidence"

    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
