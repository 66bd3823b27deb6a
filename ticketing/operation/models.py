"""Tables of what an operator set: settings and prompts, each change a row that stays."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.base import Base


class OperationMarkRow(Base):
    """One row a subject (``settings``, ``prompts``): the number of its last change. Who changes anything locks it first."""

    __tablename__ = "operation_marks"

    subject: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]


class SettingChangeRow(Base):
    """Append-only: a setting was chosen on the page (``after``), or left to file and defaults again (no ``after``).

    What was changed together has one ``version``. ``how``: ``page``, ``revert`` or ``import``. ``before`` is what held till then.
    """

    __tablename__ = "setting_changes"
    __table_args__ = (UniqueConstraint("version", "key"), Index("ix_setting_changes_key_at", "key", "at", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str]
    before: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    after: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    at: Mapped[datetime]
    by: Mapped[str]
    how: Mapped[str]
    reason: Mapped[str]


class PromptVersionRow(Base):
    """Append-only: a sound for a prompt, 16-bit WAV of 8 kHz; ``how``: ``uploaded``, ``spoken`` or ``found`` on the disk."""

    __tablename__ = "prompt_versions"
    __table_args__ = (UniqueConstraint("name", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    number: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    how: Mapped[str]
    text: Mapped[str]
    file: Mapped[str]
    seconds: Mapped[float]
    digest: Mapped[str]
    sound: Mapped[bytes] = mapped_column(LargeBinary, nullable=False, deferred=True)


class PromptChangeRow(Base):
    """Append-only: which version callers hear from then on; without ``version_id`` the one that came with the system."""

    __tablename__ = "prompt_changes"
    __table_args__ = (UniqueConstraint("version", "name"), Index("ix_prompt_changes_name_at", "name", "at", "id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    version_id: Mapped[str | None]
    at: Mapped[datetime]
    by: Mapped[str]
    reason: Mapped[str]
