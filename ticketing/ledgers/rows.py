"""The columns that every followed thing and every row of its ledger have."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class Stated(Base):
    """``state`` is that of the last step; ``version`` counts the changes, so that two people who change one thing collide."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    version: Mapped[int]


class LedgerStep(Base):
    """Append-only. ``position`` is unique within ``owner_id``; ``detail`` holds what was decided beside the words."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str]
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    step: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    text: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
