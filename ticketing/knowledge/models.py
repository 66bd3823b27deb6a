"""Tables of articles and scripts: items, their versions and steps, the index, and what is done with them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class KnowledgeItemRow(Base):
    """An article or a script. ``current_id`` is the version that is shown; ``open_id`` the one that is being written.

    The row is locked for every step of one of its versions; ``uses`` counts citations, for the ranking.
    """

    __tablename__ = "knowledge_items"
    __table_args__ = (Index("ix_knowledge_items_changed", "changed_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    sort: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    unit_code: Mapped[str] = mapped_column(index=True)
    current_id: Mapped[str | None]
    open_id: Mapped[str | None]
    title: Mapped[str]
    kind: Mapped[str]
    state: Mapped[str]
    expires_on: Mapped[date | None]
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    uses: Mapped[int]


class KnowledgeVersionRow(Base):
    """Append-only but for a draft's own content: what was submitted once never changes; ``state`` is its last step's.

    ``lock`` counts what was saved of a draft. ``content`` is an article's or a script's as `ticketing.knowledge.schemas` has it.
    """

    __tablename__ = "knowledge_versions"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        Index("ix_knowledge_versions_due", "state", "effective_from"),
        Index("ix_knowledge_versions_ending", "state", "expires_on"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("knowledge_items.id"))
    number: Mapped[int]
    state: Mapped[str]
    lock: Mapped[int]
    title: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    effective_from: Mapped[date | None]
    expires_on: Mapped[date | None]
    author_id: Mapped[str]
    created_at: Mapped[datetime]
    expiry_told_at: Mapped[datetime | None]


class KnowledgeStepRow(Base):
    """Append-only: who did what with a version, when and why."""

    __tablename__ = "knowledge_steps"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("knowledge_versions.id"))
    position: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    command: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]


class KnowledgeFileRow(Base):
    """Which files belong to a version; a later version may name the same file."""

    __tablename__ = "knowledge_files"

    version_id: Mapped[str] = mapped_column(ForeignKey("knowledge_versions.id"), primary_key=True)
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachments.id"), primary_key=True, index=True)


class KnowledgeTextRow(Base):
    """Tokens of what each item shows, by field: PostgreSQL has GIN indexes over them, SQLite a virtual table (migration 0022)."""

    __tablename__ = "knowledge_texts"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("knowledge_items.id"), unique=True)
    title: Mapped[str]
    questions: Mapped[str]
    body: Mapped[str]


class KnowledgeCategoryRow(Base):
    """Codes or beginnings of codes of the directory that an item's shown version belongs to."""

    __tablename__ = "knowledge_categories"

    code: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("knowledge_items.id"), primary_key=True, index=True)


class KnowledgeCitationRow(Base):
    """Append-only: an agent put this phrase of this version into the answer of this matter."""

    __tablename__ = "knowledge_citations"
    __table_args__ = (Index("ix_knowledge_citations_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("knowledge_items.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("knowledge_versions.id"))
    draft_id: Mapped[str] = mapped_column(ForeignKey("intakes.id"), index=True)
    call_id: Mapped[str | None]
    at: Mapped[datetime]
    by: Mapped[str]
    phrase: Mapped[str]


class KnowledgeReadRow(Base):
    """Append-only: somebody opened a version."""

    __tablename__ = "knowledge_reads"
    __table_args__ = (Index("ix_knowledge_reads_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("knowledge_items.id"))
    version_id: Mapped[str] = mapped_column(ForeignKey("knowledge_versions.id"))
    draft_id: Mapped[str | None]
    at: Mapped[datetime]
    by: Mapped[str]


class KnowledgeSearchRow(Base):
    """Append-only: a question that somebody had finished typing, and how many finds it had."""

    __tablename__ = "knowledge_searches"
    __table_args__ = (Index("ix_knowledge_searches_at_id", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    asked: Mapped[str]
    found: Mapped[int]


class KnowledgeFeedbackRow(Base):
    """What a reader says of a version, or that nothing was found for ``asked``; answered once, by an editor."""

    __tablename__ = "knowledge_feedback"
    __table_args__ = (Index("ix_knowledge_feedback_state_at", "state", "at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("knowledge_items.id"), index=True)
    version_id: Mapped[str | None] = mapped_column(ForeignKey("knowledge_versions.id"))
    kind: Mapped[str]
    note: Mapped[str]
    asked: Mapped[str]
    state: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    outcome: Mapped[str]
    answer: Mapped[str]
