"""Tables of quality: forms and versions, samples with their frames, reviews, calibrations, mismatches, and their ledgers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base
from ticketing.ledgers import LedgerStep, Stated


class FormRow(Stated):
    """One version of a review form; ``family`` is what its versions have in common. ``body`` goes by `ticketing.quality.forms`.

    ``state`` is draft, in_force or retired. Once a review, sample or calibration names it, it is not edited any more.
    ``in_force_key`` is the family while it is in force: two versions never are at once.
    """

    __tablename__ = "quality_forms"
    __table_args__ = (UniqueConstraint("family", "number"),)

    family: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    body: Mapped[dict[str, Any]]
    in_force_key: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class FormStepRow(LedgerStep):
    __tablename__ = "quality_form_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("quality_forms.id"))


class QualitySampleRow(Base):
    """A draw: from which calls, by which rules, with which seed. ``had`` says how many of each agent's calls of the period were
    drawn before. ``frame`` counts the calls it was drawn from, ``digest`` is theirs.
    """

    __tablename__ = "quality_samples"
    __table_args__ = (Index("ix_quality_samples_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    purpose: Mapped[str]
    rules: Mapped[list[str]]
    thresholds: Mapped[dict[str, Any]]
    since: Mapped[datetime]
    until: Mapped[datetime]
    agents: Mapped[list[str]]
    form_id: Mapped[str] = mapped_column(ForeignKey("quality_forms.id"))
    size: Mapped[int]
    per_agent: Mapped[int]
    had: Mapped[dict[str, Any]]
    seed: Mapped[str]
    frame: Mapped[int]
    digest: Mapped[str]
    drawn: Mapped[int]
    due_at: Mapped[datetime]


class QualityFrameRow(Base):
    """The calls a sample was drawn from, packed (`ticketing.quality.sampling.packed`): what retention takes stays countable."""

    __tablename__ = "quality_frames"

    sample_id: Mapped[str] = mapped_column(ForeignKey("quality_samples.id"), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class ReviewRow(Stated):
    """One call on one reviewer's desk, and what came of it.

    ``kind`` is ordinary, calibration or appeal; an appeal decides about ``of_review``. ``draw_key`` keeps a call from being drawn
    twice for one purpose, ``pair_key`` a reviewer from two papers of one calibration. ``answers`` maps criteria to
    ``{value, comment}``, ``marks`` are comments at a moment of the recording. ``score`` and ``raw`` (without fatal items) are
    in hundredths. ``counts``: it stands in the figures; of a review and its appeal only the later does.
    """

    __tablename__ = "quality_reviews"
    __table_args__ = (
        Index("ix_quality_reviews_reviewer_state_due", "reviewer_id", "state", "due_at", "id"),
        Index("ix_quality_reviews_state_due", "state", "due_at", "id"),
        Index("ix_quality_reviews_agent_submitted", "agent_id", "submitted_at", "id"),
        Index("ix_quality_reviews_submitted", "counts", "submitted_at", "id"),
        Index("ix_quality_reviews_made", "made_at", "id"),
    )

    kind: Mapped[str]
    purpose: Mapped[str]
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    agent_id: Mapped[str]
    call_at: Mapped[datetime]
    reviewer_id: Mapped[str | None]
    form_id: Mapped[str] = mapped_column(ForeignKey("quality_forms.id"), index=True)
    sample_id: Mapped[str | None] = mapped_column(ForeignKey("quality_samples.id"), index=True)
    calibration_id: Mapped[str | None] = mapped_column(ForeignKey("quality_calibrations.id"), index=True)
    of_review: Mapped[str | None] = mapped_column(ForeignKey("quality_reviews.id"), unique=True)
    draw_key: Mapped[str | None] = mapped_column(unique=True)
    pair_key: Mapped[str | None] = mapped_column(unique=True)
    reasons: Mapped[list[dict[str, Any]]]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    overdue_told_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]]
    marks: Mapped[list[dict[str, Any]]]
    coaching: Mapped[str]
    score: Mapped[int | None]
    raw: Mapped[int | None]
    fatal: Mapped[list[str]]
    counts: Mapped[bool]
    random: Mapped[bool]
    submitted_at: Mapped[datetime | None]
    agent_said: Mapped[str]
    agent_at: Mapped[datetime | None]


class ReviewStepRow(LedgerStep):
    __tablename__ = "quality_review_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("quality_reviews.id"))


class CalibrationRow(Stated):
    """One call that several review blind; ``agreed`` are the answers that the session settled on, ``score`` theirs."""

    __tablename__ = "quality_calibrations"
    __table_args__ = (Index("ix_quality_calibrations_made", "made_at", "id"),)

    title: Mapped[str]
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"))
    form_id: Mapped[str] = mapped_column(ForeignKey("quality_forms.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    due_at: Mapped[datetime]
    agreed: Mapped[dict[str, Any]]
    score: Mapped[int | None]
    note: Mapped[str]
    agreed_at: Mapped[datetime | None]


class CalibrationStepRow(LedgerStep):
    __tablename__ = "quality_calibration_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("quality_calibrations.id"))


class MismatchRow(Stated):
    """What did not fit in a call, with the words that say so. ``other_call`` is the later call of the same number.

    ``state`` is open, right (it is a mismatch; ``correct`` says of what, ``should_be`` to what) or wrong.
    """

    __tablename__ = "quality_mismatches"
    __table_args__ = (
        UniqueConstraint("rule", "call_id"),
        Index("ix_quality_mismatches_state_found", "state", "found_at", "id"),
        Index("ix_quality_mismatches_rule_ended", "rule", "ended_at"),
        Index("ix_quality_mismatches_found", "found_at", "id"),
    )

    rule: Mapped[str]
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), index=True)
    other_call: Mapped[str | None] = mapped_column(ForeignKey("calls.id"))
    ticket_id: Mapped[str | None] = mapped_column(ForeignKey("tickets.id"))
    agent_id: Mapped[str | None]
    ended_at: Mapped[datetime]
    found_at: Mapped[datetime]
    why: Mapped[str]
    words: Mapped[list[dict[str, Any]]]
    same_matter: Mapped[bool]
    correct: Mapped[str | None]
    should_be: Mapped[str]
    note: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]


class MismatchStepRow(LedgerStep):
    __tablename__ = "quality_mismatch_steps"
    __table_args__ = (UniqueConstraint("owner_id", "position"),)

    owner_id: Mapped[str] = mapped_column(ForeignKey("quality_mismatches.id"))


class QualityCheckRow(Base):
    """That a call was looked at, once, and which rules had anything to look at: the base of the mismatches' figures."""

    __tablename__ = "quality_checks"
    __table_args__ = (Index("ix_quality_checks_ended", "ended_at"),)

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id"), primary_key=True)
    ended_at: Mapped[datetime]
    at: Mapped[datetime]
    agent_id: Mapped[str | None]
    typed: Mapped[bool]
    on_the_spot: Mapped[bool]
    nobody: Mapped[bool]


class QualityWatchRow(Base):
    """Up to which end of a call everything was looked at. One row; who holds it looks, another node waits or comes later."""

    __tablename__ = "quality_watch"

    name: Mapped[str] = mapped_column(primary_key=True)
    checked_to: Mapped[datetime]
