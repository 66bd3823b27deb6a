"""Queries on what is followed until done."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from ticketing.exposures.models import ExposureRow
from ticketing.ledgers import locked, seen
from ticketing.meetings.models import MeetingRow
from ticketing.paging import bounded, place
from ticketing.resolutions.models import ResolutionRow, ResolutionStepRow
from ticketing.resolutions.schemas import SourceRef
from ticketing.topics.models import TopicRow
from ticketing.uow import UnitOfWork

MISSING = "没有这项决议。"
SAID = ("progress", "report")
ROUND = 50
"""Reminders that one round sends out at most."""


def row_of(uow: UnitOfWork, id: str, *, lock: bool = True) -> ResolutionRow:
    return (locked if lock else seen)(uow, ResolutionRow, id, MISSING)


def of_item(uow: UnitOfWork, item_id: str) -> ResolutionRow | None:
    return uow.session.scalar(select(ResolutionRow).where(ResolutionRow.item_id == item_id))


def of_meeting(uow: UnitOfWork, meeting_id: str) -> Sequence[ResolutionRow]:
    query = select(ResolutionRow).where(ResolutionRow.meeting_id == meeting_id)
    return uow.session.scalars(query.order_by(ResolutionRow.decided_at, ResolutionRow.id)).all()


def of_topic(uow: UnitOfWork, topic_id: str) -> Sequence[ResolutionRow]:
    query = select(ResolutionRow).where(ResolutionRow.topic_id == topic_id)
    return uow.session.scalars(query.order_by(ResolutionRow.decided_at, ResolutionRow.id)).all()


def of_exposure(uow: UnitOfWork, exposure_id: str) -> ResolutionRow | None:
    return uow.session.scalar(select(ResolutionRow).where(ResolutionRow.exposure_id == exposure_id))


def page(
    uow: UnitOfWork, *, units: Iterable[str] | None, state: str, overdue_at: datetime | None, after: str | None, limit: int
) -> Sequence[ResolutionRow]:
    """The next to be due first; ``state`` one of the table's, ``following`` (open or reported) or ``all``; one row more."""
    query = select(ResolutionRow)
    if units is not None:
        query = query.where(ResolutionRow.unit_code.in_(list(units)))
    if state == "following":
        query = query.where(ResolutionRow.state.in_(("open", "reported")))
    elif state != "all":
        query = query.where(ResolutionRow.state == state)
    if overdue_at is not None:
        query = query.where(ResolutionRow.due < overdue_at)
    if after:
        query = query.where(_later(after))
    query = query.order_by(ResolutionRow.due, ResolutionRow.id).limit(bounded(limit) + 1)
    return uow.session.scalars(query).all()


def _later(after: str) -> ColumnElement[bool]:
    due, last = place(after)
    return (ResolutionRow.due > due) | ((ResolutionRow.due == due) & (ResolutionRow.id > last))


def to_remind(uow: UnitOfWork, now: datetime) -> Sequence[ResolutionRow]:
    return _due(uow, select(ResolutionRow).where(ResolutionRow.remind_at <= now, ResolutionRow.reminded_at.is_(None)))


def newly_overdue(uow: UnitOfWork, now: datetime) -> Sequence[ResolutionRow]:
    return _due(uow, select(ResolutionRow).where(ResolutionRow.due < now, ResolutionRow.overdue_told_at.is_(None)))


def _due(uow: UnitOfWork, query: Select[Any]) -> Sequence[ResolutionRow]:
    """At most a round's worth of open ones, each nobody else's until the commit."""
    query = query.where(ResolutionRow.state == "open").order_by(ResolutionRow.due).limit(ROUND)
    return uow.session.scalars(query.with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()


def last_words(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, str]:
    """By resolution what was said last of its progress."""
    newest = (
        select(ResolutionStepRow.owner_id, func.max(ResolutionStepRow.position).label("position"))
        .where(ResolutionStepRow.owner_id.in_(ids), ResolutionStepRow.step.in_(SAID))
        .group_by(ResolutionStepRow.owner_id)
        .subquery()
    )
    query = select(ResolutionStepRow.owner_id, ResolutionStepRow.text).join(
        newest,
        (ResolutionStepRow.owner_id == newest.c.owner_id) & (ResolutionStepRow.position == newest.c.position),
    )
    return {row.owner_id: row.text for row in uow.session.execute(query)}


def sources(uow: UnitOfWork, rows: Sequence[ResolutionRow]) -> dict[str, SourceRef]:
    """By resolution what it came from."""
    meetings = _titles(uow, select(MeetingRow.id, MeetingRow.title).where(MeetingRow.id.in_([r.meeting_id for r in rows])))
    topics = _titles(uow, select(TopicRow.id, TopicRow.title).where(TopicRow.id.in_([r.topic_id for r in rows])))
    exposures = _titles(uow, select(ExposureRow.id, ExposureRow.title).where(ExposureRow.id.in_([r.exposure_id for r in rows])))
    found: dict[str, SourceRef] = {}
    for row in rows:
        if row.meeting_id in meetings:
            found[row.id] = SourceRef(kind="meeting", id=row.meeting_id or "", title=meetings[row.meeting_id])
        elif row.topic_id in topics:
            found[row.id] = SourceRef(kind="topic", id=row.topic_id or "", title=topics[row.topic_id])
        elif row.exposure_id in exposures:
            found[row.id] = SourceRef(kind="exposure", id=row.exposure_id or "", title=exposures[row.exposure_id])
    return found


def counts(uow: UnitOfWork, now: datetime) -> tuple[int, int, int]:
    """Open, reported, and of the open those that are overdue."""
    query = select(ResolutionRow.state, func.count()).where(ResolutionRow.state.in_(("open", "reported")))
    by_state = {row[0]: row[1] for row in uow.session.execute(query.group_by(ResolutionRow.state))}
    late = select(func.count()).where(ResolutionRow.state == "open", ResolutionRow.due < now)
    return by_state.get("open", 0), by_state.get("reported", 0), uow.session.scalar(late) or 0


def closed_between(uow: UnitOfWork, since: datetime, until: datetime) -> tuple[int, int]:
    """Closed within, and of them those that were reported (or closed) by their first due date."""
    done = func.coalesce(ResolutionRow.reported_at, ResolutionRow.closed_at)
    within = (ResolutionRow.state == "closed", ResolutionRow.closed_at >= since, ResolutionRow.closed_at < until)
    closed = uow.session.scalar(select(func.count()).where(*within)) or 0
    in_time = uow.session.scalar(select(func.count()).where(*within, done <= ResolutionRow.first_due)) or 0
    return closed, in_time


def _titles(uow: UnitOfWork, query: Select[str, str]) -> dict[str | None, str]:
    return {row[0]: row[1] for row in uow.session.execute(query)}
