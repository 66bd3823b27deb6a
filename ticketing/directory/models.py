"""Tables of the city's versions: append-only, each table's content kept once however many versions share it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class DirectoryTableRow(Base):
    """The content of one table; ``id`` is a hash of it. ``rows`` hold the cells in the order of ``columns``."""

    __tablename__ = "directory_tables"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    columns: Mapped[list[str]]
    rows: Mapped[list[Any]] = mapped_column(JSON)
    count: Mapped[int]


class DirectoryVersionRow(Base):
    """A version is in force from ``effective_at`` until the next one is; ``id`` is what tickets keep.

    ``number`` is one more than that of the version it was made from, so that two people who import at once collide.
    ``tables`` name the contents; ``changes`` count what became of each table. ``source``: ``folder`` or ``import``. One that
    was withdrawn, which only can be before it is in force, never judges anything.
    """

    __tablename__ = "directory_versions"

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    effective_at: Mapped[datetime] = mapped_column(index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    source: Mapped[str]
    note: Mapped[str]
    tables: Mapped[dict[str, Any]]
    changes: Mapped[dict[str, Any]]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_why: Mapped[str | None]
