"""Which values the page has chosen: the newest row of each key, and the mark that orders the changes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ticketing.operation.models import OperationMarkRow, SettingChangeRow

SETTINGS, PROMPTS = "settings", "prompts"


def version_of(session: Session, subject: str) -> int:
    """The number of the subject's last change; 0 before the first."""
    return session.scalar(select(OperationMarkRow.version).where(OperationMarkRow.subject == subject)) or 0


def next_version(session: Session, subject: str) -> int:
    """Lock the subject until the commit, and count one on. Two first changes at once: one meets the unique key (Conflict)."""
    mark = session.scalar(select(OperationMarkRow).where(OperationMarkRow.subject == subject).with_for_update())
    if mark is None:
        mark = OperationMarkRow(subject=subject, version=0)
        session.add(mark)
    mark.version += 1
    session.flush()
    return mark.version


def chosen_rows(session: Session) -> list[SettingChangeRow]:
    """The newest change of each key that was ever changed."""
    newest = (
        select(SettingChangeRow.key, func.max(SettingChangeRow.version).label("version"))
        .group_by(SettingChangeRow.key)
        .subquery()
    )
    query = select(SettingChangeRow).join(
        newest, (SettingChangeRow.key == newest.c.key) & (SettingChangeRow.version == newest.c.version)
    )
    return list(session.scalars(query))


def chosen_values(session: Session) -> Mapping[str, Any]:
    """The page's values; a key that was left to file and defaults again is not among them."""
    return {row.key: row.after for row in chosen_rows(session) if row.after is not None}
