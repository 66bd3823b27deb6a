"""How the knowledge base is used: what is cited and read most, what is asked for in vain, what readers say of it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from config.errors import BadInput
from ticketing.figures.rate import rate
from ticketing.knowledge import feedback, repository
from ticketing.knowledge.models import (
    KnowledgeCitationRow,
    KnowledgeFeedbackRow,
    KnowledgeItemRow,
    KnowledgeReadRow,
    KnowledgeSearchRow,
)
from ticketing.knowledge.schemas import AskedInVain, KnowledgeFigures, KnowledgeUse
from ticketing.tickets.models import TicketRow
from ticketing.uow import UnitOfWork

LONGEST = timedelta(days=366)
SHOWN = 10


def of_period(uow: UnitOfWork, since: datetime, until: datetime, at: datetime) -> KnowledgeFigures:
    """Counted from the rows of readings, citations, searches and feedback within ``[since, until)``."""
    if not timedelta() < until - since <= LONGEST:
        raise BadInput("统计期间最长一年，且不能为空。", "请改正起止日期。")
    day = repository.today(uow, at)
    ending = day + timedelta(days=uow.law.knowledge.expiry_notice_days)
    searches = _count(uow, KnowledgeSearchRow.id, _within(KnowledgeSearchRow.at, since, until))
    vain = _count(uow, KnowledgeSearchRow.id, _within(KnowledgeSearchRow.at, since, until), KnowledgeSearchRow.found == 0)
    reads = _count(uow, KnowledgeReadRow.id, _within(KnowledgeReadRow.at, since, until))
    said = _within(KnowledgeFeedbackRow.at, since, until)
    about = _count(uow, KnowledgeFeedbackRow.id, said, KnowledgeFeedbackRow.kind != "missing")
    useful = _count(uow, KnowledgeFeedbackRow.id, said, KnowledgeFeedbackRow.kind == "useful")
    answered = _within(TicketRow.created_at, since, until), TicketRow.answer.is_not(None)
    cited = select(KnowledgeCitationRow.draft_id).where(KnowledgeCitationRow.draft_id == TicketRow.intake_id).exists()
    there = KnowledgeItemRow.current_id.is_not(None)
    return KnowledgeFigures(
        since=since,
        until=until,
        articles=_count(uow, KnowledgeItemRow.id, there, KnowledgeItemRow.sort == "article"),
        scripts=_count(uow, KnowledgeItemRow.id, there, KnowledgeItemRow.sort == "script"),
        expired=_count(uow, KnowledgeItemRow.id, there, KnowledgeItemRow.expires_on < day),
        expiring=_count(uow, KnowledgeItemRow.id, there, KnowledgeItemRow.expires_on.between(day, ending)),
        reads=reads,
        citations=_count(uow, KnowledgeCitationRow.id, _within(KnowledgeCitationRow.at, since, until)),
        searches=searches,
        most_cited=_most(uow, KnowledgeCitationRow.item_id, _within(KnowledgeCitationRow.at, since, until)),
        most_read=_most(uow, KnowledgeReadRow.item_id, _within(KnowledgeReadRow.at, since, until)),
        in_vain=_in_vain(uow, since, until),
        vain=rate(vain, searches, "期间内完成的查找"),
        answered_with=rate(
            _count(uow, TicketRow.id, *answered, cited), _count(uow, TicketRow.id, *answered), "期间内在线答复的工单"
        ),
        feedback=rate(about, reads, "期间内的阅读次数"),
        useful=rate(useful, about, "期间内对文章的反馈"),
        waiting=feedback.waiting(uow),
    )


def _within(column: InstrumentedAttribute[datetime], since: datetime, until: datetime) -> ColumnElement[bool]:
    return (column >= since) & (column < until)


def _count(uow: UnitOfWork, what: InstrumentedAttribute[str], *where: ColumnElement[bool]) -> int:
    return uow.session.scalar(select(func.count(what)).where(*where)) or 0


def _most(uow: UnitOfWork, item: InstrumentedAttribute[str], where: ColumnElement[bool]) -> tuple[KnowledgeUse, ...]:
    counted = (
        select(KnowledgeItemRow.id, KnowledgeItemRow.code, KnowledgeItemRow.title, func.count().label("times"))
        .where(KnowledgeItemRow.id == item, where)
        .group_by(KnowledgeItemRow.id, KnowledgeItemRow.code, KnowledgeItemRow.title)
        .order_by(func.count().desc(), KnowledgeItemRow.code)
        .limit(SHOWN)
    )
    return tuple(
        KnowledgeUse(item=row.id, code=row.code, title=row.title, count=row.times) for row in uow.session.execute(counted)
    )


def _in_vain(uow: UnitOfWork, since: datetime, until: datetime) -> tuple[AskedInVain, ...]:
    """Questions without a find, the most frequent first."""
    query = (
        select(KnowledgeSearchRow.asked, func.count().label("times"), func.max(KnowledgeSearchRow.at).label("last_at"))
        .where(_within(KnowledgeSearchRow.at, since, until), KnowledgeSearchRow.found == 0)
        .group_by(KnowledgeSearchRow.asked)
        .order_by(func.count().desc(), func.max(KnowledgeSearchRow.at).desc())
        .limit(SHOWN)
    )
    return tuple(AskedInVain(asked=row.asked, count=row.times, last_at=row.last_at) for row in uow.session.execute(query))
