"""A month's topic and its list of matters; each matter is followed as a resolution is."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from config.errors import NotFound
from config.ids import new_id
from ticketing import paging
from ticketing.meetings.who import convenes, require_convener
from ticketing.resolutions import repository as followed
from ticketing.resolutions import service as resolutions
from ticketing.resolutions.models import ResolutionRow
from ticketing.resolutions.out import resolutions_out
from ticketing.resolutions.schemas import OwnerIn
from ticketing.tickets import repository as tickets
from ticketing.tickets.actor import Actor
from ticketing.topics.models import TopicRow
from ticketing.topics.schemas import TopicIn, TopicOut, TopicPage
from ticketing.uow import UnitOfWork

PLAIN = ("id", "month", "title", "leader", "goal", "created_at")


def start(uow: UnitOfWork, new: TopicIn, *, actor: Actor, at: datetime) -> TopicOut:
    require_convener(actor)
    row = TopicRow(id=new_id(), created_at=at, created_by=actor.id, **new.model_dump())
    uow.session.add(row)
    uow.session.flush()
    return _out(uow, row, actor, at)


def add_matter(uow: UnitOfWork, id: str, new: OwnerIn, ticket: str | None, *, actor: Actor, at: datetime) -> TopicOut:
    """One matter with its owner and due date."""
    require_convener(actor)
    row = _row(uow, id)
    if ticket is not None:
        tickets.ticket_row(uow, ticket)
    resolutions.decide(uow, new, resolutions.Origin(kind="topic", topic=row.id, ticket=ticket), by=actor.id, at=at)
    return _out(uow, row, actor, at)


def get(uow: UnitOfWork, id: str, *, actor: Actor, now: datetime) -> TopicOut:
    """Everybody reads the topic; a unit sees the matters that are its own."""
    return _out(uow, _row(uow, id), actor, now)


def list_topics(uow: UnitOfWork, *, actor: Actor, now: datetime, before: str | None = None, limit: int = 50) -> TopicPage:
    limit = paging.bounded(limit)
    rows = uow.session.scalars(paging.page(select(TopicRow), TopicRow.created_at, TopicRow.id, before, limit)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return TopicPage(
        items=tuple(_out(uow, row, actor, now, whole=False) for row in rows[:limit]),
        next=paging.cursor(last.created_at, last.id) if last else None,
    )


def _row(uow: UnitOfWork, id: str) -> TopicRow:
    row = uow.session.get(TopicRow, id)
    if row is None:
        raise NotFound("没有这个专题。", "请刷新页面。")
    return row


def _out(uow: UnitOfWork, row: TopicRow, actor: Actor, now: datetime, *, whole: bool = True) -> TopicOut:
    matters = [one for one in followed.of_topic(uow, row.id) if one.state != "withdrawn"]
    shown: Sequence[ResolutionRow] = matters if convenes(actor) else [one for one in matters if one.unit_code == actor.unit]
    return TopicOut.model_validate(
        {name: getattr(row, name) for name in PLAIN}
        | {
            "matters": len(matters),
            "solved": sum(one.state == "closed" for one in matters),
            "overdue": sum(one.state == "open" and one.due < now for one in matters),
            "items": resolutions_out(uow, shown, now) if whole else (),
        }
    )
