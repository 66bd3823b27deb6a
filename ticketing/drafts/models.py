"""Tables of drafts and of every change to one, by machine or by person."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class DraftRow(Base):
    """``fields`` holds what `ticketing.drafts.fields` lists; ``edited`` the names that a person has touched.

    ``id`` is that of the draft's intake; an answered call's intake has the call's own id, which then stands in ``call_id`` too.
    ``agent_id`` is empty as long as nobody has accepted the matter.
    """

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(ForeignKey("intakes.id"), primary_key=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id"), unique=True)
    agent_id: Mapped[str] = mapped_column(index=True)
    opened_at: Mapped[datetime]
    version: Mapped[int]
    status: Mapped[str]
    fields: Mapped[dict[str, Any]]
    edited: Mapped[list[str]]


class DraftChangeRow(Base):
    """Append-only: who (``machine`` or a person's id) changed which field from what to what, at which version."""

    __tablename__ = "draft_changes"

    id: Mapped[str] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), index=True)
    version: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    field: Mapped[str]
    old: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    new: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
