"""No intake is ever left: what nobody accepts in time, or accepts and forgets, is told; silence is not waited for."""

from datetime import datetime, timedelta

from sqlalchemy import select

from ticketing.intake import bookings, moves, tries
from ticketing.intake.models import IntakeRow
from ticketing.notices import service as notices
from ticketing.people.repository import SYSTEM
from ticketing.uow import UnitOfWork

AT_ONCE = 50
KEEPERS = ("dispatcher", "supervisor")
LINK = "/intake/list?id="


def look_through(uow: UnitOfWork, now: datetime) -> None:
    """One round, at most a page of each; two nodes at once tell nothing twice, for each takes other rows."""
    warn_unaccepted(uow, now)
    warn_unfinished(uow, now)
    go_on(uow, now)
    bookings.note_missed(uow, now)
    tries.forget(uow, now)


def warn_unaccepted(uow: UnitOfWork, now: datetime) -> int:
    """Received and past its hour: dispatchers and supervisors are told, once."""
    where = (IntakeRow.state == "received", IntakeRow.accept_due <= now, IntakeRow.warned_at.is_(None))
    query = select(IntakeRow).where(*where).order_by(IntakeRow.accept_due)
    rows = uow.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.warned_at = now
        text = f"收件超过受理时限仍无人受理：{row.text[:40]}"
        notices.tell(uow, "intake_overdue", text, at=now, link=LINK + row.id, roles=KEEPERS)
    return len(rows)


def warn_unfinished(uow: UnitOfWork, now: datetime) -> int:
    """Accepted long ago and still without an end: the one who accepted it is told, and those above."""
    since = now - timedelta(seconds=uow.law.intake.finish_s)
    where = (IntakeRow.state == "accepted", IntakeRow.channel != "telephone", IntakeRow.accepted_at <= since)
    query = select(IntakeRow).where(*where, IntakeRow.warned_at.is_(None)).order_by(IntakeRow.accepted_at)
    rows = uow.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.warned_at = now
        people = [row.accepted_by] if row.accepted_by else []
        text = f"收件受理后长时间没有答复或派单：{row.text[:40]}"
        notices.tell(uow, "intake_unfinished", text, at=now, link=LINK + row.id, people=people, roles=KEEPERS)
    return len(rows)


def go_on(uow: UnitOfWork, now: datetime) -> int:
    """The citizen was asked and did not answer in the set time: back to the one who accepted it, with what there is."""
    query = select(IntakeRow).where(IntakeRow.state == "waiting", IntakeRow.waits_until <= now).order_by(IntakeRow.waits_until)
    rows = uow.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        moves.move(uow, row, "resume", by=SYSTEM, at=now, note="市民在规定时间内没有补充")
        row.asked, row.waits_until, row.warned_at = "", None, None
        people = [row.accepted_by] if row.accepted_by else []
        notices.tell(
            uow, "intake_resumed", f"市民未按时补充，请继续办理：{row.text[:40]}", at=now, link=LINK + row.id, people=people
        )
    return len(rows)
