"""Tables of questionnaires: a row for each version, and what was answered to each question of one, to be counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class QuestionnaireRow(Base):
    """One version of a questionnaire; it never changes, a change is the next one. One without questions ends it.

    ``types``: the tickets' types it is asked about; none means all. A version may be withdrawn before it is in force.
    """

    __tablename__ = "questionnaires"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    types: Mapped[list[str]]
    questions: Mapped[list[dict[str, Any]]]
    effective_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]


class QuestionReplyRow(Base):
    """Append-only: one value that a citizen gave to one question, by the version that was asked. Written with the answer."""

    __tablename__ = "questionnaire_replies"
    __table_args__ = (Index("ix_questionnaire_replies_version_at", "questionnaire_id", "at", "key"),)

    answer_id: Mapped[str] = mapped_column(ForeignKey("evaluation_answers.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[str] = mapped_column(ForeignKey("questionnaires.id"))
    key: Mapped[str]
    value: Mapped[str]
    at: Mapped[datetime]
    unit_code: Mapped[str | None]
