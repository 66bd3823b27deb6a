"""Tables of supervision: the ladder's papers and their steps, inspections, look-back samples, scores, and whose case it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base
from ticketing.supervision.clusters import models as clusters

__all__ = [
    "CaseOwnerRow",
    "InspectionRow",
    "PaperRow",
    "PaperStepRow",
    "SampleItemRow",
    "SampleRow",
    "SanctionRow",
    "ScoreAppealRow",
    "ScoreRow",
    "SweepRow",
    "clusters",
]


class PaperRow(Base):
    """One step of the ladder against one unit; its state is that of its last step.

    ``root_id`` is the first paper of the climb, ``previous_id`` the one it rose from. ``open_key`` is set while it is open:
    no two climbs of one matter and unit stand beside each other. ``overdue_told_at`` is when the unit and the inspectors
    were told that the reply is late. A transfer has ``asked`` before its number; ``evidence`` says what it rests on.
    """

    __tablename__ = "supervision_papers"
    __table_args__ = (
        Index("ix_supervision_papers_at_id", "at", "id"),
        Index("ix_supervision_papers_rung_at", "rung", "at", "id"),
        Index("ix_supervision_papers_unit_at", "unit_code", "at", "id"),
        Index("ix_supervision_papers_state_due", "state", "due_at", "id"),
        Index("ix_supervision_papers_ticket", "ticket_id"),
        Index("ix_supervision_papers_review", "review_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    rung: Mapped[str]
    number: Mapped[str]
    state: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    cluster_id: Mapped[str | None] = mapped_column(ForeignKey("matter_clusters.id"), index=True)
    inspection_id: Mapped[str | None] = mapped_column(ForeignKey("inspections.id"), index=True)
    unit_code: Mapped[str]
    unit_name: Mapped[str]
    root_id: Mapped[str] = mapped_column(index=True)
    previous_id: Mapped[str | None] = mapped_column(ForeignKey("supervision_papers.id"))
    open_key: Mapped[str | None] = mapped_column(unique=True)
    ground: Mapped[str]
    text: Mapped[str]
    evidence: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    first_due_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    overdue_told_at: Mapped[datetime | None]
    late: Mapped[bool]
    pool_level: Mapped[str | None]
    review_at: Mapped[datetime | None]
    review_told_at: Mapped[datetime | None]
    points: Mapped[float]
    document_id: Mapped[str | None]
    version: Mapped[int]


class PaperStepRow(Base):
    """Append-only: what was done with a paper, by whom, when, and what was said. ``detail`` holds what else it decided."""

    __tablename__ = "supervision_steps"
    __table_args__ = (UniqueConstraint("paper_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[str] = mapped_column(ForeignKey("supervision_papers.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    command: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    text: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class InspectionRow(Base):
    """An inspection on the spot (督查): where, when, who went, what was found. Its written opinion is a paper."""

    __tablename__ = "inspections"
    __table_args__ = (Index("ix_inspections_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    place: Mapped[str]
    unit_code: Mapped[str] = mapped_column(index=True)
    unit_name: Mapped[str]
    inspectors: Mapped[str]
    findings: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    by: Mapped[str]
    made_at: Mapped[datetime]


class SampleRow(Base):
    """A random sample of closed tickets: ``purpose`` look_back or third_party. The same seed draws the same again.

    ``population`` counts the tickets it was drawn from, ``digest`` is theirs: another digest means other tickets.
    """

    __tablename__ = "lookback_samples"
    __table_args__ = (Index("ix_lookback_samples_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    agency: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime]
    unit_code: Mapped[str | None]
    by_unit: Mapped[bool]
    size: Mapped[int]
    seed: Mapped[str]
    population: Mapped[int]
    digest: Mapped[str]


class SampleItemRow(Base):
    """A ticket of a sample and what the second call said. ``result`` is None until then."""

    __tablename__ = "lookback_items"
    __table_args__ = (
        UniqueConstraint("sample_id", "ticket_id"),
        Index("ix_lookback_items_sample_position", "sample_id", "position"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    sample_id: Mapped[str] = mapped_column(ForeignKey("lookback_samples.id"))
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    position: Mapped[int]
    unit_code: Mapped[str | None]
    closed_at: Mapped[datetime]
    result: Mapped[str | None]
    grade: Mapped[int | None]
    note: Mapped[str]
    called_at: Mapped[datetime | None]
    called_by: Mapped[str | None]


class ScoreRow(Base):
    """Append-only: points that a unit lost, or got back where ``corrects_id`` names the entry that was wrong."""

    __tablename__ = "score_entries"
    __table_args__ = (
        Index("ix_score_entries_unit_at", "unit_code", "at", "id"),
        Index("ix_score_entries_at_id", "at", "id"),
        UniqueConstraint("source"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    unit_code: Mapped[str]
    unit_name: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    points: Mapped[float]
    ground: Mapped[str]
    note: Mapped[str]
    source: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    document_id: Mapped[str | None]
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("score_entries.id"), index=True)


class ScoreAppealRow(Base):
    """A unit's appeal against an entry; the decision is written once, by somebody else than who made the entry."""

    __tablename__ = "score_appeals"
    __table_args__ = (Index("ix_score_appeals_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("score_entries.id"), unique=True)
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    note: Mapped[str]


class SanctionRow(Base):
    """Beyond points: a unit named in a report (通报) or in the media (曝光)."""

    __tablename__ = "sanctions"
    __table_args__ = (Index("ix_sanctions_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    unit_code: Mapped[str] = mapped_column(index=True)
    unit_name: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    text: Mapped[str]
    reference: Mapped[str]
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    document_id: Mapped[str | None]


class CaseOwnerRow(Base):
    """Who answers for a case in person: a leader's case (包案) until it is truly over, or one of two leads (双牵头).

    ``open_key`` is set while it stands: one owner and one of each lead at a time.
    """

    __tablename__ = "case_owners"

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"), index=True)
    role: Mapped[str]
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    since: Mapped[datetime]
    by: Mapped[str]
    open_key: Mapped[str | None] = mapped_column(unique=True)
    until: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    end_reason: Mapped[str]


class SweepRow(Base):
    """How far a round that walks over old tickets has come."""

    __tablename__ = "supervision_sweeps"

    name: Mapped[str] = mapped_column(primary_key=True)
    reached: Mapped[datetime]
