"""What readers say of an article, or miss: a work list for editors, who answer once and tell the giver."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from config.errors import BadInput, Conflict, NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.knowledge import repository
from ticketing.knowledge.models import KnowledgeFeedbackRow, KnowledgeItemRow, KnowledgeVersionRow
from ticketing.knowledge.schemas import (
    FeedbackAnswerIn,
    KnowledgeFeedbackIn,
    KnowledgeFeedbackOut,
    KnowledgeFeedbackPage,
)
from ticketing.knowledge.states import READABLE
from ticketing.knowledge.who import require_editor
from ticketing.notices import service as notices
from ticketing.people import repository as people
from ticketing.schema import PersonName
from ticketing.tickets.actor import Actor
from ticketing.tickets.out import unit_coded
from ticketing.uow import UnitOfWork

NOTICE = "knowledge_feedback"
WORDS = {"useful": "有用", "wrong": "有误", "outdated": "已过时", "missing": "缺少"}
OUTCOMES = {"mended": "已修订", "kept": "核对后维持"}


def give(uow: UnitOfWork, new: KnowledgeFeedbackIn, *, by: str, at: datetime) -> KnowledgeFeedbackOut:
    """*Useful* is noted; everything else goes to the editors and, for an article, to the unit that owns it."""
    version = _version(uow, new)
    item = repository.item_row(uow, version.item_id) if version else None
    row = KnowledgeFeedbackRow(
        id=new_id(),
        item_id=item.id if item else None,
        version_id=version.id if version else None,
        kind=new.kind,
        note=new.note.strip(),
        asked=new.asked.strip(),
        state="noted" if new.kind == "useful" else "open",
        at=at,
        by=by,
        outcome="",
        answer="",
    )
    uow.session.add(row)
    uow.session.flush()
    if row.state == "open":
        units = (item.unit_code,) if item else ()
        text = f"知识库反馈（{WORDS[new.kind]}）：{version.title if version else row.asked}"
        notices.tell(uow, NOTICE, text, at=at, link="/knowledge/feedback", roles=("supervisor",), units=units)
    return _listed(uow, [row])[0]


def answer(uow: UnitOfWork, feedback_id: str, new: FeedbackAnswerIn, *, actor: Actor, at: datetime) -> KnowledgeFeedbackOut:
    """Say what became of it; the giver is told. Conflict where somebody was quicker."""
    require_editor(actor)
    query = select(KnowledgeFeedbackRow).where(KnowledgeFeedbackRow.id == feedback_id)
    row = uow.session.scalar(query.with_for_update())
    if row is None:
        raise NotFound("没有这条反馈。", "请刷新反馈列表。")
    uow.session.refresh(row)
    if row.state != "open":
        raise Conflict("这条反馈已经答复。", "请刷新反馈列表。")
    row.state, row.answered_at, row.answered_by = "answered", at, actor.id
    row.outcome, row.answer = new.outcome, new.answer.strip()
    uow.session.flush()
    out = _listed(uow, [row])[0]
    text = f"您对知识库“{out.title or out.asked}”的反馈{OUTCOMES[new.outcome]}：{row.answer}"
    notices.tell(uow, NOTICE, text, at=at, link="/knowledge/feedback", people=(row.by,))
    return out


def listed(
    uow: UnitOfWork,
    *,
    state: str | None = None,
    by: str | None = None,
    unit: str | None = None,
    item: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> KnowledgeFeedbackPage:
    """Newest first: all, a giver's own, those on a unit's articles, or those on one item."""
    limit = paging.bounded(limit)
    query = select(KnowledgeFeedbackRow)
    if state:
        query = query.where(KnowledgeFeedbackRow.state == state)
    if item:
        query = query.where(KnowledgeFeedbackRow.item_id == item)
    own = [KnowledgeFeedbackRow.by == by] if by else []
    if unit:
        of_unit = select(KnowledgeItemRow.id).where(KnowledgeItemRow.unit_code == unit)
        own = [*own, KnowledgeFeedbackRow.item_id.in_(of_unit)]
    if own:
        query = query.where(own[0] if len(own) == 1 else own[0] | own[1])
    rows = uow.session.scalars(paging.page(query, KnowledgeFeedbackRow.at, KnowledgeFeedbackRow.id, before, limit)).all()
    return KnowledgeFeedbackPage(
        items=_listed(uow, rows[:limit]),
        open=waiting(uow),
        next=paging.cursor(rows[limit - 1].at, rows[limit - 1].id) if len(rows) > limit else None,
    )


def waiting(uow: UnitOfWork) -> int:
    """How many nobody has answered yet."""
    where = KnowledgeFeedbackRow.state == "open"
    return uow.session.scalar(select(func.count()).select_from(KnowledgeFeedbackRow).where(where)) or 0


def _version(uow: UnitOfWork, new: KnowledgeFeedbackIn) -> KnowledgeVersionRow | None:
    """What the feedback is about; whatever its kind, only what everybody may read: its title is told to many."""
    if new.kind == "missing":
        if not new.asked.strip():
            raise BadInput("请写明要查什么。", "写一句市民问的话即可。")
        return _published(uow, new.version) if new.version else None
    if new.version is None:
        raise BadInput("没有指明是哪一条。", "请打开文章后再反馈。")
    if new.kind != "useful" and not new.note.strip():
        raise BadInput("请写明哪里有误或过时。", "一句话即可，编辑会据此核对。")
    return _published(uow, new.version)


def _published(uow: UnitOfWork, version_id: str) -> KnowledgeVersionRow:
    version = repository.version_row(uow, version_id)
    if version.state not in READABLE:
        raise Conflict("这个版本还没有发布，不能反馈。", "请刷新后打开已发布的版本再反馈。")
    return version


def _listed(uow: UnitOfWork, rows: Sequence[KnowledgeFeedbackRow]) -> tuple[KnowledgeFeedbackOut, ...]:
    versions = select(KnowledgeVersionRow).where(KnowledgeVersionRow.id.in_({row.version_id for row in rows}))
    items = select(KnowledgeItemRow).where(KnowledgeItemRow.id.in_({row.item_id for row in rows}))
    by_version = {row.id: row for row in uow.session.scalars(versions)}
    by_item = {row.id: row for row in uow.session.scalars(items)}
    known = people.names(uow, {id for row in rows for id in (row.by, row.answered_by)})
    return tuple(_out(uow, row, by_version.get(row.version_id or ""), by_item.get(row.item_id or ""), known) for row in rows)


def _out(
    uow: UnitOfWork,
    row: KnowledgeFeedbackRow,
    version: KnowledgeVersionRow | None,
    item: KnowledgeItemRow | None,
    known: Mapping[str, str],
) -> KnowledgeFeedbackOut:
    shown = version if version and version.state in READABLE else None  # older feedback may name what was never published
    return KnowledgeFeedbackOut.model_validate(
        {name: getattr(row, name) for name in ("id", "kind", "note", "asked", "state", "at", "answered_at", "answer")}
        | {
            "item": row.item_id,
            "version": row.version_id,
            "number": shown.number if shown else None,
            "title": shown.title if shown else "",
            "unit": unit_coded(uow, item.unit_code).name if item else "",
            "by": PersonName(id=row.by, name=known.get(row.by, row.by)),
            "answered_by": people.named(known, row.answered_by),
            "outcome": row.outcome or None,
        }
    )
