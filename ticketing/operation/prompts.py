"""Sounds of prompts: every version is kept in the database, and a ledger says which of them callers hear since when."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing.operation.models import PromptChangeRow, PromptVersionRow
from ticketing.operation.schemas import PromptChange, PromptHistory, PromptVersion
from ticketing.operation.values import PROMPTS, next_version, version_of
from ticketing.people import repository as people
from ticketing.uow import UnitOfWork

Value = TypeVar("Value")
HowMade = Literal["uploaded", "spoken", "found"]
MOST_VERSIONS = 50
"""Of one prompt: more are nobody's to look through."""
SHOWN_CHANGES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSound:
    """A WAV (16 bits, 8 kHz, mono) that may become what callers hear."""

    name: str
    how: HowMade
    sound: bytes
    seconds: float
    text: str = ""
    file: str = ""

    @property
    def digest(self) -> str:
        return digest(self.sound)


def digest(sound: bytes) -> str:
    return hashlib.sha256(sound).hexdigest()


def keep(uow: UnitOfWork, new: NewSound, *, by: str, at: datetime) -> PromptVersion:
    """A version more; nobody hears it yet. The same sound once more is the version that there is."""
    next_version(uow.session, PROMPTS)
    rows = _versions(uow, new.name)
    same = next((row for row in rows if row.digest == new.digest), None)
    if same is None and len(rows) >= MOST_VERSIONS:
        raise BadInput(f"这条提示音已有 {MOST_VERSIONS} 个版本。", "请使用已有的版本。")
    row = same or PromptVersionRow(
        id=new_id(),
        name=new.name,
        number=1 + max((row.number for row in rows), default=0),
        at=at,
        by=by,
        how=new.how,
        text=new.text,
        file=new.file[:200],
        seconds=new.seconds,
        digest=new.digest,
        sound=new.sound,
    )
    uow.session.add(row)
    uow.session.flush()
    return _shown(row, people.names(uow, {row.by}), heard(uow).get(new.name))


def use(uow: UnitOfWork, name: str, version_id: str | None, *, base: int, by: str, at: datetime, reason: str = "") -> None:
    """Callers hear this version from the next call on; without one, what came with the system. Conflict: changed since."""
    version = next_version(uow.session, PROMPTS)
    last = _last(uow, name)
    if last is not None and last.version > base:
        who = people.names(uow, {last.by}).get(last.by, last.by)
        raise Conflict(f"您打开本页后，{who}已更换这条提示音。", "请刷新后重新选择。")
    if (last.version_id if last else None) == version_id:
        raise BadInput("正在使用的就是这个版本。", "请选择另一个版本。")
    if version_id is not None:
        row = uow.session.get(PromptVersionRow, version_id)
        if row is None or row.name != name:
            raise NotFound("没有这个版本。", "请刷新后重新选择。")
    uow.session.add(
        PromptChangeRow(id=new_id(), version=version, name=name, version_id=version_id, at=at, by=by, reason=reason.strip())
    )
    uow.session.flush()


def heard(uow: UnitOfWork) -> Mapping[str, str | None]:
    """By name the version that callers hear; None where it went back to the system's own."""
    newest = select(func.max(PromptChangeRow.version)).group_by(PromptChangeRow.name)
    rows = uow.session.execute(
        select(PromptChangeRow.name, PromptChangeRow.version_id).where(PromptChangeRow.version.in_(newest))
    )
    return {row.name: row.version_id for row in rows}


def heard_digests(uow: UnitOfWork) -> Mapping[str, str | None]:
    """The same by the sounds' digests: what a node compares its files with."""
    chosen = heard(uow)
    ids = [one for one in chosen.values() if one]
    known = _by_id(uow, PromptVersionRow.digest, ids)
    return {name: known.get(id) if id else None for name, id in chosen.items()}


def sound_of(uow: UnitOfWork, name: str, digest_or_id: str) -> bytes:
    """A version's WAV, by its id or its digest."""
    query = select(PromptVersionRow.sound).where(
        PromptVersionRow.name == name, (PromptVersionRow.id == digest_or_id) | (PromptVersionRow.digest == digest_or_id)
    )
    found = uow.session.scalar(query)
    if found is None:
        raise NotFound("没有这个版本。", "请刷新后重新选择。")
    return found


def last_changes(uow: UnitOfWork) -> Mapping[str, PromptChange]:
    """By name its last change: when, by whom, to which version."""
    newest = select(func.max(PromptChangeRow.version)).group_by(PromptChangeRow.name)
    rows = list(uow.session.scalars(select(PromptChangeRow).where(PromptChangeRow.version.in_(newest))))
    return {row.name: change for row, change in zip(rows, _changes(uow, rows), strict=True)}


def history(uow: UnitOfWork, name: str) -> PromptHistory:
    """Its versions, newest first, and when which of them was put into force."""
    rows, now = _versions(uow, name), heard(uow).get(name)
    query = select(PromptChangeRow).where(PromptChangeRow.name == name).order_by(PromptChangeRow.version.desc())
    known = people.names(uow, {row.by for row in rows})
    return PromptHistory(
        version=version_of(uow.session, PROMPTS),
        versions=tuple(_shown(row, known, now) for row in reversed(rows)),
        changes=_changes(uow, list(uow.session.scalars(query.limit(SHOWN_CHANGES)))),
    )


def version(uow: UnitOfWork) -> int:
    """The number of the last change of any prompt."""
    return version_of(uow.session, PROMPTS)


def has_versions(uow: UnitOfWork, name: str) -> bool:
    return bool(_versions(uow, name))


def _changes(uow: UnitOfWork, rows: list[PromptChangeRow]) -> tuple[PromptChange, ...]:
    known = people.names(uow, {row.by for row in rows})
    ids = [row.version_id for row in rows if row.version_id]
    numbers = _by_id(uow, PromptVersionRow.number, ids)
    return tuple(
        PromptChange(at=row.at, by=people.named(known, row.by), number=numbers.get(row.version_id or ""), reason=row.reason)
        for row in rows
    )


def _versions(uow: UnitOfWork, name: str) -> list[PromptVersionRow]:
    query = select(PromptVersionRow).where(PromptVersionRow.name == name).order_by(PromptVersionRow.number)
    return list(uow.session.scalars(query))


def _last(uow: UnitOfWork, name: str) -> PromptChangeRow | None:
    query = select(PromptChangeRow).where(PromptChangeRow.name == name).order_by(PromptChangeRow.version.desc()).limit(1)
    return uow.session.scalar(query)


def _shown(row: PromptVersionRow, known: Mapping[str, str], now: str | None) -> PromptVersion:
    return PromptVersion.model_validate(
        {
            "id": row.id, "number": row.number, "at": row.at, "by": people.named(known, row.by), "how": row.how,
            "text": row.text, "file": row.file, "seconds": row.seconds, "in_force": row.id == now,
        }
    )  # fmt: skip


def _by_id(uow: UnitOfWork, column: InstrumentedAttribute[Value], ids: Sequence[str]) -> dict[str, Value]:
    query = select(PromptVersionRow.id, column).where(PromptVersionRow.id.in_(ids))
    return {row[0]: row[1] for row in uow.session.execute(query)}
