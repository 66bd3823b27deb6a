"""Reminding those who are invited, once before each meeting, and asking for the answers that are still owed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.ledgers import append
from ticketing.meetings import papers, repository
from ticketing.meetings.models import MeetingRow, MeetingStepRow
from ticketing.notices import service as notices
from ticketing.people.repository import SYSTEM
from ticketing.uow import UnitOfWork

ROUND = 20
"""Meetings that one round reminds of at most."""


def told_already(uow: UnitOfWork, starts_at: datetime, at: datetime) -> datetime | None:
    """Whoever is called within the time of the reminder needs none beside it."""
    return at if starts_at <= at + _ahead(uow) else None


def remind(uow: UnitOfWork, now: datetime) -> int:
    """Remind of the meetings that begin soon; how many. Each once, whichever node runs the round."""
    due = (MeetingRow.starts_at > now, MeetingRow.starts_at <= now + _ahead(uow), MeetingRow.reminded_at.is_(None))
    query = select(MeetingRow).where(MeetingRow.state == "invited", *due).order_by(MeetingRow.starts_at).limit(ROUND)
    locked = query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    rows: Sequence[MeetingRow] = uow.session.scalars(locked).all()
    for row in rows:
        row.reminded_at = now
        append(uow, row, MeetingStepRow, "remind", by=SYSTEM, at=now, counts=False)
        _tell(uow, row, now)
    return len(rows)


def _tell(uow: UnitOfWork, row: MeetingRow, now: datetime) -> None:
    parties = [party for party in repository.parties(uow, row.id) if party.unit_code and party.invited_at]
    coming = [party.unit_code or "" for party in parties if party.reply in ("accepted", "deputy")]
    silent = [party.unit_code or "" for party in parties if party.reply is None]
    leads = [id for id in (row.chair_id, row.co_chair_id) if id]
    what, link = f"{row.title}，{papers.when(uow, row)} {row.place}".strip(), f"/meetings/list?id={row.id}"
    if coming or leads:
        notices.tell(uow, "meeting_soon", f"会议即将召开：{what}", at=now, link=link, units=coming, people=leads)
    if silent:
        notices.tell(uow, "meeting_unanswered", f"请尽快答复能否参会：{what}", at=now, link=link, units=silent)


def _ahead(uow: UnitOfWork) -> timedelta:
    return timedelta(hours=uow.law.joint.invite_remind_h)
