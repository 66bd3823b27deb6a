"""Tables of drafts and of every change to one, by machine or by person."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class DraftRow(Base):
    """``fields`` holds what `ticketing.drafts.fields` lists; ``edited`` the names that a person has touched."""

    __tablename__ = "drafts"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), primary_key=True)
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
    call_id: Mapped[str] = mapped_column(ForeignKey("drafts.call_id"), index=True)
    version: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    field: Mapped[str]
    old: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    new: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
