"""Lists and single rows for readers and editors: who may see which version."""

from datetime import datetime

from sqlalchemy import or_, select

from config.errors import NotAllowed
from ticketing import paging
from ticketing.knowledge import repository
from ticketing.knowledge.differences import differences
from ticketing.knowledge.models import KnowledgeFileRow, KnowledgeItemRow, KnowledgeVersionRow
from ticketing.knowledge.schemas import (
    KnowledgeItemOut,
    KnowledgeItemPage,
    KnowledgeVersionDiff,
    KnowledgeVersionOut,
    Sort,
)
from ticketing.knowledge.states import READABLE, VersionState
from ticketing.knowledge.who import edits, may_write
from ticketing.people import repository as people
from ticketing.tickets.actor import Actor
from ticketing.uow import UnitOfWork

MOST_Q = 100


def items(
    uow: UnitOfWork,
    *,
    actor: Actor,
    at: datetime,
    sort: Sort | None = None,
    state: VersionState | None = None,
    unit: str | None = None,
    q: str = "",
    ending: bool = False,
    before: str | None = None,
    limit: int = 50,
) -> KnowledgeItemPage:
    """The last changed first. Editors see all; others what is shown, a unit's people also their own unit's."""
    limit, day = paging.bounded(limit), repository.today(uow, at)
    query = select(KnowledgeItemRow)
    if not edits(actor):
        own = KnowledgeItemRow.unit_code == actor.unit if "handler" in actor.roles else KnowledgeItemRow.id.is_(None)
        query = query.where(or_(KnowledgeItemRow.current_id.is_not(None), own))
    for column, wanted in ((KnowledgeItemRow.sort, sort), (KnowledgeItemRow.state, state), (KnowledgeItemRow.unit_code, unit)):
        query = query.where(column == wanted) if wanted else query
    if ending:
        query = query.where(KnowledgeItemRow.current_id.is_not(None), KnowledgeItemRow.expires_on.is_not(None))
    if q.strip():
        asked = q.strip()[:MOST_Q]
        query = query.where(
            KnowledgeItemRow.title.contains(asked, autoescape=True) | KnowledgeItemRow.code.startswith(asked, autoescape=True)
        )
    rows = uow.session.scalars(paging.page(query, KnowledgeItemRow.changed_at, KnowledgeItemRow.id, before, limit)).all()
    return KnowledgeItemPage(
        items=tuple(repository.item_brief(uow, row, day) for row in rows[:limit]),
        next=paging.cursor(rows[limit - 1].changed_at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def item(uow: UnitOfWork, item_id: str, *, actor: Actor, at: datetime) -> KnowledgeItemOut:
    """With those of its versions that the person may read; NotAllowed where there is none.

    While nothing is shown the item is titled by its draft: who may not write it is told the newest title that was published.
    """
    row = repository.item_row(uow, item_id)
    rows = [one for one in repository.versions_of(uow, row.id) if _may_read(row, one, actor)]
    if not rows:
        raise NotAllowed("这一条还没有发布。", "请查找已发布的条目。")
    title = row.title if may_write(actor, row.unit_code, row.sort) else rows[0].title
    return repository.item_out(uow, row, rows, repository.today(uow, at)).model_copy(update={"title": title})


def version(uow: UnitOfWork, version_id: str, *, actor: Actor, at: datetime) -> KnowledgeVersionOut:
    """Whole; what was published once is readable for ever, also when it is replaced or withdrawn."""
    row = _readable(uow, version_id, actor)
    return repository.version_out(uow, row, repository.today(uow, at))


def diff(uow: UnitOfWork, version_id: str, other_id: str, *, actor: Actor) -> KnowledgeVersionDiff:
    """What changed between two versions of one item, whichever was named first."""
    rows = sorted((_readable(uow, id, actor) for id in (version_id, other_id)), key=lambda row: row.number)
    if rows[0].item_id != rows[1].item_id:
        raise NotAllowed("只能比较同一条的两个版本。")
    known = people.names(uow, {row.author_id for row in rows})
    older, newer = (repository.brief(row, known) for row in rows)
    return KnowledgeVersionDiff(
        older=older, newer=newer, fields=differences(repository.content_of(rows[0]), repository.content_of(rows[1]))
    )


def waiting(uow: UnitOfWork, at: datetime) -> tuple[KnowledgeVersionOut, ...]:
    """What was handed in and nobody has reviewed yet, the oldest first."""
    query = select(KnowledgeVersionRow).where(KnowledgeVersionRow.state == "submitted")
    rows = uow.session.scalars(query.order_by(KnowledgeVersionRow.created_at, KnowledgeVersionRow.id).limit(paging.MAX_LIMIT))
    return tuple(repository.version_out(uow, row, repository.today(uow, at)) for row in rows)


def require_reader_of_file(uow: UnitOfWork, attachment_id: str, *, actor: Actor) -> None:
    """NotAllowed unless a version that names the file may be read."""
    named = select(KnowledgeFileRow.version_id).where(KnowledgeFileRow.attachment_id == attachment_id)
    rows = [repository.version_row(uow, id) for id in uow.session.scalars(named.limit(repository.VERSIONS_SHOWN))]
    if not any(_may_read(repository.item_row(uow, row.item_id), row, actor) for row in rows):
        raise NotAllowed("不能查看这个附件。")


def _readable(uow: UnitOfWork, version_id: str, actor: Actor) -> KnowledgeVersionRow:
    row = repository.version_row(uow, version_id)
    if not _may_read(repository.item_row(uow, row.item_id), row, actor):
        raise NotAllowed("这个版本还没有发布。", "请看现行版本。")
    return row


def _may_read(item: KnowledgeItemRow, row: KnowledgeVersionRow, actor: Actor) -> bool:
    return row.state in READABLE or may_write(actor, item.unit_code, item.sort)
