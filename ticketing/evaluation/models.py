"""Tables of callbacks on closed matters: one for each citizen, its tries, answers, appeals."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class EvaluationRow(Base):
    """One citizen of one closed report. ``turn`` counts the reports of the ticket: after a rework everyone is asked anew.

    ``questionnaire_id`` is the version that was in force when it was opened; ``dialled_call`` the call of whoever has claimed it.
    ``person`` names the citizen within the ticket (the intake, or the number), ``of_ticket`` the ticket that the citizen brought,
    which may have been merged into this one. The answer stands here once more; its rows are `EvaluationAnswerRow`.
    """

    __tablename__ = "evaluations"
    __table_args__ = (
        UniqueConstraint("ticket_id", "turn", "person"),
        Index("ix_evaluations_state_next", "state", "next_at", "id"),
        Index("ix_evaluations_state_due", "state", "due_at", "id"),
        Index("ix_evaluations_unit_ended", "unit_code", "ended_at", "id"),
        Index("ix_evaluations_number_opened", "number", "opened_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    ticket_id: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    of_ticket: Mapped[str] = mapped_column(ForeignKey("tickets.id"))
    turn: Mapped[int]
    person: Mapped[str]
    unit_code: Mapped[str | None]
    name: Mapped[str]
    number: Mapped[str]
    way: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    next_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    effective: Mapped[bool | None]
    contacted: Mapped[bool | None]
    solved: Mapped[str | None]
    grade: Mapped[int | None]
    comment: Mapped[str] = mapped_column(default="")
    questionnaire_id: Mapped[str | None] = mapped_column(ForeignKey("questionnaires.id"))
    dialled_call: Mapped[str | None]


class EvaluationTryRow(Base):
    """Append-only: a try to reach the citizen, in which part of which day, and how it ended; ``wished_at``: called again then."""

    __tablename__ = "evaluation_tries"
    __table_args__ = (UniqueConstraint("evaluation_id", "position"), UniqueConstraint("slot", "evaluation_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    evaluation_id: Mapped[str] = mapped_column(ForeignKey("evaluations.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    way: Mapped[str]
    slot: Mapped[str]
    call_id: Mapped[str | None]
    outcome: Mapped[str]
    note: Mapped[str]
    wished_at: Mapped[datetime | None]


class EvaluationAnswerRow(Base):
    """Append-only: what the citizen said; after an appeal that was upheld, what counts instead, with who decided and why."""

    __tablename__ = "evaluation_answers"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "position"),
        Index("ix_evaluation_answers_questionnaire_at", "questionnaire_id", "at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    evaluation_id: Mapped[str] = mapped_column(ForeignKey("evaluations.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    way: Mapped[str]
    call_id: Mapped[str | None]
    contacted: Mapped[bool | None]
    solved: Mapped[str]
    grade: Mapped[int | None]
    comment: Mapped[str]
    reason: Mapped[str]
    questionnaire_id: Mapped[str | None] = mapped_column(ForeignKey("questionnaires.id"))
    replies: Mapped[dict[str, Any]]


class EvaluationAppealRow(Base):
    """A unit's appeal against an evaluation, and its review; one at a time."""

    __tablename__ = "evaluation_appeals"
    __table_args__ = (UniqueConstraint("evaluation_id"), Index("ix_evaluation_appeals_state_at", "state", "at", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    evaluation_id: Mapped[str] = mapped_column(ForeignKey("evaluations.id"))
    unit_code: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    ground: Mapped[str]
    state: Mapped[str]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None]
    review: Mapped[str] = mapped_column(default="")


class EvaluationLinkRow(Base):
    """The address in a message by which the citizen answers: only its token's hash is kept; it serves once."""

    __tablename__ = "evaluation_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    evaluation_id: Mapped[str] = mapped_column(ForeignKey("evaluations.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class NoCallbackRow(Base):
    """Append-only: a number whose holder asked not to be called back (``step`` asked), or took that back (``withdrawn``)."""

    __tablename__ = "no_callbacks"
    __table_args__ = (Index("ix_no_callbacks_number_at", "number", "at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    step: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    why: Mapped[str]
