"""Queries on items and versions, and their rows as the console sees them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from sqlalchemy import func, select

from config.errors import NotFound
from config.ids import new_id
from ticketing.attachments import service as attachments
from ticketing.directory import City
from ticketing.knowledge.models import (
    KnowledgeFileRow,
    KnowledgeItemRow,
    KnowledgeStepRow,
    KnowledgeVersionRow,
)
from ticketing.knowledge.schemas import (
    ArticleContent,
    Content,
    KnowledgeItemBrief,
    KnowledgeItemOut,
    KnowledgeStepOut,
    KnowledgeVersionBrief,
    KnowledgeVersionOut,
    ScriptContent,
    Sort,
)
from ticketing.knowledge.states import VersionState, standing
from ticketing.people import repository as people
from ticketing.schema import Coded, PersonName
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

VERSIONS_SHOWN = 100


def item_row(uow: UnitOfWork, item_id: str, *, lock: bool = False) -> KnowledgeItemRow:
    query = select(KnowledgeItemRow).where(KnowledgeItemRow.id == item_id)
    row = uow.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("知识库里没有这一条。", "请刷新后重新查找。")
    return row


def item_of_code(uow: UnitOfWork, code: str) -> KnowledgeItemRow:
    row = uow.session.scalar(select(KnowledgeItemRow).where(KnowledgeItemRow.code == code))
    if row is None:
        raise NotFound(f"知识库里没有编号为“{code}”的条目。")
    return row


def version_row(uow: UnitOfWork, version_id: str) -> KnowledgeVersionRow:
    row = uow.session.get(KnowledgeVersionRow, version_id)
    if row is None:
        raise NotFound("知识库里没有这个版本。", "请刷新后重新查找。")
    return row


def locked(uow: UnitOfWork, version_id: str) -> tuple[KnowledgeItemRow, KnowledgeVersionRow]:
    """A version and its item, whose lock keeps all others from stepping on any of its versions."""
    item = item_row(uow, version_row(uow, version_id).item_id, lock=True)
    version = version_row(uow, version_id)
    uow.session.refresh(version)
    return item, version


def content_of(row: KnowledgeVersionRow) -> Content:
    """What the version says; what it is can be told by its steps."""
    return (ScriptContent if "steps" in row.content else ArticleContent).model_validate(row.content)


def today(uow: UnitOfWork, at: datetime) -> date:
    return uow.calendar.local(at).date()


def note(uow: UnitOfWork, row: KnowledgeVersionRow, command: str, *, by: str, at: datetime, reason: str = "") -> None:
    """Append what was done with the version to its way."""
    where = KnowledgeStepRow.version_id == row.id
    position = (uow.session.scalar(select(func.max(KnowledgeStepRow.position)).where(where)) or 0) + 1
    uow.session.add(
        KnowledgeStepRow(
            id=new_id(), version_id=row.id, position=position, at=at, by=by, command=command, state=row.state, reason=reason
        )
    )
    uow.session.flush()


def versions_of(uow: UnitOfWork, item_id: str) -> Sequence[KnowledgeVersionRow]:
    """Newest first, at most `VERSIONS_SHOWN`."""
    query = select(KnowledgeVersionRow).where(KnowledgeVersionRow.item_id == item_id)
    return uow.session.scalars(query.order_by(KnowledgeVersionRow.number.desc()).limit(VERSIONS_SHOWN)).all()


def file_ids(uow: UnitOfWork, version_id: str) -> list[str]:
    query = select(KnowledgeFileRow.attachment_id).where(KnowledgeFileRow.version_id == version_id)
    return list(uow.session.scalars(query.order_by(KnowledgeFileRow.attachment_id)))


def brief(row: KnowledgeVersionRow, known: Mapping[str, str]) -> KnowledgeVersionBrief:
    return KnowledgeVersionBrief(
        id=row.id,
        number=row.number,
        state=cast(VersionState, row.state),
        title=row.title,
        author=PersonName(id=row.author_id, name=known.get(row.author_id, row.author_id)),
        created_at=row.created_at,
    )


def item_brief(uow: UnitOfWork, row: KnowledgeItemRow, day: date) -> KnowledgeItemBrief:
    return KnowledgeItemBrief(
        id=row.id,
        sort=cast(Sort, row.sort),
        code=row.code,
        kind=row.kind,
        title=row.title,
        unit=unit_coded(uow, row.unit_code),
        state=cast(VersionState, row.state),
        shown=row.current_id is not None,
        expires_on=row.expires_on,
        expired=row.expires_on is not None and row.expires_on < day,
        changed_at=row.changed_at,
        uses=row.uses,
    )


def item_out(uow: UnitOfWork, row: KnowledgeItemRow, rows: Sequence[KnowledgeVersionRow], day: date) -> KnowledgeItemOut:
    """With the versions that were asked for."""
    known = people.names(uow, {version.author_id for version in rows})
    plain = item_brief(uow, row, day)
    return KnowledgeItemOut.model_validate(
        {name: getattr(plain, name) for name in KnowledgeItemBrief.model_fields}
        | {"current": row.current_id, "open": row.open_id, "versions": tuple(brief(version, known) for version in rows)}
    )


def version_out(uow: UnitOfWork, row: KnowledgeVersionRow, day: date) -> KnowledgeVersionOut:
    item, content = item_row(uow, row.item_id), content_of(row)
    steps = _steps(uow, row.id)
    known = people.names(uow, {row.author_id, *(step.by for step in steps)})
    plain = brief(row, known)
    return KnowledgeVersionOut.model_validate(
        {name: getattr(plain, name) for name in KnowledgeVersionBrief.model_fields}
        | {
            "item": item.id,
            "sort": item.sort,
            "code": item.code,
            "unit": unit_coded(uow, item.unit_code),
            "lock": row.lock,
            "standing": standing(row.effective_from, row.expires_on, day),
            "article": content if isinstance(content, ArticleContent) else None,
            "script": content if isinstance(content, ScriptContent) else None,
            "categories": coded_categories(uow.city, content.categories),
            "files": attachments.of_ids(uow, file_ids(uow, row.id)),
            "steps": tuple(_step(step, known) for step in steps),
        }
    )


def coded_categories(city: City, codes: Iterable[str]) -> tuple[Coded, ...]:
    """Their names; a branch is named by its last level. A code that the city has no more stands for itself."""
    return tuple(Coded(code=code, name=category_name(city, code) or code) for code in codes)


def category_name(city: City, code: str) -> str | None:
    """The name of a category, or of the branch that a beginning of codes stands for; None where there is neither."""
    if code in city.categories:
        return city.categories[code].name
    under = next((one for known, one in city.categories.items() if known.startswith(code)), None) if len(code) % 2 == 0 else None
    return under.path[len(code) // 2 - 1] if under else None


def _steps(uow: UnitOfWork, version_id: str) -> Sequence[KnowledgeStepRow]:
    query = select(KnowledgeStepRow).where(KnowledgeStepRow.version_id == version_id)
    return uow.session.scalars(query.order_by(KnowledgeStepRow.position)).all()


def _step(row: KnowledgeStepRow, known: Mapping[str, str]) -> KnowledgeStepOut:
    return KnowledgeStepOut(
        at=row.at,
        by=PersonName(id=row.by, name=known.get(row.by, row.by)),
        command=row.command,  # type: ignore[arg-type]
        state=cast(VersionState, row.state),
        reason=row.reason,
    )
