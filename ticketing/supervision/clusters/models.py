"""Tables of clusters: tickets of one matter, who reported it, what is still to be looked at, and crossings that were told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class ClusterRow(Base):
    """Tickets of the same matter. What is compared with new ones is ``text``, that of its first ticket.

    ``latest_at`` is the time of the last report. ``joined_into`` names the cluster that took its tickets over. ``closed_at``
    is set with the root cause: from one case to its kind; ``case_id`` is the case of the library that tells of it.
    """

    __tablename__ = "matter_clusters"
    __table_args__ = (
        Index("ix_matter_clusters_street_latest", "street_code", "latest_at"),
        Index("ix_matter_clusters_category_latest", "category_code", "latest_at"),
        Index("ix_matter_clusters_reports_latest", "reports", "latest_at", "id"),
        Index("ix_matter_clusters_latest_id", "latest_at", "id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    category_code: Mapped[str | None]
    category_name: Mapped[str | None]
    street_code: Mapped[str | None]
    place: Mapped[str]
    detail: Mapped[str]
    text: Mapped[str]
    opened_at: Mapped[datetime]
    latest_at: Mapped[datetime]
    reports: Mapped[int]
    joined_into: Mapped[str | None] = mapped_column(ForeignKey("matter_clusters.id"), index=True)
    joined_at: Mapped[datetime | None]
    joined_by: Mapped[str | None]
    root_cause: Mapped[str]
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]


class ClusterTicketRow(Base):
    """A ticket lies in one cluster; ``score`` is how much it was like its first ticket, 1 for the first itself."""

    __tablename__ = "matter_cluster_tickets"

    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    cluster_id: Mapped[str] = mapped_column(ForeignKey("matter_clusters.id"), index=True)
    at: Mapped[datetime]
    score: Mapped[float]


class ReportRow(Base):
    """One report of the matter: ``source`` is the intake that it came with, or ``ticket:ID`` where none was kept.

    ``gone_at`` says that this caller was taken back.
    """

    __tablename__ = "cluster_reports"
    __table_args__ = (Index("ix_cluster_reports_cluster_at", "cluster_id", "at"),)

    source: Mapped[str] = mapped_column(primary_key=True)
    cluster_id: Mapped[str] = mapped_column(ForeignKey("matter_clusters.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    at: Mapped[datetime]
    number: Mapped[str]
    gone_at: Mapped[datetime | None]


class ArrivalRow(Base):
    """A ticket whose reporters changed: written with the change itself, taken away when its cluster has been counted."""

    __tablename__ = "cluster_arrivals"
    __table_args__ = (Index("ix_cluster_arrivals_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    at: Mapped[datetime]


class ClusterLockRow(Base):
    """One row: who counts clusters holds it until the commit."""

    __tablename__ = "cluster_lock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    turn: Mapped[int]


class RepeatRow(Base):
    """A matter became repeated: ``kind`` any or the citizen's number. ``paper_id`` is its notice, None until there is a unit."""

    __tablename__ = "repeat_crossings"
    __table_args__ = (
        UniqueConstraint("cluster_id", "kind", "wave"),
        Index("ix_repeat_crossings_paper_at", "paper_id", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    cluster_id: Mapped[str] = mapped_column(ForeignKey("matter_clusters.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    kind: Mapped[str]
    wave: Mapped[int]
    at: Mapped[datetime]
    count: Mapped[int]
    paper_id: Mapped[str | None] = mapped_column(ForeignKey("supervision_papers.id"))


class EarlyWarningRow(Base):
    """A cluster had more than so many reports within the window: ``level`` is the 11th, 21st, 31st …, told of once each.

    ``wave`` counts the times that the level was told before and whose window is over. ``count`` is how many there were, which
    is more than ``level`` where clusters were joined. ``ticket_id`` is the ticket whose report it was.
    """

    __tablename__ = "early_warnings"
    __table_args__ = (UniqueConstraint("cluster_id", "level", "wave"), Index("ix_early_warnings_at_id", "at", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    cluster_id: Mapped[str | None] = mapped_column(ForeignKey("matter_clusters.id"))
    level: Mapped[int]
    wave: Mapped[int]
    count: Mapped[int]
    at: Mapped[datetime]
    document_id: Mapped[str | None]
