"""What a day brings by itself: reviewed versions whose day has come are shown, and owners hear of what runs out."""

from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.knowledge import repository
from ticketing.knowledge.models import KnowledgeVersionRow
from ticketing.knowledge.reviewing import show
from ticketing.notices import service as notices
from ticketing.people.repository import SYSTEM
from ticketing.uow import UnitOfWork

AT_ONCE = 50
"""So many of either kind that one turn takes; the next goes on."""
ENDING = "knowledge_ending"


def watch(uow: UnitOfWork, now: datetime) -> int:
    """Safe to run twice at once: each version is taken under its lock. Returns how many were shown or told of."""
    return _show_due(uow, now) + _tell_ending(uow, now)


def _show_due(uow: UnitOfWork, now: datetime) -> int:
    due = select(KnowledgeVersionRow.id).where(
        KnowledgeVersionRow.state == "approved", KnowledgeVersionRow.effective_from <= repository.today(uow, now)
    )
    shown = 0
    for id in uow.session.scalars(due.order_by(KnowledgeVersionRow.effective_from).limit(AT_ONCE)).all():
        item, version = repository.locked(uow, id)
        if version.state == "approved":
            show(uow, item, version, by=SYSTEM, at=now)
            shown += 1
    return shown


def _tell_ending(uow: UnitOfWork, now: datetime) -> int:
    last = repository.today(uow, now) + timedelta(days=uow.law.knowledge.expiry_notice_days)
    query = select(KnowledgeVersionRow).where(
        KnowledgeVersionRow.state == "published",
        KnowledgeVersionRow.expires_on <= last,
        KnowledgeVersionRow.expiry_told_at.is_(None),
    )
    rows = uow.session.scalars(
        query.order_by(KnowledgeVersionRow.expires_on).limit(AT_ONCE).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.expiry_told_at = now
        item = repository.item_row(uow, row.item_id)
        text = f"知识库“{row.title}”（{item.code}）将于{row.expires_on:%Y-%m-%d}失效，请修订或确认撤回。"
        link = f"/knowledge/items?item={item.id}"
        notices.tell(uow, ENDING, text, at=now, link=link, units=(item.unit_code,), roles=("supervisor",))
    return len(rows)
