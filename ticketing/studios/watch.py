"""What time does to studios and task forces by itself: when the last day is over, those who must close it are told once."""

from datetime import datetime

from sqlalchemy import select

from ticketing.notices import service as notices
from ticketing.studios import repository
from ticketing.studios.models import StudioRow
from ticketing.uow import UnitOfWork

AT_ONCE = 50
"""So many that one turn takes; the next goes on."""


def watch(uow: UnitOfWork, now: datetime) -> int:
    """Tell its leaders and the hotline; safe to run twice at once, for each row is told of under its lock. Returns how many."""
    query = select(StudioRow).where(
        StudioRow.state == "active", StudioRow.ends_on < uow.calendar.local(now).date(), StudioRow.end_told_at.is_(None)
    )
    rows = uow.session.scalars(query.order_by(StudioRow.ends_on).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    members = repository.members(uow, [row.id for row in rows])
    for row in rows:
        row.end_told_at = now
        leaders = [one.person_id for one in members[row.id] if one.role == "leader" and one.person_id and one.until is None]
        text = f"“{row.name}”已过结束日期{row.ends_on:%Y-%m-%d}，请写明成效后结束，或延长期限。"
        link = f"/funds/studios?studio={row.id}"
        notices.tell(uow, "studio_end", text, at=now, link=link, people=leaders, roles=("supervisor",))
    return len(rows)
