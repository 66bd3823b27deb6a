"""Tables of cases with their versions, of the tickets that they are about, and of clusters with their root cause."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base
from ticketing.ledgers import LedgerStep, Stated


class CaseRow(Stated):
    """``current`` is the newest version, ``published`` the one that everybody reads. ``searched`` all its words."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_created_at_id", "created_at", "id"),)

    kind: Mapped[str]
    title: Mapped[str]
    category_code: Mapped[str | None]
    tags: Mapped[list[str]]
    current: Mapped[int]
    published: Mapped[int | None]
    published_at: Mapped[datetime | None]
    searched: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class CaseVersionRow(Base):
    """Append-only: the texts of one version, masked when they were written."""

    __tablename__ = "case_versions"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    version: Mapped[int]
    title: Mapped[str]
    background: Mapped[str]
    handling: Mapped[str]
    outcome: Mapped[str]
    lesson: Mapped[str]
    tags: Mapped[list[str]]
    tickets: Mapped[list[str]]
    at: Mapped[datetime]
    by: Mapped[str]


class CaseStepRow(LedgerStep):
    __tablename__ = "case_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))


class ClusterRow(Stated):
    """Tickets of one kind that are dealt with as one: open until a root-cause note closes it.

    ``matter_id`` is the warned cluster that it was taken from: its root cause is that one's too.
    """

    __tablename__ = "clusters"
    __table_args__ = (Index("ix_clusters_created_at_id", "created_at", "id"),)

    title: Mapped[str]
    category_code: Mapped[str]
    street_code: Mapped[str | None]
    unit_code: Mapped[str] = mapped_column(index=True)
    cause: Mapped[str]
    remedy: Mapped[str]
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    matter_id: Mapped[str | None] = mapped_column(ForeignKey("matter_clusters.id"), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    closed_at: Mapped[datetime | None]


class ClusterTicketRow(Base):
    __tablename__ = "cluster_tickets"

    cluster_id: Mapped[str] = mapped_column(ForeignKey("clusters.id"), primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True, index=True)


class ClusterStepRow(LedgerStep):
    __tablename__ = "cluster_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("clusters.id"))
